"""The invented catalogue that shows the site: twenty trainings, their themes and places, and dates ahead of today."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from cesi_site.core.languages import LANGUAGES
from cesi_site.enrolment.words import Format, Organiser

FOLDER = Path(__file__).parent
# These texts are lists of points.
POINTS = ("objectives", "programme")
VAT = Decimal(21)
HALF_DAY = ((dt.time(9), dt.time(12)),)
WHOLE_DAY = (*HALF_DAY, (dt.time(13), dt.time(16)))


@dataclass(frozen=True)
class StarterTraining:
    """A training as its file describes it. `columns` are values of `Training`; the rest names other rows."""

    code: str
    columns: Mapping[str, Any]
    theme: str
    refresher: str | None
    recognitions: Sequence[str]
    languages: Sequence[str]

    @property
    def hours(self) -> tuple[tuple[dt.time, dt.time], ...]:
        """The day parts of each of its days."""
        return HALF_DAY if self.columns["duration_days"] < 1 else WHOLE_DAY

    @property
    def days(self) -> int:
        """On how many days it is given."""
        return max(1, int(self.columns["duration_days"]))


def read_lists() -> Mapping[str, Any]:
    """Return the themes, recognitions, places and conditions."""
    return tomllib.loads((FOLDER / "lists.toml").read_text("utf-8"))


def read_trainings() -> Iterator[StarterTraining]:
    """Yield the trainings, by theme."""
    for file in sorted((FOLDER / "trainings").glob("*.toml")):
        for code, facts in tomllib.loads(file.read_text("utf-8")).items():
            yield _read(code, facts)


def both(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Return a text in both languages as two columns."""
    return {f"{name}_{language}": texts[language] for language in LANGUAGES}


def _read(code: str, facts: Mapping[str, Any]) -> StarterTraining:
    columns: dict[str, Any] = {
        "organiser": Organiser(facts["organiser"]),
        "format": Format(facts["format"]),
        "duration_days": Decimal(facts["days"]),
        "duration_hours": Decimal(facts["hours"]),
        "price": Decimal(facts["price"]),
        "member_price": Decimal(facts["member_price"]) if "member_price" in facts else None,
        "vat_rate": VAT,
        "refresher_months": facts.get("refresher_months"),
        "certificate_valid_months": facts.get("certificate_valid_months"),
    }
    for language in LANGUAGES:
        texts = {"legal_basis": "", **facts[language]}
        texts |= {name: "\n".join(f"- {point}" for point in texts[name]) for name in POINTS}
        columns |= {f"{name}_{language}": text for name, text in texts.items()}
    return StarterTraining(
        code, columns, facts["theme"], facts.get("refresher"), facts["recognitions"], facts["languages"]
    )
