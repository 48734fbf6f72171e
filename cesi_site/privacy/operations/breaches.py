"""Personal data breaches: noted, judged, told within 72 hours where the law asks it, each step logged (33-34 GDPR)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.outbox import queue_mail
from cesi_site.privacy.errors import BreachClosed, InTheFuture, NotDecided, StillToDo
from cesi_site.privacy.models import Breach, BreachAct, BreachEvent, Harm, Risk

# Hours after `known_at` from which the officer is reminded while the authority may still have to be told.
ALARM_HOURS = (24, 48, 66, 72)


@dataclass(frozen=True, kw_only=True)
class Described:
    """What is known of a breach: what article 33.3 asks for. `persons` are kinds and numbers, never names."""

    title: str
    known_at: dt.datetime
    happened_at: dt.datetime | None
    harm: Harm
    risk: Risk
    facts: str
    persons: str
    effects: str
    measures: str


def note_breach(described: Described, *, by: Account) -> Breach:
    """Write down a breach; the officer is mailed. Raises `InTheFuture` for an instant that is still to come."""
    _check_past(described.known_at, described.happened_at)
    with transaction() as session:
        breach = Breach(**vars(described))
        session.add(breach)
        session.flush()
        _step(breach, BreachAct.NOTED, by)
        queue_mail("privacy.breach", breach_id=breach.id)
    return breach


def describe_breach(number: int, described: Described, *, by: Account) -> Breach:
    """Complete or correct what is known of a breach. Raises `BreachClosed`, `InTheFuture`."""
    _check_past(described.known_at, described.happened_at)
    with transaction():
        breach = _open_breach(number)
        changed = [name for name, value in vars(described).items() if getattr(breach, name) != value]
        for name in changed:
            setattr(breach, name, getattr(described, name))
        if changed:
            _step(breach, BreachAct.DESCRIBED, by, ", ".join(changed))
    return breach


def decide_on_authority(number: int, *, tell: bool, reasons: str, by: Account) -> Breach:
    """Decide whether the authority is told, and say why (article 33.1). Raises `BreachClosed`."""
    with transaction():
        breach = _open_breach(number)
        breach.tell_authority, breach.authority_reasons = tell, reasons
        _step(breach, BreachAct.AUTHORITY_DECIDED, by, reasons)
    return breach


def decide_on_persons(number: int, *, tell: bool, reasons: str, by: Account) -> Breach:
    """Decide whether the people concerned are told, and say why (article 34). Raises `BreachClosed`."""
    with transaction():
        breach = _open_breach(number)
        breach.tell_persons, breach.persons_reasons = tell, reasons
        _step(breach, BreachAct.PERSONS_DECIDED, by, reasons)
    return breach


def note_authority_told(number: int, *, at: dt.datetime, words: str, by: Account) -> Breach:
    """Note when the authority was told, with its reference. Raises `BreachClosed`, `NotDecided`, `InTheFuture`."""
    _check_past(at)
    with transaction():
        breach = _open_breach(number)
        if not breach.tell_authority:
            raise NotDecided
        breach.authority_told_at = at
        _step(breach, BreachAct.AUTHORITY_TOLD, by, words)
    return breach


def note_persons_told(number: int, *, at: dt.datetime, words: str, by: Account) -> Breach:
    """Note when the people were told, and how. Raises `BreachClosed`, `NotDecided`, `InTheFuture`."""
    _check_past(at)
    with transaction():
        breach = _open_breach(number)
        if not breach.tell_persons:
            raise NotDecided
        breach.persons_told_at = at
        _step(breach, BreachAct.PERSONS_TOLD, by, words)
    return breach


def remark_on_breach(number: int, *, words: str, by: Account) -> Breach:
    """Write a note in the log; also of a breach that is closed."""
    with transaction() as session:
        breach = session.get_one(Breach, number)
        _step(breach, BreachAct.REMARKED, by, words)
    return breach


def close_breach(number: int, *, by: Account) -> Breach:
    """Close a breach once both decisions are taken and carried out. Raises `BreachClosed`, `StillToDo`."""
    with transaction():
        breach = _open_breach(number)
        undone = (breach.tell_authority and breach.authority_told_at is None) or (
            breach.tell_persons and breach.persons_told_at is None
        )
        if breach.tell_authority is None or breach.tell_persons is None or undone:
            raise StillToDo
        breach.closed_at = clock.now()
        _step(breach, BreachAct.CLOSED, by)
    return breach


def reopen_breach(number: int, *, by: Account) -> Breach:
    """Open a breach again, when more comes to light."""
    with transaction() as session:
        breach = session.get_one(Breach, number, with_for_update=True, populate_existing=True)
        if breach.closed_at is not None:
            breach.closed_at = None
            _step(breach, BreachAct.REOPENED, by)
    return breach


def send_breach_alarms() -> int:
    """Remind the officer of breaches whose 72 hours run or have run out; return how many mails were queued."""
    sent = 0
    with transaction() as session:
        for breach in session.scalars(select(Breach).where(Breach.closed_at.is_(None))):
            hours = (clock.now() - breach.known_at) / dt.timedelta(hours=1)
            due = sum(hour <= hours for hour in ALARM_HOURS)
            if breach.clock_runs and due > breach.alarms:
                breach.alarms = due
                _step(breach, BreachAct.ALARMED, None)
                queue_mail("privacy.breach", breach_id=breach.id)
                sent += 1
    return sent


def _check_past(*instants: dt.datetime | None) -> None:
    if any(instant is not None and instant > clock.now() for instant in instants):
        raise InTheFuture


def _open_breach(number: int) -> Breach:
    breach = db.session.get_one(Breach, number, with_for_update=True, populate_existing=True)
    if not breach.is_open:
        raise BreachClosed
    return breach


def _step(breach: Breach, act: BreachAct, by: Account | None, words: str | None = None) -> None:
    breach.events.append(BreachEvent(act=act, actor_id=by.id if by else None, words=words))
    db.session.flush()
    record(f"privacy:breach:{act.value}", subject=breach, actor=by, details={"risk": breach.risk.value})
