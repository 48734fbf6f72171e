"""Announcements as the desk and the mails read them: the list, what can be announced, and what there is to show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from cesi_site.accounts.queries import names_of
from cesi_site.audit.models import AuditEntry
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.core.languages import LANGUAGES, NAMES, _, use_language
from cesi_site.core.templating import date_long
from cesi_site.enrolment.models import Announcement, AnnouncementRecipient, AnnouncementState, Training, TrainingSession
from cesi_site.enrolment.words import SHOWN, Organiser

A_PAGE = 30
# As many dates of one training stand in a mail; its page has them all.
MOST_DATES = 4
# What comes back from an announcement names it by this word and the key of its recipient's row.
LETTERS = "announcement"
TEXTS = ("subject", "body")
PLACE, LINK = "event_place", "event_link"


@dataclass(frozen=True)
class Happened:
    """What happened to an announcement, when and by whom (None: the site)."""

    at: dt.datetime
    verb: str
    by: str | None


@dataclass(frozen=True)
class Announced:
    """A training with those of its dates that are announced and still to come."""

    training: Training
    sessions: Sequence[TrainingSession]


def find_announcement(number: int) -> Announcement | None:
    """Return an announcement by its key."""
    return db.session.get(Announcement, number)


def announcement_of(letter: str) -> Announcement | None:
    """Return the announcement of which a letter came back, by what names it (`outbox.return_path`)."""
    number = letter.removeprefix(LETTERS)
    found = select(Announcement).join(AnnouncementRecipient, AnnouncementRecipient.announcement_id == Announcement.id)
    if number == letter or not number.isdigit():
        return None
    return db.session.scalars(found.where(AnnouncementRecipient.id == int(number))).first()


def find_announcements(
    states: Collection[AnnouncementState], *, house: str | None = None, before_id: int | None = None, limit: int
) -> Sequence[Announcement]:
    """Return announcements in these states (none named: in all), the newest first."""
    found = select(Announcement).order_by(Announcement.id.desc()).limit(limit)
    if states:
        found = found.where(Announcement.state.in_(states))
    if house is not None:
        found = found.where(Announcement.house == house)
    if before_id is not None:
        found = found.where(Announcement.id < before_id)
    return db.session.scalars(found).all()


def to_look_at(account_id: int) -> int:
    """Count the drafts that are written in both languages, in which this person had no part."""
    written = [getattr(Announcement, f"{name}_{language}") != "" for name in TEXTS for language in LANGUAGES]
    others = [_is_not(Announcement.created_by_id, account_id), _is_not(Announcement.edited_by_id, account_id)]
    drafts = select(Announcement).where(Announcement.state == AnnouncementState.DRAFT, *written, *others)
    return sum(not faults(draft) for draft in db.session.scalars(drafts))


def faults(announcement: Announcement) -> list[str]:
    """Return all that keeps an announcement from going out, in the language in use."""
    return [*_missing_texts(announcement), *_faults_of_event(announcement), *_faults_of_contents(announcement)]


def _missing_texts(announcement: Announcement) -> Iterator[str]:
    names = {"subject": _("the subject is missing"), "body": _("the text is missing")}
    for language in LANGUAGES:
        for name in TEXTS:
            if not announcement.text(name, language).strip():
                yield f"{NAMES[language]}: {names[name]}"


def _faults_of_event(announcement: Announcement) -> Iterator[str]:
    if announcement.event_at is None:
        if any(announcement.text(name, language) for name in (PLACE, LINK) for language in LANGUAGES):
            yield _("An event needs its day and time.")
        return
    if announcement.event_at <= clock.now():
        yield _("The event lies in the past.")
    missing = _("the place of the event is missing")
    for language in LANGUAGES:
        if not announcement.text(PLACE, language).strip():
            yield f"{NAMES[language]}: {missing}"


def _faults_of_contents(announcement: Announcement) -> Iterator[str]:
    if announcement.event_at is None and not announced(announcement):
        yield _("Choose at least one training or date to come, or fill in an event.")


def announced(announcement: Announcement) -> list[Announced]:
    """Return the trainings of an announcement, in its order, with the dates for which somebody can still enrol.

    A date that was called off, or that has passed, is no longer announced; a training without one is left out.
    """
    chosen: dict[int, set[int | None]] = {}
    for item in announcement.items:
        chosen.setdefault(item.training_id, set()).add(item.session_id)
    coming: dict[int, list[TrainingSession]] = {}
    for session in db.session.scalars(_coming(TrainingSession.training_id.in_(chosen))).unique():
        if not chosen[session.training_id].isdisjoint({None, session.id}):
            coming.setdefault(session.training_id, []).append(session)
    return [Announced(coming[key][0].training, coming[key][:MOST_DATES]) for key in chosen if key in coming]


def to_announce(house: Organiser, language: str) -> list[tuple[str, str]]:
    """Return what a house can announce, as (word, name in `language`): each training, then each of its dates."""
    by_training: dict[int, list[TrainingSession]] = {}
    for session in db.session.scalars(_coming(Training.organiser == house)).unique():
        by_training.setdefault(session.training_id, []).append(session)
    trainings = sorted(by_training.values(), key=lambda dates: dates[0].training.code)
    return [choice for dates in trainings for choice in _choices(dates, language)]


def _choices(dates: Sequence[TrainingSession], language: str) -> Iterator[tuple[str, str]]:
    training = dates[0].training
    title = getattr(training, f"title_{language}")
    with use_language(language):
        yield f"training {training.id}", _("%(title)s: all its dates", title=title)
        for one in dates:
            place = one.venue.text("town", language) if one.venue else _("Online")
            yield f"session {one.id}", f"{title}: {date_long(one.starts_at)}, {place}"


def item_of(word: str, house: Organiser) -> dict[str, Any] | None:
    """Return the columns of the item that a word of `to_announce` names; None for what this house cannot announce."""
    kind, _blank, number = word.partition(" ")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    column = {"training": TrainingSession.training_id, "session": TrainingSession.id}.get(kind)
    if column is None:
        return None
    one = db.session.scalars(_coming(Training.organiser == house, column == int(number))).unique().first()
    if one is None:
        return None
    return {"training_id": one.training_id, "session_id": one.id if kind == "session" else None}


def count_listed(announcement: Announcement) -> int:
    """Count the addresses that an announcement was put on its way to, as long as they are kept."""
    listed = AnnouncementRecipient.announcement_id == announcement.id
    return db.session.scalar(select(func.count(AnnouncementRecipient.id)).where(listed)) or 0


def history(announcement: Announcement) -> list[Happened]:
    """Return what happened to an announcement, the newest first, from the log."""
    subject = AuditEntry.subject == f"{Announcement.__tablename__}:{announcement.id}"
    lines = db.session.scalars(select(AuditEntry).where(subject).order_by(AuditEntry.id.desc())).all()
    actors = [_account(line.actor) for line in lines]
    names = names_of(actors)
    return [
        Happened(line.at, line.action.rpartition(":")[2], names.get(actor) if actor else None)
        for line, actor in zip(lines, actors, strict=True)
    ]


def _coming(*conditions: ColumnElement[bool]) -> Select[TrainingSession]:
    """Return public dates to come that take enrolments, the nearest first."""
    return (
        select(TrainingSession)
        .join(TrainingSession.training)
        .options(joinedload(TrainingSession.training))
        .where(
            Training.published_at.is_not(None),
            TrainingSession.state.in_(SHOWN),
            TrainingSession.deadline >= clock.today(),
            TrainingSession.starts_at > clock.now(),
            *conditions,
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )


def _is_not(column: Any, account_id: int) -> ColumnElement[bool]:
    return or_(column.is_(None), column != account_id)


def _account(actor: str | None) -> int | None:
    kind, _colon, number = (actor or "").partition(":")
    return int(number) if kind == "account" and number.isdigit() else None
