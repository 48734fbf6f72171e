"""What is handed over, in the words of Dataverse: requests and commercial questions as leads, choices as contacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.choices.models import Address, Choice, Decision, Restriction, Suppression, Use
from cesi_site.choices.queries import current, is_blocked, is_restricted
from cesi_site.contact.models import ContactMessage, ContactTopic, MessageState
from cesi_site.core.database import db
from cesi_site.integrations.dynamics.models import Kind

TABLES = {Kind.REQUEST: "leads", Kind.MESSAGE: "leads", Kind.CHOICES: "contacts"}
# Messages of these topics ask for an offer; so do those sent from the page of a service.
LEAD_TOPICS = ("affiliation",)
SUBJECT_LENGTH = 300
# Far apart, so that a change of one part never makes up for a change of another.
_DECISION, _RESTRICTION = 1_000_003, 1_009
Values = Mapping[str, Any]


def to_hand_over(kind: Kind) -> Select[int, int]:
    """Return the query for (number of the row, version) of all that is handed over of a kind.

    The version is another one once what may be mailed to the address may be another: rows themselves do not change.
    """
    return _QUERIES[kind]()


def values_of(kind: Kind, number: int, *, is_there: bool) -> Values | None:
    """Return what is handed over of a row; None where it is gone.

    Of somebody whose data may not be used now (article 18 GDPR) nothing is, but where it `is_there` already: that
    nothing may be mailed.
    """
    found = _VALUES[kind](number)
    if found is None:
        return None
    mailing = _mailing(found["emailaddress1"])
    if is_restricted(found["emailaddress1"]):
        return mailing if is_there else None
    return {**found, **mailing}


def _requests() -> Select[int, int]:
    checked = AffiliationRequest.released_at.is_not(None)
    return select(AffiliationRequest.id, _version(AffiliationRequest.email)).where(checked)


def _messages() -> Select[int, int]:
    return select(ContactMessage.id, _version(ContactMessage.email)).where(*_commercial())


def _commercial() -> tuple[ColumnElement[bool], ...]:
    open_topics = select(ContactTopic.key).where(ContactTopic.restricted.is_(False))
    return (
        ContactMessage.topic.in_(open_topics),
        or_(ContactMessage.topic.in_(LEAD_TOPICS), ContactMessage.source.like("service:%")),
        ContactMessage.state.not_in([MessageState.QUARANTINED.value, MessageState.REJECTED.value]),
    )


def _choices() -> Select[int, int]:
    return select(Address.id, _version(Address.email)).where(exists().where(Choice.address_id == Address.id))


def _version(email: SQLColumnExpression[str]) -> ColumnElement[int]:
    """Return a number made of all decisions, stops and restrictions of an address: one more or less changes it."""
    known = aliased(Address)
    of_address = known.email == email
    decided = select(func.max(Choice.id)).join(known, known.id == Choice.address_id)
    stopped = select(func.sum(Suppression.id)).join(known, known.email_hash == Suppression.email_hash)
    restricted = select(func.sum(Restriction.id)).join(known, known.email_hash == Restriction.email_hash)
    running = restricted.where(Restriction.ended_at.is_(None))
    parts = ((decided, _DECISION), (stopped, 1), (running, _RESTRICTION))
    return sum(
        (
            cast(func.coalesce(query.where(of_address).scalar_subquery(), 0), BigInteger) * weight
            for query, weight in parts
        ),
        literal(0),
    )


def _request_values(number: int) -> Values | None:
    row = db.session.get(AffiliationRequest, number)
    if row is None:
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
    }


def _message_values(number: int) -> Values | None:
    row = db.session.scalars(select(ContactMessage).where(ContactMessage.id == number, *_commercial())).one_or_none()
    if row is None:
        return None
    return {
        "subject": (row.subject or row.reference)[:SUBJECT_LENGTH],
        "companyname": row.organisation,
        "lastname": row.name,
        "emailaddress1": row.email,
        "telephone1": row.phone,
        "cesi_enterprisenumber": row.enterprise_number,
        "cesi_language": row.language,
    }


def _choices_values(number: int) -> Values | None:
    row = db.session.get(Address, number)
    return {"emailaddress1": row.email} if row else None


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
