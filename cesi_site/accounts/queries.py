"""Reads: accounts, open sessions, the connection history in the person's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from cesi_site.accounts.models import (
    Account,
    AddressChange,
    ConnectionAlert,
    ConnectionEvent,
    FactorReset,
    Happening,
    Invitation,
    Passkey,
    SignIn,
    StaffRole,
)
from cesi_site.accounts.places import Place
from cesi_site.core import clock
from cesi_site.core.database import db

DEVICE_KNOWN_FOR = dt.timedelta(days=365)
PAGE = 50


def account_by_email(email: str) -> Account | None:
    """Return the account with this (normalised) address."""
    return db.session.scalar(select(Account).where(Account.email == email))


def number_of_address(email: str) -> int | None:
    """Return the number of the account with this address, by the one same step whether there is one or not."""
    return db.session.scalar(select(Account.id).where(Account.email == email))


def account_by_id(account_id: int) -> Account | None:
    """Return an account."""
    return db.session.get(Account, account_id)


def open_invitation(account_id: int) -> Invitation | None:
    """Return the invitation that waits for this account's answer."""
    newest = select(Invitation).where(Invitation.account_id == account_id).order_by(Invitation.id.desc()).limit(1)
    invitation = db.session.scalar(newest)
    return invitation if invitation and invitation.is_open else None


def is_known_device(account_id: int, place: Place) -> bool | None:
    """Tell whether this browser family and network signed in to the account before; None at the very first time."""
    before = (
        select(ConnectionEvent.id)
        .where(
            ConnectionEvent.account_id == account_id,
            ConnectionEvent.happening == Happening.SIGNED_IN,
            ConnectionEvent.at >= clock.now() - DEVICE_KNOWN_FOR,
        )
        .limit(1)
    )
    same = before.where(ConnectionEvent.network == place.network, ConnectionEvent.browser == place.browser)
    if place.network is not None and db.session.scalar(same) is not None:
        return True
    return None if db.session.scalar(before) is None else False


def open_sessions(account_id: int) -> Sequence[SignIn]:
    """Return the open sessions of an account, the one used last first."""
    found = db.session.scalars(
        select(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    )
    return found.all()


@dataclass(frozen=True)
class History:
    """A page of lines, newest first; `next_before` asks for the next one, None at the end."""

    events: Sequence[ConnectionEvent]
    next_before: int | None


def history(account_id: int, *, before: int | None = None, size: int = PAGE) -> History:
    """Return a page of a person's own connection history; `before` is `next_before` of the page before."""
    return _page(select(ConnectionEvent).where(ConnectionEvent.account_id == account_id), before, size)


def history_of_organisation(organisation_id: int, *, before: int | None = None, size: int = PAGE) -> History:
    """Return what an access manager sees: lines written while this organisation was the active one.

    Show who, when and the outcome, and nothing of where or with what.
    """
    return _page(select(ConnectionEvent).where(ConnectionEvent.organisation_id == organisation_id), before, size)


def all_connections(
    *,
    account_id: int | None = None,
    network: str | None = None,
    happening: Happening | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    before: int | None = None,
    size: int = PAGE,
) -> History:
    """Return a page of the whole log, for security staff."""
    wanted = select(ConnectionEvent)
    if account_id is not None:
        wanted = wanted.where(ConnectionEvent.account_id == account_id)
    if network:
        wanted = wanted.where(ConnectionEvent.network == network)
    if happening:
        wanted = wanted.where(ConnectionEvent.happening == happening)
    if since:
        wanted = wanted.where(ConnectionEvent.at >= since)
    if until:
        wanted = wanted.where(ConnectionEvent.at < until)
    return _page(wanted, before, size)


def _page(wanted: Select[ConnectionEvent], before: int | None, size: int) -> History:
    if before is not None:
        wanted = wanted.where(ConnectionEvent.id < before)
    events = db.session.scalars(wanted.order_by(ConnectionEvent.id.desc()).limit(size + 1)).all()
    return History(events[:size], events[size - 1].id if len(events) > size else None)


def names_of(account_ids: Sequence[int | None]) -> dict[int, str]:
    """Return the names of accounts, for lists of lines; an account that is gone has none."""
    wanted = {number for number in account_ids if number is not None}
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def open_alerts() -> Sequence[ConnectionAlert]:
    """Return the attacks that nobody of staff has looked at, the newest first."""
    wanted = select(ConnectionAlert).where(ConnectionAlert.seen_at.is_(None)).order_by(ConnectionAlert.last_at.desc())
    return db.session.scalars(wanted).all()


def open_factor_resets() -> Sequence[FactorReset]:
    """Return the resets of a lost second factor that wait for the second person."""
    return db.session.scalars(
        select(FactorReset).where(FactorReset.decided_at.is_(None)).order_by(FactorReset.asked_at)
    ).all()


def passkeys(account_id: int) -> Sequence[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    return db.session.scalars(select(Passkey).where(Passkey.user_id == account_id).order_by(Passkey.id)).all()


def staff() -> Sequence[Account]:
    """Return everybody who holds a staff role now, by name."""
    holders = select(StaffRole.account_id).where(StaffRole.ended_at.is_(None))
    return db.session.scalars(select(Account).where(Account.id.in_(holders)).order_by(Account.name)).all()


def staff_roles(account_id: int) -> Sequence[StaffRole]:
    """Return the staff roles that somebody holds or held, the newest first."""
    wanted = select(StaffRole).where(StaffRole.account_id == account_id).order_by(StaffRole.id.desc())
    return db.session.scalars(wanted).all()


def invitation(invitation_id: int) -> Invitation | None:
    """Return an invitation."""
    return db.session.get(Invitation, invitation_id)


def address_change(change_id: int) -> AddressChange | None:
    """Return a change of address."""
    return db.session.get(AddressChange, change_id)


def event(event_id: int) -> ConnectionEvent | None:
    """Return a line of the connection log."""
    return db.session.get(ConnectionEvent, event_id)


def factor_reset(reset_id: int) -> FactorReset | None:
    """Return a reset of a lost second factor."""
    return db.session.get(FactorReset, reset_id)
