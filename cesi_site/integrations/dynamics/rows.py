"""What is handed over, in the words of Dataverse: requests and commercial questions as leads, choices as contacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.choices.models import Address, Choice, Decision, Use
from cesi_site.choices.queries import current, is_blocked, is_restricted
from cesi_site.contact.models import ContactMessage, ContactTopic, MessageState
from cesi_site.core.database import db
from cesi_site.integrations.dynamics.models import Kind

TABLES = {Kind.REQUEST: "leads", Kind.MESSAGE: "leads", Kind.CHOICES: "contacts"}
# Messages of these topics ask for an offer; so do those sent from the page of a service.
LEAD_TOPICS = ("affiliation",)
SUBJECT_LENGTH = 300
Values = Mapping[str, Any]


def to_hand_over(kind: Kind) -> Select[int, int]:
    """Return the query for (number of the row, how new it is) of all that is handed over of a kind."""
    return _QUERIES[kind]()


def values_of(kind: Kind, number: int) -> Values | None:
    """Return what is handed over of a row; None where it is gone, or may not be used now (article 18 GDPR)."""
    return _VALUES[kind](number)


def _requests() -> Select[int, int]:
    checked = AffiliationRequest.released_at.is_not(None)
    return select(AffiliationRequest.id, AffiliationRequest.id).where(checked)


def _messages() -> Select[int, int]:
    return select(ContactMessage.id, ContactMessage.id).where(*_commercial())


def _commercial() -> tuple[ColumnElement[bool], ...]:
    open_topics = select(ContactTopic.key).where(ContactTopic.restricted.is_(False))
    return (
        ContactMessage.topic.in_(open_topics),
        or_(ContactMessage.topic.in_(LEAD_TOPICS), ContactMessage.source.like("service:%")),
        ContactMessage.state.not_in([MessageState.QUARANTINED.value, MessageState.REJECTED.value]),
    )


def _choices() -> Select[int, int]:
    return select(Choice.address_id, func.max(Choice.id)).group_by(Choice.address_id)


def _request_values(number: int) -> Values | None:
    row = db.session.get(AffiliationRequest, number)
    if row is None or is_restricted(row.email):
        return None
    return {
        "subject": f"Affiliation: {row.legal_name}"[:SUBJECT_LENGTH],
        "companyname": row.legal_name,
        "firstname": row.contact_first_name,
        "lastname": row.contact_last_name,
        "jobtitle": row.contact_function,
        "emailaddress1": row.email,
        "telephone1": row.phone,
        "address1_line1": row.street,
        "address1_postalcode": row.postcode,
        "address1_city": row.town,
        "numberofemployees": row.worker_count,
        "cesi_enterprisenumber": row.enterprise_number,
        "cesi_language": row.language,
        **_mailing(row.email),
    }


def _message_values(number: int) -> Values | None:
    row = db.session.scalars(select(ContactMessage).where(ContactMessage.id == number, *_commercial())).one_or_none()
    if row is None or is_restricted(row.email):
        return None
    return {
        "subject": (row.subject or row.reference)[:SUBJECT_LENGTH],
        "companyname": row.organisation,
        "lastname": row.name,
        "emailaddress1": row.email,
        "telephone1": row.phone,
        "cesi_enterprisenumber": row.enterprise_number,
        "cesi_language": row.language,
        **_mailing(row.email),
    }


def _choices_values(number: int) -> Values | None:
    row = db.session.get(Address, number)
    if row is None or is_restricted(row.email):
        return None
    return {"emailaddress1": row.email, **_mailing(row.email)}


def _mailing(email: str) -> Values:
    """Return what may be mailed to an address: without a yes that stands, nothing."""
    allowed = {f"cesi_{use.value}": _allows(use, email) for use in Use}
    return {**allowed, "donotbulkemail": not any(allowed.values())}


def _allows(use: Use, email: str) -> bool:
    last = current(email, use)
    return last is not None and last.decision is Decision.CONSENT and is_blocked(use, email) is None


_QUERIES: Mapping[Kind, Callable[[], Select[int, int]]] = {
    Kind.REQUEST: _requests,
    Kind.MESSAGE: _messages,
    Kind.CHOICES: _choices,
}
_VALUES: Mapping[Kind, Callable[[int], Values | None]] = {
    Kind.REQUEST: _request_values,
    Kind.MESSAGE: _message_values,
    Kind.CHOICES: _choices_values,
}
