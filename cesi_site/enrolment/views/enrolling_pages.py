"""The two pages of enrolling: the form, and the page on which everything is checked."""

from __future__ import annotations

from typing import Any

from flask import abort, g, url_for
from flask import request as http
from werkzeug.wrappers import Response

from cesi_site.core.languages import LANGUAGES
from cesi_site.core.sites import current_site
from cesi_site.enrolment import queries
from cesi_site.enrolment.conditions import CONDITIONS
from cesi_site.enrolment.enrolling_errors import EnrolmentError
from cesi_site.enrolment.forms.enrolling import EnrolForm
from cesi_site.enrolment.forms.managing import SendForm
from cesi_site.enrolment.member_links import QUERY, still_acts
from cesi_site.enrolment.models import MOST_PARTICIPANTS, Enrolment, EnrolmentDraft, TrainingSession
from cesi_site.enrolment.operations.terms import pays_as_member, terms_for
from cesi_site.enrolment.pages import cancellation_in_words
from cesi_site.enrolment.queries import enrolments as drafts
from cesi_site.enrolment.summary import price_rows, session_rows, summary
from cesi_site.enrolment.views.area import private_page
from cesi_site.members.models import MemberPerson, Organisation
from cesi_site.members.queries import organisation


def session_of(draft: EnrolmentDraft) -> TrainingSession:
    """Return the session that a form is for (404 where it is gone)."""
    return queries.find_session(draft.session_id) or abort(404)


def show_form(
    form: EnrolForm,
    place: TrainingSession,
    *,
    draft: EnrolmentDraft | None = None,
    member: MemberPerson | None = None,
    token: str = "",
    status: int = 200,
    error: EnrolmentError | None = None,
) -> Response:
    """Show the form: begun for a session, or with the `token` of its draft."""
    where: dict[str, Any] = {"token": token} if token else {"session": place.id}
    # The link from MyCESI goes along with the form, and with the switch of language.
    where |= {QUERY: http.args[QUERY]} if member else {}
    g.twin_args = dict.fromkeys(LANGUAGES, where)
    ours = member.organisation if member else _member_of(draft) if draft else None
    organisation_id = ours.id if ours else None
    return private_page(
        "enrolment/enrol.html",
        status,
        form=form.with_ticket(),
        session=place,
        training=place.training,
        rows=session_rows(place),
        free=queries.free_seats([place.id])[place.id],
        others=drafts.other_sessions(place),
        price=terms_for(place.training, organisation_id).price,
        as_member=organisation_id is not None,
        member_price=pays_as_member(place.training, organisation_id),
        version=CONDITIONS[-1],
        most=MOST_PARTICIPANTS,
        error=error,
        action=url_for("enrolment.edit" if token else "enrolment.enrol", **where),
    )


def show_check(
    form: SendForm,
    filled: EnrolForm,
    draft: EnrolmentDraft,
    token: str,
    *,
    status: int = 200,
    error: EnrolmentError | None = None,
) -> Response:
    """Show everything once more with its terms; what is sent from here carries their fingerprint."""
    g.twin_args = {language: {"token": token} for language in LANGUAGES}
    place = session_of(draft)
    enrolment = built(filled, draft)
    enrolment.seats = len(enrolment.participants)
    terms = terms_for(place.training, enrolment.organisation_id)
    terms.write_on(enrolment)
    form.terms.data = terms.fingerprint
    return private_page(
        "enrolment/check.html",
        status,
        form=form.with_ticket(),
        enrolment=enrolment,
        session=place,
        training=place.training,
        rows=session_rows(place),
        sections=summary(enrolment, place.training.recognitions),
        prices=price_rows(enrolment),
        steps=cancellation_in_words(place.training),
        free=queries.free_seats([place.id])[place.id],
        other_language=[one for one in enrolment.participants if place.language not in {one.language, "en"}],
        filled=filled,
        edit_url=url_for("enrolment.edit", token=token),
        version=CONDITIONS[-1],
        error=error,
    )


def built(filled: EnrolForm, draft: EnrolmentDraft) -> Enrolment:
    """Return what the form makes; without its mandate it is the enrolment of an ordinary visitor."""
    ours = _member_of(draft)
    enrolment = filled.build(
        submission=draft.token_hash,
        session_id=draft.session_id,
        account_id=draft.account_id if ours else None,
        organisation_id=ours.id if ours else None,
        source=current_site().key,
    )
    if ours:
        enrolment.organisation, enrolment.enterprise_number = ours.legal_name, ours.enterprise_number
    return enrolment


def _member_of(draft: EnrolmentDraft) -> Organisation | None:
    """Return the member for whom a form began in MyCESI, as long as its sender may enrol for it."""
    if draft.organisation_id is None or not still_acts(draft.account_id, draft.organisation_id):
        return None
    return organisation(draft.organisation_id)
