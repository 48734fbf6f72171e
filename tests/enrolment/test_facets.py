"""Filters combine on one and the same date, and each link says how many trainings it leaves."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
import time_machine
from flask import Flask

from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.enrolment.models import Theme, Training
from cesi_site.enrolment.operations import step_session, withdraw_training
from cesi_site.enrolment.queries import ONLINE, Asked, Order, catalogue_index, list_trainings, next_trainings
from cesi_site.enrolment.words import Organiser, SessionState
from tests.enrolment.conftest import add, add_theme, add_venue, days_ahead, plan


@pytest.fixture
def catalogue(theme: Theme) -> dict[str, Training]:
    brussels, ghent = add_venue("Brussel", "Bruxelles"), add_venue("Gent", "Gand")
    made = {
        "early": add("B-1", theme, title_nl="Zebra", title_fr="Zèbre"),
        "late": add("B-2", add_theme("Brand", 20), organiser=Organiser.ONEMANAGEMENT, title_nl="Aap", title_fr="Ane"),
        "never": add("B-3", theme),
    }
    plan(made["early"], days_ahead(10), language="nl", venue=ghent)
    plan(made["early"], days_ahead(70), language="fr", venue=brussels)
    plan(made["late"], days_ahead(40), language="fr", venue=brussels)
    plan(made["late"], days_ahead(45), language="en")
    return made


def names(asked: Asked, catalogue: dict[str, Training], order: Order | None = None) -> list[str]:
    known = {training.id: name for name, training in catalogue.items()}
    return [known[card.id] for card in list_trainings(asked, language="nl", order=order).cards]


def test_the_next_date_comes_first_and_who_has_none_last(catalogue: dict[str, Training]) -> None:
    assert names(Asked(), catalogue) == ["early", "late", "never"]
    assert names(Asked(), catalogue, order=Order.TITLE) == ["late", "never", "early"]
    assert [card.slug for card in next_trainings("fr", limit=5)] == ["b-1-fr", "b-2-fr"]


def test_filters_hold_for_one_and_the_same_date(catalogue: dict[str, Training]) -> None:
    assert names(Asked(language="fr"), catalogue) == ["late", "early"]
    assert names(Asked(language="fr", place="Gent"), catalogue) == []
    assert names(Asked(language="fr", place="Brussel"), catalogue) == ["late", "early"]
    assert names(Asked(place=ONLINE), catalogue) == ["late"]
    (card,) = list_trainings(Asked(place=ONLINE), language="nl").cards
    assert [slot.language for slot in card.dates] == ["en"]


def test_each_count_is_what_the_link_leaves(catalogue: dict[str, Training], theme: Theme) -> None:
    places: list[str | None] = [None, "Gent", "Brussel", ONLINE]
    for language, place, organiser in product((None, "nl", "fr", "en"), places, (None, "cesi", "onemanagement")):
        asked = Asked(language=language, place=place, organiser=organiser)
        counts = list_trainings(asked, language="nl").counts
        for one in ("nl", "fr", "en"):
            left = list_trainings(Asked(language=one, place=place, organiser=organiser), language="nl").total
            assert counts["language"].get(one, 0) == left
        for key in ("Gent", "Brussel", ONLINE):
            left = list_trainings(Asked(language=language, place=key, organiser=organiser), language="nl").total
            assert counts["place"].get(key, 0) == left
    assert list_trainings(Asked(), language="nl").counts["theme"][theme.id] == 2


def test_the_month_is_that_of_brussels(theme: Theme) -> None:
    training = add("B-7", theme)
    session = plan(training, [dt.date(2031, 4, 2)])
    with transaction():
        # 1 April in Brussels, and still 31 March in UTC.
        session.parts[0].starts_at = session.starts_at = dt.datetime(2031, 3, 31, 22, 30, tzinfo=dt.UTC)
    assert catalogue_index().counts(Asked())["period"] == {"2031-04": 1}


@pytest.mark.parametrize("state", [SessionState.DRAFT, SessionState.CANCELLED, SessionState.HELD])
def test_only_dates_that_go_on_are_shown(theme: Theme, state: SessionState) -> None:
    plan(add("B-8", theme), days_ahead(9), state=state)
    (card,) = list_trainings(Asked(), language="nl").cards
    assert card.next_date is None


def test_what_is_withdrawn_or_cancelled_is_gone_at_once(catalogue: dict[str, Training], context: Flask) -> None:
    assert names(Asked(language="en"), catalogue) == ["late"]
    withdraw_training(catalogue["late"], by=None)
    assert names(Asked(), catalogue) == ["early", "never"]
    session = plan(catalogue["never"], days_ahead(3))
    assert names(Asked(), catalogue) == ["never", "early"]
    step_session(session, "cancel", by=None)
    assert names(Asked(), catalogue) == ["early", "never"]


def test_a_date_that_began_goes_at_midnight_without_any_change(catalogue: dict[str, Training]) -> None:
    day = clock.today() + dt.timedelta(days=10)
    for hour, expected in ((23, ["early", "late", "never"]), (24, ["late", "early", "never"])):
        moment = dt.datetime.combine(day, dt.time(0, 30), clock.BRUSSELS) + dt.timedelta(hours=hour)
        with time_machine.travel(moment, tick=False):
            assert names(Asked(), catalogue) == expected


def test_a_page_beyond_the_last_one_is_the_last_one(catalogue: dict[str, Training]) -> None:
    listing = list_trainings(Asked(), language="nl", page=400)
    assert (listing.page, listing.pages, listing.total) == (1, 1, 3)
