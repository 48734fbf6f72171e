"""The mails of affiliation."""

from __future__ import annotations

from typing import Any

from cesi_site.affiliation import queries
from cesi_site.affiliation.advice import hints, indication
from cesi_site.affiliation.choices import PARTS
from cesi_site.affiliation.models import AffiliationEvent, AffiliationRequest
from cesi_site.affiliation.pdf import request_pdf
from cesi_site.affiliation.steps import Filled
from cesi_site.affiliation.summary import summary
from cesi_site.affiliation.versions import INFORMATION, information
from cesi_site.core.database import db
from cesi_site.core.languages import use_language
from cesi_site.core.sites import external_url
from cesi_site.members.queries import organisation
from cesi_site.outbox import NOBODY, Attachment, Automatic, Mail, mail
from cesi_site.register import current_register


@mail("affiliation.resume")
def resume_mail(*, draft_id: int, token: str) -> Mail | None:
    """The link with which an unfinished form is gone on with."""
    draft = queries.draft(draft_id)
    if draft is None or draft.email is None:
        return None
    step = Filled(draft.answers).next.slug.in_language(draft.language)
    return Mail(
        to=[draft.email],
        language=draft.language,
        envelope_from=NOBODY,
        automatic=Automatic.REPLIED,
        context={
            "draft": draft,
            "url": external_url("affiliation.step", language=draft.language, token=token, slug=step),
        },
    )


@mail("affiliation.team")
def team_mail(*, request_id: int) -> Mail | None:
    """The whole request for the team, with what only staff may know of the same enterprise number."""
    request = queries.request(request_id)
    if request is None:
        return None
    return Mail(
        to=queries.readers(request.language),
        language=request.language,
        reply_to=request.email,
        context=_told(request, for_staff=True)
        | {"hints": hints(request), "indication": indication(request), "related": queries.related(request)},
    )


@mail("affiliation.receipt")
def receipt_mail(*, request_id: int) -> Mail | None:
    """The receipt: the reference, all that was filled in, the information on the processing, and the PDF."""
    return _to_applicant(queries.request(request_id), pdf=True, automatic=Automatic.REPLIED)


@mail("affiliation.accepted")
def accepted_mail(*, request_id: int) -> Mail | None:
    """Welcome: what happens now, from when where that lies ahead, and the information on the processing once more."""
    request = queries.request(request_id)
    member = organisation(request.organisation_id) if request and request.organisation_id else None
    return _to_applicant(request, begins=member.affiliated_on if member and member.is_ahead else None)


@mail("affiliation.question")
def question_mail(*, event_id: int) -> Mail | None:
    """What staff still need to know; the answer goes to the team."""
    return _about(event_id)


@mail("affiliation.refused")
def refused_mail(*, event_id: int) -> Mail | None:
    """That the request is refused, and why."""
    return _about(event_id)


@mail("affiliation.withdrawn")
def withdrawn_mail(*, event_id: int) -> Mail | None:
    """That the request was withdrawn, as the applicant asked."""
    return _about(event_id)


@mail("affiliation.named")
def named_mail(*, person_ids: list[int]) -> Mail | None:
    """Tell somebody whom the applicant named: what is known of them, from whom, why, how long (promise H2)."""
    people = [person for key in person_ids if (person := queries.named_person(key)) and person.email]
    if not people:
        return None
    first = people[0]
    return Mail(
        to=[str(first.email)],
        language=first.request.language,
        context={
            "people": people,
            "parts": [PARTS[person.part] for person in people],
            "application": first.request,
            "activity": current_register().activity("affiliation_named"),
            "policy_url": external_url("privacy.policy", language=first.request.language) + "#affiliation_named",
        },
    )


def _about(event_id: int) -> Mail | None:
    event = db.session.get(AffiliationEvent, event_id)
    return None if event is None else _to_applicant(queries.request(event.request_id), event=event)


def _to_applicant(
    request: AffiliationRequest | None, *, pdf: bool = False, automatic: Automatic = Automatic.GENERATED, **more: Any
) -> Mail | None:
    if request is None:
        return None
    data = request_pdf(request) if pdf else None
    files = [Attachment(filename=f"{request.reference}.pdf", content_type="application/pdf", data=data)] if data else []
    return Mail(
        to=[request.email],
        language=request.language,
        reply_to=next(iter(queries.readers(request.language)), None),
        automatic=automatic,
        attachments=files,
        context=_told(request) | {"has_pdf": bool(files)} | more,
    )


def _told(request: AffiliationRequest, *, for_staff: bool = False) -> dict[str, Any]:
    with use_language(request.language):
        sections = summary(request, for_staff=for_staff)
    return {
        "application": request,
        "sections": sections,
        "information": information(),
        "version": INFORMATION[request.information_version - 1],
    }
