"""What came back, and which people of members mail does not reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, cast, func, select

from cesi_site.choices.queries import blocked, email_hash
from cesi_site.core.database import db
from cesi_site.core.keyset import Page, Sorting, read_page, with_edges
from cesi_site.members.queries import Informed, addresses_informed, informed_at, still_informed
from cesi_site.newsletter.bounces.reports import Kind
from cesi_site.newsletter.models import Bounce, Closing, Undeliverable, Verdict

# Verdicts that count towards the limit of soft bounces.
COUNTING = (Verdict.COUNTED, Verdict.STRUCK_OFF)


def soft_bounces(email: str, since: dt.datetime) -> int:
    """Return from how many letters to this address soft bounces came back since an instant; one letter counts once."""
    letter = func.coalesce(Bounce.letter, cast(func.coalesce(Bounce.recipient_id, -Bounce.id), String))
    counted = select(func.count(func.distinct(letter))).where(
        Bounce.email == email, Bounce.at >= since, Bounce.kind == Kind.SOFT, Bounce.verdict.in_(COUNTING)
    )
    return db.session.scalar(counted) or 0


def last_undone_at(email: str) -> dt.datetime | None:
    """Return when staff last took back that this address was struck off."""
    return db.session.scalar(select(func.max(Bounce.undone_at)).where(Bounce.email == email))


def find_bounce(bounce_id: int) -> Bounce | None:
    """Return one report."""
    return db.session.get(Bounce, bounce_id)


def bounces_of(email: str) -> Sequence[Bounce]:
    """Return what came back from one address, the newest first."""
    return db.session.scalars(select(Bounce).where(Bounce.email == email).order_by(Bounce.id.desc())).all()


def find_bounces(
    *,
    kind: Kind | None = None,
    verdict: Verdict | None = None,
    email: str | None = None,
    mailing_id: int | None = None,
    since: dt.datetime | None = None,
    cursor: str | None = None,
    size: int,
) -> Page[Bounce]:
    """Return a page of reports, the newest first."""
    query: Select[Bounce] = select(Bounce)
    for column, value in (
        (Bounce.kind, kind),
        (Bounce.verdict, verdict),
        (Bounce.email, email),
        (Bounce.mailing_id, mailing_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if since is not None:
        query = query.where(Bounce.at >= since)
    sorting = Sorting(value=Bounce.at, key=Bounce.id, descending=True)
    page = read_page(with_edges(query, sorting), sorting, cursor=cursor, size=size)
    return Page([row[0] for row in page.rows], before=page.before, after=page.after)


def count_bounces(by: str) -> Mapping[Any, int]:
    """Return how many reports there are of each "kind", or of each "verdict"."""
    column = {"kind": Bounce.kind, "verdict": Bounce.verdict}[by]
    return dict(db.session.execute(select(column, func.count()).group_by(column)).all())


@dataclass(frozen=True)
class Task:
    """A person of a member whom statutory information does not reach, and the report that says why."""

    row: Undeliverable
    person: Informed


@dataclass(frozen=True)
class Judged:
    """A task that nobody closed: whom it is about now, or what settled it.

    `person` is another one than the task names where that person left and somebody else is informed at the address.
    """

    row: Undeliverable
    person: Informed | None = None
    closing: Closing | None = None


def open_tasks(organisation_id: int | None = None) -> list[Task]:
    """Return what staff have to see to, the oldest first; of one member where it is named."""
    tasks = [Task(one.row, one.person) for one in judged_tasks() if one.person is not None]
    return [task for task in tasks if organisation_id in {None, task.person.organisation_id}]


def count_open_tasks() -> int:
    """Count what `open_tasks` returns, without reading the tasks."""
    informed = addresses_informed().subquery()
    same = (informed.c.id == Undeliverable.person_id) & (informed.c.email == Undeliverable.email)
    open_ = select(Undeliverable.email, func.count()).join(informed, same).where(Undeliverable.closed_at.is_(None))
    found = {email_hash(email): n for email, n in db.session.execute(open_.group_by(Undeliverable.email))}
    return sum(found[key] for key in blocked(None, found))


def judged_tasks() -> list[Judged]:
    """Return the tasks that nobody closed, the oldest first, each with where it stands."""
    query = select(Undeliverable).where(Undeliverable.closed_at.is_(None)).order_by(Undeliverable.id)
    rows = db.session.scalars(query).all()
    informed = still_informed({row.person_id for row in rows})
    hashes = {row.email: email_hash(row.email) for row in rows}
    stopped = blocked(None, hashes.values())
    taken = {(row.person_id, row.email) for row in rows}
    return [_judge(row, informed.get(row.person_id), hashes[row.email] in stopped, taken) for row in rows]


def _judge(row: Undeliverable, person: Informed | None, still_struck_off: bool, taken: set[tuple[int, str]]) -> Judged:
    if person is not None and person.email == row.email:
        return Judged(row, person) if still_struck_off else Judged(row, closing=Closing.CONFIRMED)
    others = [one for one in informed_at(row.email) if (one.person_id, row.email) not in taken]
    if still_struck_off and others:
        taken.add((others[0].person_id, row.email))
        return Judged(row, others[0])
    return Judged(row, closing=Closing.LEFT if person is None else Closing.CHANGED)


def closed_tasks(limit: int) -> Sequence[Undeliverable]:
    """Return the tasks that were closed last, the newest first."""
    query = select(Undeliverable).where(Undeliverable.closed_at.is_not(None))
    return db.session.scalars(query.order_by(Undeliverable.closed_at.desc()).limit(limit)).all()
