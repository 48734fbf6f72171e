"""Sessions as rows: begin, look up, end one or all."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from sqlalchemy import select, update

from cesi_site.accounts import log
from cesi_site.accounts.limits import idle_limit, longest_session
from cesi_site.accounts.models import Account, ConnectionAlert, ConnectionEvent, Happening, SignIn
from cesi_site.accounts.operations.errors import LinkUsed
from cesi_site.accounts.places import NOWHERE, Place
from cesi_site.accounts.queries import is_known_device
from cesi_site.audit import record
from cesi_site.choices.operations import touch
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.outbox import queue_job, queue_mail

SEEN_GRAIN = dt.timedelta(minutes=1)


def begin_session(*, account: Account, place: Place, strong: bool, how: str) -> str:
    """Open a session and return its token, for the browser's cookie alone.

    `how` is the way in ("password", "totp", "passkey", "recovery_code", "change"). A device that the account was
    not used on before is told of by mail (promise G2).
    """
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        known = is_known_device(account.id, place)
        row = SignIn(
            account_id=account.id,
            token_hash=_hash(token),
            strong=strong,
            ip=place.ip,
            browser=place.browser,
            system=place.system,
            country=place.country,
        )
        session.add(row)
        account.last_contact_at = clock.now()
        session.flush()
        touch(account.email)
        if how != "change":
            event = log.write(Happening.SIGNED_IN, account_id=account.id, place=place, sign_in_id=row.id, detail=how)
            session.flush()
            if known is False:
                queue_mail("accounts.new_device", event_id=event.id)
    return token


def live_session(token: str) -> SignIn | None:
    """Return the session of a cookie's token, or None where it ended or ran out. Notes that it was used."""
    row = db.session.scalar(select(SignIn).where(SignIn.token_hash == _hash(token), SignIn.ended_at.is_(None)).limit(1))
    if row is None:
        return None
    now = clock.now()
    if reason := _run_out(row, now):
        with transaction():
            _end([row], reason, NOWHERE)
        return None
    if now - row.seen_at >= SEEN_GRAIN:
        with transaction() as session:
            session.execute(update(SignIn).where(SignIn.id == row.id).values(seen_at=now))
    return row


def still_runs(*, sign_in_id: int, account_id: int) -> bool:
    """Tell whether a session of this account is open now: for what was opened from it and lies elsewhere."""
    open_one = SignIn.id == sign_in_id, SignIn.account_id == account_id, SignIn.ended_at.is_(None)
    row = db.session.scalar(select(SignIn).where(*open_one))
    return row is not None and _run_out(row, clock.now()) is None


def enter_organisation(*, sign_in: SignIn, organisation_id: int, place: Place) -> None:
    """Note that a session acts for an organisation from now on: what its access manager sees of it."""
    with transaction():
        sign_in.organisation_id = organisation_id
        log.write(
            Happening.ENTERED,
            account_id=sign_in.account_id,
            place=place,
            sign_in_id=sign_in.id,
            organisation_id=organisation_id,
        )


def end_session(*, sign_in_id: int, account_id: int, reason: str, place: Place = NOWHERE) -> bool:
    """End one session of an account, on every machine at once; tell whether it was open."""
    with transaction() as session:
        row = session.scalar(
            select(SignIn).where(SignIn.id == sign_in_id, SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        )
        _end([row] if row else [], reason, place)
    return row is not None


def end_sessions(account_id: int, reason: str, *, keep: int | None = None, place: Place = NOWHERE) -> int:
    """End all open sessions of an account but `keep`, on every machine at once; return how many ended.

    `reason` is one word: "withdrawn", "role", "password", "address", "second_factor", "by_person", "by_staff" or
    "not_me".
    """
    with transaction() as session:
        rows = session.scalars(
            select(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.id != (keep or 0))
        ).all()
        _end(rows, reason, place)
    return len(rows)


def end_sessions_of(*, account_id: int, by: Account) -> int:
    """Let staff end all open sessions of somebody; return how many ended. The log keeps who did it."""
    with transaction() as session:
        account = session.get_one(Account, account_id)
        ended = end_sessions(account_id, "by_staff")
        record("accounts:account:sessions_ended", subject=account, actor=by, details={"sessions": ended})
    return ended


def not_me(*, event_id: int, place: Place) -> Account:
    """Act on "this was not me": end all sessions, tell staff, and mail a link for a new password.

    Raises `LinkUsed` when the line is gone or the account with it.
    """
    with transaction() as session:
        event = session.get(ConnectionEvent, event_id)
        account = session.get(Account, event.account_id) if event and event.account_id else None
        if event is None or account is None:
            raise LinkUsed(str(event_id))
        end_sessions(account.id, "not_me", place=place)
        said = log.write(Happening.NOT_ME, account_id=account.id, place=place, sign_in_id=event.sign_in_id)
        session.flush()
        _tell_staff(account, said)
        queue_job("accounts.reset", event_id=said.id)
        record("accounts:account:not_me", subject=account, actor=account)
    return account


def _tell_staff(account: Account, event: ConnectionEvent) -> None:
    """Raise one alert for an account whose owner saw somebody else in it."""
    known = db.session.scalar(
        select(ConnectionAlert.id).where(
            ConnectionAlert.kind == "not_me",
            ConnectionAlert.account_id == account.id,
            ConnectionAlert.seen_at.is_(None),
        )
    )
    if known is None:
        alert = ConnectionAlert(
            kind="not_me",
            target=f"account:{account.id}",
            account_id=account.id,
            began_at=event.at,
            last_at=event.at,
            failures=0,
            accounts=1,
        )
        db.session.add(alert)
        record("accounts:alert:raised", subject=alert, details={"kind": "not_me"})


def _end(rows: Iterable[SignIn], reason: str, place: Place) -> None:
    now = clock.now()
    for row in rows:
        row.ended_at, row.end_reason = now, reason
        happening = Happening.SIGNED_OUT if reason == "logout" else Happening.SESSION_ENDED
        log.write(
            happening,
            account_id=row.account_id,
            place=place,
            sign_in_id=row.id,
            organisation_id=row.organisation_id,
            detail=reason,
        )


def _run_out(row: SignIn, now: dt.datetime) -> str | None:
    if now - row.seen_at > idle_limit(staff=row.account.is_staff):
        return "idle"
    return "too_old" if now - row.began_at > longest_session() else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
