"""Passwords: check, set, reset. A known and an unknown address take the same steps, so that none can tell them."""

from __future__ import annotations

from functools import lru_cache

from flask_security import hash_password
from flask_security.utils import verify_password
from sqlalchemy import update

from cesi_site.accounts import locks, log
from cesi_site.accounts.limits import password_cost
from cesi_site.accounts.locks import FREE_CODES, FREE_TRIES_OF_A_SOURCE, Key, Locked
from cesi_site.accounts.models import Account, Happening, Invitation
from cesi_site.accounts.operations.alerts import look_for_attack
from cesi_site.accounts.operations.errors import WrongCode, WrongPassword
from cesi_site.accounts.operations.sessions import end_sessions
from cesi_site.accounts.places import Place
from cesi_site.accounts.queries import account_by_email, is_known_device, number_of_address
from cesi_site.audit import record
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.outbox import queue_job, queue_mail


def check_password(*, address: str, password: str, place: Place) -> Account:
    """Return the account that `address` and `password` open.

    Raises `WrongPassword`, and `Locked` without looking at the password when there were too many wrong ones.
    Both are logged, with their place; an address without an account is treated as one with.
    """
    account = account_by_email(address)
    known = bool(account and is_known_device(account.id, place))
    keys = _keys(address, place, known=known)
    try:
        locks.count_try(*keys)
    except Locked:
        _note_failure(Happening.SIGN_IN_LOCKED, account, address, place)
        raise
    opens = bool(account and account.active and account.password)
    right = verify_password(password, account.password if account and opens else _nobodys_password(password_cost()))  # type: ignore[arg-type]
    if not (account and opens and right):
        _note_failure(Happening.SIGN_IN_FAILED, account, address, place)
        raise WrongPassword(address)
    locks.forgive(*keys)
    if account.has_second_factor or account.needs_second_factor:
        with transaction():
            log.write(Happening.PASSWORD_RIGHT, account_id=account.id, place=place)
    return account


def confirm_password(*, account: Account, password: str, place: Place, happening: Happening | None = None) -> None:
    """Ask the password of somebody who is signed in once more; `happening` is logged when it is right.

    Raises `WrongPassword` or `Locked`.
    """
    key = Key(f"again:{account.id}")
    locks.count_try(key)
    if not (account.password and verify_password(password, account.password)):
        with transaction():
            look_for_attack(log.write(Happening.SIGN_IN_FAILED, account_id=account.id, place=place, detail="again"))
        raise WrongPassword(account.email)
    locks.forgive(key)
    if happening is not None:
        with transaction():
            log.write(happening, account_id=account.id, place=place)


def count_code(account: Account, place: Place) -> Key:
    """Count a try of a second factor and return its key, to forgive. Raises `Locked`, which is logged."""
    known = "known" if is_known_device(account.id, place) else "new"
    key = Key(f"code:{account.id}:{known}", FREE_CODES)
    try:
        locks.count_try(key)
    except Locked:
        _note_failure(Happening.SIGN_IN_LOCKED, account, account.email, place)
        raise
    return key


def fail_code(account: Account, place: Place, kind: str) -> WrongCode:
    """Log a wrong code and return the error to raise."""
    with transaction():
        event = log.write(Happening.CODE_FAILED, account_id=account.id, place=place, detail=kind)
        look_for_attack(event)
    return WrongCode(kind)


def ask_reset(*, address: str, place: Place) -> None:
    """Take a request for a link to a new password: the worker finds out whether there is an account to mail to."""
    with transaction() as session:
        account_id = number_of_address(address)
        event = log.write(Happening.RESET_ASKED, account_id=account_id, address=address, place=place)
        session.flush()
        queue_job("accounts.reset", event_id=event.id)


def note_password(*, account: Account, happening: Happening, place: Place, keep: int | None = None) -> None:
    """Log a changed password, end the other sessions, tell the person, and forget the wrong tries."""
    with transaction() as session:
        end_sessions(account.id, "password", keep=keep, place=place)
        session.execute(
            update(Invitation)
            .where(Invitation.account_id == account.id, Invitation.accepted_at.is_(None))
            .values(withdrawn_at=clock.now())
        )
        log.write(happening, account_id=account.id, place=place)
        record(f"accounts:account:{happening.value}", subject=account, actor=account)
        queue_mail("accounts.password_changed", account_id=account.id)
    locks.forgive(*(_account_key(account.email, known=known) for known in (True, False)))


def _keys(address: str, place: Place, *, known: bool) -> tuple[Key, ...]:
    """Return what a try counts on: the account, and the network it comes from unless the device is known."""
    account_key = _account_key(address, known=known)
    if known or place.network is None:
        return (account_key,)
    return account_key, Key(f"source:{place.network}", FREE_TRIES_OF_A_SOURCE)


def _account_key(address: str, *, known: bool) -> Key:
    return Key(f"account:{log.hash_address(address)[:48]}:{'known' if known else 'new'}")


def _note_failure(happening: Happening, account: Account | None, address: str, place: Place) -> None:
    with transaction():
        event = log.write(happening, account_id=account.id if account else None, address=address, place=place)
        look_for_attack(event)


@lru_cache(maxsize=8)
def _nobodys_password(cost: str) -> str:
    """Return a hash of that cost, to compare with where there is no account, so that the answer takes as long."""
    return hash_password("nobody")
