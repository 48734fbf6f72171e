"""The mails of requests: the whole request for its team; for who asked a receipt, and the answer."""

from __future__ import annotations

from typing import Any

from cesi_site.accounts.queries import account_by_id
from cesi_site.core.database import db
from cesi_site.core.identifiers import show_enterprise_number, show_phone
from cesi_site.core.sites import external_url
from cesi_site.enrolment.models import ServiceRequest, ServiceRequestEvent
from cesi_site.enrolment.queries.requests import find_request, readers
from cesi_site.enrolment.words import TEACHING
from cesi_site.outbox import NOBODY, Automatic, Mail, mail

STAFF_SITE = "mycesi"


@mail("enrolment.request_team")
def team_mail(*, request_id: int) -> Mail | None:
    """The whole request for its team: an answer goes straight to who asked."""
    request = find_request(request_id)
    if request is None:
        return None
    return Mail(
        to=readers(request.team, request.language),
        language=request.language,
        site=request.team.site,
        reply_to=request.email,
        context=_context(request)
        | {"staff_url": external_url("staff.request", language=request.language, site=STAFF_SITE, number=request.id)},
    )


@mail("enrolment.request_receipt")
def receipt_mail(*, request_id: int) -> Mail | None:
    """The receipt for who asked, with the full text."""
    request = find_request(request_id)
    if request is None:
        return None
    return Mail(
        to=[request.email],
        language=request.language,
        site=request.team.site,
        envelope_from=NOBODY,
        automatic=Automatic.REPLIED,
        context=_context(request),
    )


@mail("enrolment.request_answer")
def answer_mail(*, event_id: int) -> Mail | None:
    """The answer of a member of staff; what is written back goes to the team."""
    event = db.session.get(ServiceRequestEvent, event_id)
    request = find_request(event.request_id) if event else None
    if event is None or request is None:
        return None
    author = account_by_id(event.actor_id) if event.actor_id else None
    return Mail(
        to=[request.email],
        language=request.language,
        site=request.team.site,
        reply_to=readers(request.team, request.language)[0],
        automatic=Automatic.NO,
        context=_context(request) | {"event": event, "author": author.name if author else None},
    )


def _context(request: ServiceRequest) -> dict[str, Any]:
    language = request.language
    number, teaching = request.enterprise_number, request.teaching_language
    return {
        "request": request,
        "team": request.team.label.in_language(language),
        "phone": show_phone(request.phone) if request.phone else None,
        "enterprise_number": show_enterprise_number(number) if number else None,
        "teaching": TEACHING[teaching].in_language(language) if teaching else None,
    }
