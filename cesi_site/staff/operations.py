"""What the desks themselves write: colleagues that come, change work and go, and that a list left the house."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from cesi_site.accounts import operations as accounts
from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.affiliation import operations as affiliation
from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.audit import record
from cesi_site.audit.queries import has_line_today
from cesi_site.contact import operations as contact
from cesi_site.contact.queries import topics_read_by
from cesi_site.core.database import transaction
from cesi_site.enrolment.models import TrainingSession
from cesi_site.members.queries import roles_of_account

# Who holds none of these reads no messages.
READING_ROLES = frozenset({StaffRoleName.CONTACT_AGENT, StaffRoleName.DPO})
LEFT = "left"


def note_export(name: str, *, rows: int, filters: Sequence[str], by: Account) -> None:
    """Log that somebody took a list along; `filters` are the names of those that were set."""
    with transaction():
        record("staff:list:exported", subject=f"list:{name}", actor=by, details={"rows": rows, "filters": filters})


def note_proofs_read(address_id: int | None, *, proofs: int, by: Account) -> None:
    """Log that somebody looked up what an address chose; None where only a hash of it is left."""
    with transaction():
        subject = f"choice_address:{address_id}" if address_id else None
        record("privacy:proofs:read", subject=subject, actor=by, details={"proofs": proofs})


def invite_colleague(
    *,
    email: str,
    name: str,
    language: str,
    roles: Collection[StaffRoleName],
    topics: Collection[str],
    reason: str,
    by: Account,
) -> Account:
    """Give somebody staff roles and topics; who cannot sign in yet is mailed an invitation.

    `email` is normalised. Raises `NotAllowed` for oneself, `NotStaff` for topics without a role.
    """
    with transaction():
        account = accounts.invite(email=email, name=name, language=language, invited_by=by).account
        for role in sorted(roles):
            accounts.give_staff_role(account=account, role=role, by=by, reason=reason)
        for topic in sorted(topics):
            contact.give_topic(account=account, topic=topic, by=by, reason=reason)
    return account


def end_role(*, account: Account, role: StaffRoleName, by: Account, reason: str) -> None:
    """Take a role away, and with the last one that reads messages all topics. Raises `NotAllowed`."""
    with transaction():
        accounts.end_staff_role(account=account, role=role, by=by, reason=reason)
        if not account.staff_roles & READING_ROLES:
            contact.end_all_topics(account=account, by=by, reason=reason)


def set_topics(*, account: Account, topics: Collection[str], by: Account, reason: str) -> None:
    """Say which topics somebody reads, in the place of those they read. Raises `NotStaff`, `UnknownTopic`."""
    with transaction():
        before = topics_read_by(account.id)
        for topic in sorted(before - set(topics)):
            contact.end_topic(account=account, topic=topic, by=by, reason=reason)
        for topic in sorted(set(topics) - before):
            contact.give_topic(account=account, topic=topic, by=by, reason=reason)


def dismiss(*, account: Account, by: Account, reason: str) -> None:
    """End all roles and topics of a colleague who leaves; their sessions end at once.

    Who works for a member, too, keeps that access; everybody else can sign in no more. Raises `NotAllowed`.
    """
    with transaction():
        for role in sorted(account.staff_roles):
            end_role(account=account, role=role, by=by, reason=reason)
        contact.end_all_topics(account=account, by=by, reason=reason)
        if not roles_of_account(account.id):
            accounts.withdraw_access(account_id=account.id, by=by, reason=LEFT)


def note_reading(request: AffiliationRequest, action: str, *, by: Account) -> None:
    """Log that somebody opened a request to join: once a day for each person and request."""
    if not has_line_today(action, subject=f"affiliation_request:{request.id}", actor=f"account:{by.id}"):
        with transaction():
            record(action, subject=request, actor=by)


def note_session_reading(session: TrainingSession, *, by: Account) -> None:
    """Log that somebody opened the list of who takes part in a session: once a day for each person and session."""
    action = "enrolment:session:read"
    if not has_line_today(action, subject=f"training_session:{session.id}", actor=f"account:{by.id}"):
        with transaction():
            record(action, subject=session, actor=by)


def set_affiliation_readers(readers: Mapping[str, Sequence[str]], *, by: Account) -> None:
    """Say who reads new requests to join, by language, in the place of who did. Raises `NobodyReads`, `BadAddress`."""
    with transaction():
        for language, addresses in readers.items():
            affiliation.set_readers(language, addresses, by=by)
