"""Second factors: codes that work once, recovery codes, and the reset of a lost factor by two persons."""

from __future__ import annotations

import hashlib
import secrets

from argon2.low_level import Type, hash_secret_raw
from sqlalchemy import delete, or_, update

from cesi_site.accounts import locks, log, policy
from cesi_site.accounts.models import Account, FactorReset, Happening, RecoveryCode, StaffRoleName
from cesi_site.accounts.operations.errors import NotAllowed
from cesi_site.accounts.operations.invitations import forget_factors
from cesi_site.accounts.operations.passwords import count_code, fail_code
from cesi_site.accounts.operations.sessions import end_sessions
from cesi_site.accounts.places import NOWHERE, Place
from cesi_site.audit import record
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.outbox import queue_mail

RECOVERY_CODES = 10
# No 0, 1, i, l, o, u: what people copy by hand is not misread, and makes no words.
LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
GROUPS, GROUP = 4, 4

MAY_RESET_FACTORS = frozenset({StaffRoleName.ADMINISTRATOR, StaffRoleName.MEMBER_SUPPORT})


def use_totp_step(*, account_id: int, step: int) -> bool:
    """Take the step of an authenticator's code; False when it, or a later one, was used before."""
    with transaction() as session:
        taken = session.scalars(
            update(Account)
            .where(Account.id == account_id, or_(Account.tf_last_counter.is_(None), Account.tf_last_counter < step))
            .values(tf_last_counter=step)
            .returning(Account.id)
        )
        return taken.first() is not None


def note_factor(
    *, account: Account, happening: Happening, place: Place, keep: int | None = None, detail: str | None = None
) -> None:
    """Log that a factor was set, added or removed, and tell the person by mail."""
    with transaction() as session:
        event = log.write(happening, account_id=account.id, place=place, sign_in_id=keep, detail=detail)
        session.flush()
        record(f"accounts:account:{happening.value}", subject=account, actor=account)
        queue_mail("accounts.factor_changed", event_id=event.id)


def make_recovery_codes(*, account: Account, place: Place) -> list[str]:
    """Give an account new recovery codes and return them, for this one time; the old ones stop working."""
    codes = ["-".join(_group() for _ in range(GROUPS)) for _ in range(RECOVERY_CODES)]
    hashes = [_hash(account, code) for code in codes]
    with transaction() as session:
        session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
        session.add_all(RecoveryCode(account_id=account.id, hash=hash_) for hash_ in hashes)
        note_factor(account=account, happening=Happening.CODES_MADE, place=place)
        session.flush()
        session.expire(account, ["recovery_codes"])
    return codes


def use_recovery_code(*, account: Account, code: str, place: Place) -> None:
    """Use up a recovery code. Raises `WrongCode` for one that is wrong or used, `Locked` after too many."""
    key = count_code(account, place)
    with transaction() as session:
        used = session.scalars(
            delete(RecoveryCode)
            .where(RecoveryCode.account_id == account.id, RecoveryCode.hash == _hash(account, code))
            .returning(RecoveryCode.id)
        ).all()
        if used:
            session.expire(account, ["recovery_codes"])
            event = log.write(Happening.RECOVERY_CODE_USED, account_id=account.id, place=place)
            session.flush()
            queue_mail("accounts.factor_changed", event_id=event.id)
    if not used:
        raise fail_code(account, place, "recovery_code")
    locks.forgive(key)


def ask_factor_reset(*, account_id: int, by: Account, reason: str) -> FactorReset:
    """Ask that a lost second factor be taken away; somebody else of staff decides.

    `reason` says how the person was recognised. Raises `NotAllowed`.
    """
    _check_may_reset(by, account_id)
    with transaction() as session:
        asked = FactorReset(account=session.get_one(Account, account_id), reason=reason, asked_by=by.id)
        session.add(asked)
        record("accounts:factor_reset:asked", subject=asked, actor=by, details={"account": account_id})
    return asked


def decide_factor_reset(*, reset_id: int, by: Account, granted: bool) -> FactorReset:
    """Grant or refuse a reset that somebody else asked for.

    Granted: the factors go, all sessions end, and the person and who is responsible for them are told. At the
    next sign-in a new factor is set up. Raises `NotAllowed` ("role", "own", "second_person", "decided").
    """
    with transaction() as session:
        asked = session.get_one(FactorReset, reset_id, with_for_update=True)
        _check_may_reset(by, asked.account_id)
        if asked.asked_by == by.id:
            raise NotAllowed("second_person")
        if asked.decided_at is not None:
            raise NotAllowed("decided")
        asked.decided_by, asked.decided_at, asked.granted = by.id, clock.now(), granted
        action = "granted" if granted else "refused"
        record(f"accounts:factor_reset:{action}", subject=asked, actor=by, details={"account": asked.account_id})
        if granted:
            forget_factors(asked.account)
            end_sessions(asked.account_id, "second_factor")
            log.write(Happening.FACTOR_RESET, account_id=asked.account_id, place=NOWHERE)
            queue_mail("accounts.factor_reset", reset_id=asked.id)
            policy.tell_of_factor_reset(asked.account_id)
    return asked


def _check_may_reset(by: Account, account_id: int) -> None:
    if not by.staff_roles & MAY_RESET_FACTORS:
        raise NotAllowed("role")
    if by.id == account_id:
        raise NotAllowed("own")


def _group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(GROUP))


def _hash(account: Account, code: str) -> str:
    """Return the hash of a code: argon2id, salted by account, so that one hash finds it among all of them."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    salt = hashlib.sha256(f"recovery {account.fs_webauthn_user_handle}".encode()).digest()[:16]
    raw = hash_secret_raw(plain.encode(), salt, 2, 19_456, 1, 32, Type.ID)
    return raw.hex()
