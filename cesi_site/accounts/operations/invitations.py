"""Invite somebody, let them accept, and take access away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_security import hash_password
from sqlalchemy import select, update

from cesi_site.accounts import log
from cesi_site.accounts.models import Account, Happening, Invitation, Passkey, RecoveryCode
from cesi_site.accounts.operations.errors import LinkUsed
from cesi_site.accounts.operations.sessions import end_sessions
from cesi_site.accounts.places import NOWHERE, Place
from cesi_site.accounts.queries import account_by_email
from cesi_site.audit import record
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.outbox import queue_mail

INVITATION_VALID = dt.timedelta(days=7)


@dataclass(frozen=True)
class Invited:
    """The account of who was invited, and the invitation: None for who can sign in already."""

    account: Account
    invitation: Invitation | None


def invite(
    *,
    email: str,
    name: str,
    language: str,
    invited_by: Account | None = None,
    on_behalf_of: str | None = None,
) -> Invited:
    """Give `email` (normalised) an account, and mail an invitation when it cannot sign in yet.

    `on_behalf_of` names in that mail what the person gets access to: an organisation. A new invitation replaces
    the open ones. Who is active already gets no mail here: the caller tells them what is new.
    """
    with transaction() as session:
        account = account_by_email(email)
        if account is None:
            account = Account(email=email, name=name, language=language, active=False)
            session.add(account)
            session.flush()
            record("accounts:account:created", subject=account, actor=invited_by)
        if account.active:
            return Invited(account, None)
        withdraw_invitation(account_id=account.id)
        invitation = Invitation(
            account=account,
            inviter=invited_by,
            on_behalf_of=on_behalf_of,
            expires_at=clock.now() + INVITATION_VALID,
        )
        session.add(invitation)
        session.flush()
        queue_mail("accounts.invitation", invitation_id=invitation.id)
        record("accounts:invitation:sent", subject=invitation, actor=invited_by, details={"account": account.id})
    return Invited(account, invitation)


def withdraw_invitation(*, account_id: int) -> None:
    """Close the open invitations of an account: their links stop working."""
    with transaction() as session:
        session.execute(
            update(Invitation)
            .where(
                Invitation.account_id == account_id,
                Invitation.accepted_at.is_(None),
                Invitation.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=clock.now())
        )


def accept_invitation(*, invitation_id: int, password: str, place: Place) -> Account:
    """Let the invited person in with the password they chose. Raises `LinkUsed` unless the invitation is open.

    What the account was protected with before its access was withdrawn is forgotten.
    """
    hashed = hash_password(password)
    with transaction() as session:
        now = clock.now()
        taken = session.scalars(
            update(Invitation)
            .where(
                Invitation.id == invitation_id,
                Invitation.accepted_at.is_(None),
                Invitation.withdrawn_at.is_(None),
                Invitation.expires_at > now,
            )
            .values(accepted_at=now)
            .returning(Invitation.account_id)
        ).first()
        if taken is None:
            raise LinkUsed(str(invitation_id))
        account = session.get_one(Account, taken)
        forget_factors(account)
        account.active, account.password, account.last_contact_at = True, hashed, now
        log.write(Happening.INVITATION_ACCEPTED, account_id=account.id, place=place)
        record("accounts:invitation:accepted", subject=f"invitation:{invitation_id}", actor=account)
    return account


def withdraw_access(*, account_id: int, by: Account | None, reason: str) -> None:
    """Let somebody sign in no more: all their sessions end at once. `reason` is one word.

    For who holds no role any longer, anywhere; the row goes three years after this day.
    """
    with transaction() as session:
        account = session.get_one(Account, account_id)
        account.active, account.last_contact_at = False, clock.now()
        withdraw_invitation(account_id=account_id)
        end_sessions(account_id, "withdrawn")
        log.write(Happening.WITHDRAWN, account_id=account_id, place=NOWHERE, detail=reason)
        record("accounts:account:withdrawn", subject=account, actor=by, details={"reason": reason})


def forget_factors(account: Account) -> None:
    """Forget the authenticator app, the passkeys and the recovery codes of an account."""
    account.tf_primary_method = account.tf_totp_secret = account.tf_last_counter = None
    for kind in (Passkey, RecoveryCode):
        owner = Passkey.user_id if kind is Passkey else RecoveryCode.account_id
        for row in db.session.scalars(select(kind).where(owner == account.id)):
            db.session.delete(row)
    db.session.flush()
    db.session.expire(account, ["webauthn", "recovery_codes"])
