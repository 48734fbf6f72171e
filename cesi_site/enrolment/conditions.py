"""The conditions of an enrolment: their numbered versions, and what cancelling costs, as steps that are data."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from cesi_site.core.languages import LANGUAGES
from cesi_site.core.settings import PROJECT
from cesi_site.enrolment.models import CancellationPolicy, Enrolment
from cesi_site.enrolment.states import SEATED

FOLDER: Path = PROJECT / "templates" / "enrolment" / "conditions"
CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Version:
    """A version of the conditions: its number, the day from which it holds, the fingerprint of both languages."""

    number: int
    since: dt.date
    fingerprint: str


# A test compares the texts with the last fingerprint: who changes a text adds a version.
CONDITIONS = (Version(1, dt.date(2026, 11, 22), "32328dd6981d"), Version(2, dt.date(2026, 11, 23), "aff23315cc37"))


@dataclass(frozen=True)
class Step:
    """What cancelling costs from so many days before the first day: a share of the price, or an amount each."""

    days_before: int
    percent: Decimal | None
    fee: Decimal | None


def conditions_fingerprint() -> str:
    """Return the fingerprint of the conditions as they stand."""
    texts = [(FOLDER / f"{language}.html").read_text("utf-8") for language in LANGUAGES]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def freeze(policy: CancellationPolicy | None) -> dict[str, Any]:
    """Return the steps of a policy as an enrolment keeps them."""
    steps = policy.steps if policy else []
    return {"steps": [[step.days_before, _written(step.percent), _written(step.fee)] for step in steps]}


def steps_of(frozen: Mapping[str, Any]) -> list[Step]:
    """Return the steps that an enrolment keeps, the earliest first."""
    steps = [Step(days, _read(percent), _read(fee)) for days, percent, fee in frozen.get("steps", ())]
    return sorted(steps, key=lambda step: -step.days_before)


def fee_for(enrolment: Enrolment, first_day: dt.date, today: dt.date) -> Decimal:
    """Return what cancelling costs today, without VAT, for all places together.

    Nothing is due from who waits for a place, or is not confirmed yet, and never more than the price.
    """
    if enrolment.state not in SEATED or enrolment.suspicions or not enrolment.price_each:
        return NOTHING
    step = step_at(steps_of(enrolment.cancellation), (first_day - today).days)
    if step is None:
        return NOTHING
    each = step.fee if step.fee is not None else enrolment.price_each * (step.percent or 0) / 100
    return (min(each, enrolment.price_each) * enrolment.seats).quantize(CENT, ROUND_HALF_UP)


def step_at(steps: Sequence[Step], days_left: int) -> Step | None:
    """Return the step that counts so many days before the first day: the one with the most days still left."""
    return next((step for step in steps if step.days_before <= days_left), steps[-1] if steps else None)


def _written(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _read(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)
