"""Builders: a training with its texts, and sessions of it, so many days from today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextvars import Context
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from cesi_site.contact.operations import load_topics
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.enrolment.models import TEXTS, Theme, Training, TrainingSession, Venue
from cesi_site.enrolment.operations import (
    SessionFacts,
    add_training,
    load_catalogue,
    plan_sessions,
    publish_training,
)
from cesi_site.enrolment.series import parts_of
from cesi_site.enrolment.words import Format, Organiser, SessionState
from tests.support.client import CheckingClient

WHOLE_DAY = [(dt.time(9), dt.time(12, 30)), (dt.time(13, 30), dt.time(16, 30))]
COUNT = iter(range(1, 10_000))


def add_theme(name: str = "Ergonomie", position: int = 10) -> Theme:
    slug = f"{name.lower().replace(' ', '-')}-{next(COUNT)}"
    with transaction() as session:
        session.add(theme := Theme(position=position, slug_nl=slug, slug_fr=f"{slug}-fr", name_nl=name, name_fr=name))
    return theme


def add_venue(nl: str, fr: str) -> Venue:
    names = {"name_nl": f"Zaal {nl}", "name_fr": f"Salle {fr}", "street_nl": "Straat 1", "street_fr": "rue 1"}
    with transaction() as session:
        session.add(venue := Venue(**names, postcode="1000", town_nl=nl, town_fr=fr))
    return venue


def texts(code: str) -> dict[str, str]:
    return {f"{name}_{lang}": f"{name} {code} {lang}" for name in TEXTS[1:] for lang in ("nl", "fr")}


def add(code: str, theme: Theme, *, public: bool = True, **changes: Any) -> Training:
    """Add a training with all its texts; `changes` win."""
    facts: dict[str, Any] = {
        "code": code,
        "organiser": Organiser.CESI,
        "theme_id": theme.id,
        "format": Format.CLASSROOM,
        "slug_nl": f"{code.lower()}-nl",
        "slug_fr": f"{code.lower()}-fr",
        **texts(code),
        "duration_days": Decimal(1),
        "duration_hours": Decimal(6),
        "price": Decimal("200"),
        "member_price": Decimal("170"),
        "vat_rate": Decimal(21),
        "refresher_months": None,
        "certificate_valid_months": None,
        "refresher_id": None,
        "policy_id": None,
    }
    training = add_training(by=None, **(facts | changes))
    return publish_training(training, by=None) if public else training


def days_ahead(*numbers: int) -> list[dt.date]:
    return [clock.today() + dt.timedelta(days=number) for number in numbers]


def plan(
    training: Training,
    days: Sequence[dt.date],
    *,
    language: str = "nl",
    venue: Venue | None = None,
    state: SessionState = SessionState.OPEN,
    **facts: Any,
) -> TrainingSession:
    """Plan one session on these days."""
    given = SessionFacts(
        **{"language": language, "venue_id": venue.id if venue else None, "minimum": 4, "maximum": 12} | facts
    )
    (session,) = plan_sessions(training, [parts_of(days, WHOLE_DAY)], given, deadline_days=7, state=state, by=None)
    return session


@pytest.fixture
def theme(context: Flask) -> Theme:
    """A theme, and with it an application context."""
    return add_theme()


@pytest.fixture
def visitor(app: Flask, client: CheckingClient) -> CheckingClient:
    """A visitor of a site with the invented catalogue."""
    with app.app_context():
        load_topics()
        load_catalogue()
    return client


@pytest.fixture
def deliver(app: Flask) -> Callable[[], None]:
    """Do one round of the worker's work."""

    def run() -> None:
        done = Context().run(app.test_cli_runner().invoke, args=["outbox", "deliver", "--once"])
        assert done.exit_code == 0, done.output

    return run
