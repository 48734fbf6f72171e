"""Loading the invented catalogue. Its dates are always ahead of the day on which it is loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import Base, db, transaction
from cesi_site.enrolment.models import (
    CancellationPolicy,
    CancellationStep,
    Recognition,
    Theme,
    Training,
    TrainingSession,
    Venue,
)
from cesi_site.enrolment.operations.index import index_training
from cesi_site.enrolment.operations.request_steps import load_request_readers
from cesi_site.enrolment.operations.sessions import SessionFacts, plan_sessions
from cesi_site.enrolment.series import parts_of
from cesi_site.enrolment.starter import StarterTraining, both, read_lists, read_trainings
from cesi_site.enrolment.words import Format, SessionState

STEP = 10
SESSIONS_EACH = 4
FIRST_AFTER_DAYS, EACH_LATER_BY = 12, 3
WEEKS_BETWEEN = 6
DEADLINE_DAYS = 7
MINIMUM, MAXIMUM = 6, 12
SATURDAY = 5
# In which town the sessions in each language are given, in turn.
TOWNS: Mapping[str, tuple[str, ...]] = {
    "nl": ("Brussel", "Mechelen", "Gent"),
    "fr": ("Brussel", "Namen", "Luik"),
    "en": ("Brussel",),
}
TRAINERS: Mapping[str, tuple[str, ...]] = {
    "nl": ("Pieter Demo", "Ann Voorbeeld", "Koen Demo"),
    "fr": ("Nathalie Démo", "Marc Exemple", "Isabelle Démo"),
    "en": ("Emma Sample",),
}


def load_catalogue() -> int:
    """Add the invented trainings that are missing, dates for those that have none ahead, and who reads requests.

    What is there stays as staff left it. Return how many trainings were added.
    """
    load_request_readers()
    starters = list(read_trainings())
    with transaction() as session:
        known = set(session.scalars(select(Training.code)))
        missing = [one for one in starters if one.code not in known]
        if missing:
            _load_trainings(missing)
            record("enrolment:starter:loaded", details={"trainings": len(missing)})
        for n, starter in enumerate(starters):
            _load_dates(starter, n)
    return len(missing)


def _load_trainings(missing: Sequence[StarterTraining]) -> None:
    lists = read_lists()
    themes = {one.slug_nl: one for one in _rows(Theme, "slug_nl", _themes(lists))}
    named = {one.name_nl: one for one in _rows(Recognition, "name_nl", _recognitions(lists))}
    recognitions = {facts["key"]: named[facts["name"]["nl"]] for facts in lists["recognitions"]}
    _rows(Venue, "name_nl", _venues(lists))
    policy = _policy(lists["policy"])
    made = {}
    for starter in missing:
        training = Training(code=starter.code, updated_at=clock.now(), published_at=clock.now(), **starter.columns)
        training.theme, training.policy = themes[starter.theme], policy
        training.recognitions = [recognitions[key] for key in starter.recognitions]
        db.session.add(training)
        made[starter.code] = training
    for starter in missing:
        made[starter.code].refresher = made.get(starter.refresher or "")
    for training in made.values():
        index_training(training)


def _rows(model: type[Any], key: str, wanted: Iterator[dict[str, Any]]) -> list[Any]:
    """Return the wanted rows, those that are missing added."""
    known = {getattr(one, key): one for one in db.session.scalars(select(model))}
    rows: list[Base] = []
    for columns in wanted:
        row = known.get(columns[key]) or model(**columns)
        db.session.add(row)
        rows.append(row)
    db.session.flush()
    return rows


def _themes(lists: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for n, facts in enumerate(lists["themes"], 1):
        words = both("slug", facts["slug"]) | both("name", facts["name"])
        yield {"position": n * STEP, "icon": facts["icon"], **words}


def _recognitions(lists: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for facts in lists["recognitions"]:
        yield both("name", facts["name"]) | both("text", facts["text"]) | both("url", facts["url"])


def _venues(lists: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for facts in lists["venues"]:
        words = both("name", facts["name"]) | both("street", facts["street"]) | both("town", facts["town"])
        yield {"postcode": facts["postcode"], **words}


def _policy(facts: Mapping[str, Any]) -> CancellationPolicy:
    known = db.session.scalars(select(CancellationPolicy).limit(1)).first()
    if known is not None:
        return known
    steps = [
        CancellationStep(
            days_before=step["days_before"],
            percent=Decimal(step["percent"]) if "percent" in step else None,
            fee=Decimal(step["fee"]) if "fee" in step else None,
        )
        for step in facts["steps"]
    ]
    policy = CancellationPolicy(**both("name", facts["name"]), steps=steps)
    db.session.add(policy)
    return policy


def _load_dates(starter: StarterTraining, n: int) -> None:
    training = db.session.scalars(select(Training).where(Training.code == starter.code)).one()
    ahead = TrainingSession.training_id == training.id, TrainingSession.starts_at > clock.now()
    if db.session.scalar(select(func.count()).select_from(TrainingSession).where(*ahead)):
        return
    towns = {venue.town_nl: venue.id for venue in db.session.scalars(select(Venue).where(Venue.active))}
    first = clock.today() + dt.timedelta(days=FIRST_AFTER_DAYS + n * EACH_LATER_BY)
    for k in range(SESSIONS_EACH):
        language = starter.languages[k % len(starter.languages)]
        places, trainers = TOWNS[language], TRAINERS[language]
        town = places[(n + k) % len(places)]
        plan_sessions(
            training,
            [parts_of(_days(first + dt.timedelta(weeks=k * WEEKS_BETWEEN), starter.days), starter.hours)],
            SessionFacts(
                language=language,
                venue_id=None if starter.columns["format"] is Format.ONLINE else towns.get(town),
                minimum=MINIMUM,
                maximum=MAXIMUM,
                trainers=(trainers[(n + k) % len(trainers)],),
            ),
            deadline_days=DEADLINE_DAYS,
            state=SessionState.CONFIRMED if k == 0 and n % 3 == 0 else SessionState.OPEN,
            by=None,
        )


def _days(first: dt.date, count: int) -> list[dt.date]:
    """Return so many working days, each a week after the one before, none of them around New Year."""
    if first.weekday() >= SATURDAY:
        first += dt.timedelta(days=7 - first.weekday())
    days = [first + dt.timedelta(weeks=n) for n in range(count)]
    return _days(first + dt.timedelta(weeks=1), count) if any(map(_is_new_year, days)) else days


def _is_new_year(day: dt.date) -> bool:
    return (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 3)
