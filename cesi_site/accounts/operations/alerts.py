"""See an attack while it happens: many failures on one account, or one source on many accounts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, func, select

from cesi_site.accounts.models import Account, ConnectionAlert, ConnectionEvent, Happening
from cesi_site.audit import record
from cesi_site.core import clock
from cesi_site.core.database import db, transaction

WINDOW = dt.timedelta(hours=1)
MANY_ON_ONE_ACCOUNT = 20
MANY_ACCOUNTS = 5
MANY_FROM_ONE_SOURCE = 15
# Failures further apart than this are another attack.
ATTACK_ENDS_AFTER = dt.timedelta(hours=6)

FAILURES = (Happening.SIGN_IN_FAILED, Happening.SIGN_IN_LOCKED, Happening.CODE_FAILED)


def look_for_attack(event: ConnectionEvent) -> None:
    """Raise an alert, or prolong the one that is open, when this failure is one of many. Joins the transaction."""
    since = event.at - WINDOW
    who = event.address_hash or (f"account:{event.account_id}" if event.account_id else None)
    if who is not None:
        failures, accounts = _count(_same_account(event), since)
        if failures >= MANY_ON_ONE_ACCOUNT:
            _raise("account", who, event, failures, accounts)
    if event.network is not None:
        failures, accounts = _count(ConnectionEvent.network == event.network, since)
        if failures >= MANY_FROM_ONE_SOURCE and accounts >= MANY_ACCOUNTS:
            _raise("source", event.network, event, failures, accounts)


def mark_alert_seen(*, alert_id: int, by: Account) -> ConnectionAlert:
    """Note that a member of staff looked at an alert."""
    with transaction() as session:
        alert = session.get_one(ConnectionAlert, alert_id)
        alert.seen_by, alert.seen_at = by.id, clock.now()
        record("accounts:alert:seen", subject=alert, actor=by)
    return alert


def _same_account(event: ConnectionEvent) -> ColumnElement[bool]:
    if event.account_id is not None:
        return ConnectionEvent.account_id == event.account_id
    return ConnectionEvent.address_hash == event.address_hash


def _count(where: ColumnElement[bool], since: dt.datetime) -> Any:
    known = func.count(ConnectionEvent.account_id.distinct())
    unknown = func.count(ConnectionEvent.address_hash.distinct())
    return db.session.execute(
        select(func.count(), known + unknown).where(
            where, ConnectionEvent.at >= since, ConnectionEvent.happening.in_(FAILURES)
        )
    ).one()


def _raise(kind: str, target: str, event: ConnectionEvent, failures: int, accounts: int) -> None:
    alert = db.session.scalar(
        select(ConnectionAlert)
        .where(
            ConnectionAlert.kind == kind,
            ConnectionAlert.target == target,
            ConnectionAlert.last_at >= event.at - ATTACK_ENDS_AFTER,
        )
        .order_by(ConnectionAlert.id.desc())
        .limit(1)
        .with_for_update()
    )
    if alert is None:
        alert = ConnectionAlert(
            kind=kind,
            target=target,
            account_id=event.account_id if kind == "account" else None,
            began_at=event.at,
            last_at=event.at,
            failures=failures,
            accounts=accounts,
        )
        db.session.add(alert)
        record("accounts:alert:raised", subject=alert, details={"kind": kind})
        return
    alert.last_at = event.at
    alert.failures += 1
    alert.accounts = max(alert.accounts, accounts)
