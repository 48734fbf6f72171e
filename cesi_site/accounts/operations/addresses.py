"""Change of address: confirmed from the new one, told to the old one."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, update

from cesi_site.accounts import log
from cesi_site.accounts.models import Account, AddressChange, Happening
from cesi_site.accounts.operations.errors import AddressTaken, LinkUsed
from cesi_site.accounts.operations.sessions import end_sessions
from cesi_site.accounts.places import Place
from cesi_site.accounts.queries import account_by_email
from cesi_site.audit import record
from cesi_site.choices.signals import address_changed
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.outbox import queue_mail

CONFIRM_WITHIN = dt.timedelta(hours=24)


def ask_address_change(*, account: Account, new_email: str) -> AddressChange:
    """Mail a link to the new address (normalised). A new request replaces the one before.

    Whether another account has that address is only looked at when it is confirmed: nobody learns it here.
    """
    with transaction() as session:
        _close(AddressChange.account_id == account.id)
        change = AddressChange(account=account, new_email=new_email, expires_at=clock.now() + CONFIRM_WITHIN)
        session.add(change)
        session.flush()
        queue_mail("accounts.confirm_address", change_id=change.id)
        record("accounts:address_change:asked", subject=change, actor=account)
    return change


def confirm_address_change(*, change_id: int, place: Place, keep: int | None = None) -> Account:
    """Give the account its new address; the old one gets a notice, other sessions than `keep` end.

    Who reads the newsletter at the old one goes on at the new one (`choices.signals`).

    Raises `LinkUsed` when the request is closed, and `AddressTaken` when another account has the address.
    """
    with transaction() as session:
        taken = _close(AddressChange.id == change_id, AddressChange.expires_at > clock.now())
        if not taken:
            raise LinkUsed(str(change_id))
        change = session.get_one(AddressChange, change_id)
        account = change.account
        if account_by_email(change.new_email) is not None:
            raise AddressTaken(str(change_id))
        old = account.email
        account.email = change.new_email
        end_sessions(account.id, "address", keep=keep, place=place)
        log.write(Happening.ADDRESS_CHANGED, account_id=account.id, place=place)
        queue_mail("accounts.address_changed", account_id=account.id, to=old)
        record("accounts:account:address_changed", subject=account, actor=account)
        session.flush()
        address_changed.send(confirm_address_change, former=old, to=account.email)
    return account


def _close(*which: ColumnElement[bool]) -> list[int]:
    with transaction() as session:
        closed = session.scalars(
            update(AddressChange)
            .where(*which, AddressChange.closed_at.is_(None))
            .values(closed_at=clock.now())
            .returning(AddressChange.id)
        )
        return list(closed)
