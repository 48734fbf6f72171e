"""Enrolling: the form for a dated session, the page on which everything is checked, and the receipt."""

from __future__ import annotations

from typing import Any

from flask import abort, g, redirect, render_template, url_for
from flask import request as http
from werkzeug.wrappers import Response

from cesi_site.core import clock, links
from cesi_site.core.abuse import Ticket, suspicions, within_limit
from cesi_site.core.languages import LANGUAGES, current_language, localized_route
from cesi_site.core.sites import current_site
from cesi_site.enrolment import queries
from cesi_site.enrolment.conditions import CONDITIONS
from cesi_site.enrolment.enrolling_errors import DraftGone, EnrolmentError, NotEnoughSeats, TermsChanged
from cesi_site.enrolment.forms.enrolling import EnrolForm, answers_of
from cesi_site.enrolment.forms.managing import SendForm
from cesi_site.enrolment.member_links import QUERY, filled_in, read_member, still_acts
from cesi_site.enrolment.models import MOST_PARTICIPANTS, Enrolment, EnrolmentDraft, TrainingSession
from cesi_site.enrolment.operations.drafts import change_draft, start_draft
from cesi_site.enrolment.operations.enrolling import send_enrolment
from cesi_site.enrolment.operations.terms import pays_as_member, terms_for
from cesi_site.enrolment.pages import cancellation_in_words
from cesi_site.enrolment.queries import enrolments as drafts
from cesi_site.enrolment.summary import price_rows, session_rows, summary
from cesi_site.enrolment.views.area import blueprint, private_page
from cesi_site.members.models import MemberPerson, Organisation
from cesi_site.members.queries import organisation

RECEIVED_PURPOSE = "enrolment received"
RECEIVED_SECONDS = 3600
STARTING_RATE, SENDING_RATE = "40 per 1 hour", "20 per 1 hour"


@localized_route(blueprint, nl="/inschrijven/<int:session>", fr="/inscription/<int:session>", methods=["GET", "POST"])
def enrol(session: int) -> Response:
    """The form for a session. What was filled in waits on the check page, as a draft."""
    place = queries.find_session(session) or abort(404)
    member = read_member(http.args.get(QUERY, ""))
    form = _begun(member).offer(place.training)
    if http.method == "GET" or not place.takes_enrolments:
        return _show_form(form, place, member=member, status=200 if http.method == "GET" else 409)
    answers = answers_of(form, http.form)
    if answers is None:
        abort(413)
    if http.form.get("go") == "add":
        return _show_form(_one_more(form), place, member=member)
    if not form.validate():
        return _show_form(form, place, member=member, status=422)
    if not within_limit("enrolment start", STARTING_RATE):
        return _show_form(form, place, member=member, status=429)
    token = start_draft(
        session_id=place.id,
        language=current_language(),
        answers=answers,
        email=form.email.value,
        account_id=member.account_id if member else None,
        organisation_id=member.organisation_id if member else None,
    )
    return redirect(url_for("enrolment.check", token=token), 303)


@localized_route(
    blueprint, nl="/inschrijven/wijzigen/<token>", fr="/inscription/modifier/<token>", methods=["GET", "POST"]
)
def edit(token: str) -> Response:
    """The same form, with what was filled in before."""
    draft = drafts.find_draft(token)
    if draft is None:
        return _where_it_went(token)
    place = _session_of(draft)
    if http.method == "GET":
        return _show_form(EnrolForm.restored(draft.answers).offer(place.training), place, draft=draft, token=token)
    form = EnrolForm().offer(place.training)
    answers = answers_of(form, http.form)
    if answers is None:
        abort(413)
    if http.form.get("go") == "add":
        return _show_form(_one_more(form), place, draft=draft, token=token)
    if not form.validate():
        return _show_form(form, place, draft=draft, token=token, status=422)
    try:
        change_draft(token=token, language=current_language(), answers=answers, email=form.email.value)
    except DraftGone:
        return _where_it_went(token)
    return redirect(url_for("enrolment.check", token=token), 303)


@localized_route(
    blueprint, nl="/inschrijven/nakijken/<token>", fr="/inscription/verifier/<token>", methods=["GET", "POST"]
)
def check(token: str) -> Response:
    """Show everything once more, with what it costs; send it when it is right."""
    draft = drafts.find_draft(token)
    if draft is None:
        return _where_it_went(token)
    place = _session_of(draft)
    filled = EnrolForm.restored(draft.answers, to_check=True).offer(place.training)
    if not filled.validate():
        return redirect(url_for("enrolment.edit", token=token), 303)
    form = SendForm()
    if http.method == "GET":
        return _show_check(form, filled, draft, token)
    if http.form.get("go") == "back":
        return redirect(url_for("enrolment.edit", token=token), 303)
    if not form.validate():
        return _show_check(form, filled, draft, token, status=422)
    if not within_limit("enrolment", SENDING_RATE):
        return _show_check(form, filled, draft, token, status=429)
    return _send(form, filled, draft, token)


@localized_route(blueprint, nl="/inschrijven/ontvangen", fr="/inscription/recue")
def received() -> Response:
    """Say where the enrolment stands and what happens next; for an hour, as others may use the same computer."""
    try:
        enrolment = drafts.enrolment(links.read(RECEIVED_PURPOSE, http.args.get("ref", ""), max_age=RECEIVED_SECONDS))
    except links.ExpiredLink:
        enrolment = None
    except links.BadLink:
        return redirect(url_for("enrolment.catalogue"), 303)
    waits = enrolment is not None and enrolment.waiting_position is not None
    return private_page(
        "enrolment/received.html",
        enrolment=enrolment,
        place=drafts.place_in_line(enrolment) if enrolment and waits else None,
        rows=session_rows(enrolment.session) if enrolment else (),
    )


@localized_route(blueprint, nl="/inschrijvingsvoorwaarden", fr="/conditions-d-inscription")
def conditions() -> str:
    """Show the conditions of an enrolment."""
    return render_template("enrolment/conditions.html", version=CONDITIONS[-1])


def _begun(member: MemberPerson | None) -> EnrolForm:
    """Return an empty form, or one that knows for which member it is filled in."""
    if member is None or http.method == "POST":
        return EnrolForm()
    return EnrolForm(formdata=None, data=filled_in(member))


def _one_more(form: EnrolForm) -> EnrolForm:
    """Add an empty row for a participant, up to the most that one enrolment takes."""
    if len(form.participants) < MOST_PARTICIPANTS:
        form.participants.append_entry()
    return form


def _session_of(draft: EnrolmentDraft) -> TrainingSession:
    return queries.find_session(draft.session_id) or abort(404)


def _send(form: SendForm, filled: EnrolForm, draft: EnrolmentDraft, token: str) -> Response:
    age = (clock.now() - draft.started_at).total_seconds()
    robot = "".join((draft.answers.get("homepage") or [""])[:1]) + (form.homepage.data or "")
    enrolment = _built(filled, draft)
    found = () if enrolment.account_id else suspicions(ticket=Ticket("", age), honeypot=robot, text=filled.typed_text)
    try:
        sent = send_enrolment(
            enrolment, shown=form.terms.data or "", wait=http.form.get("go") == "wait", suspicions=found
        )
    except DraftGone:
        return _where_it_went(token)
    except (NotEnoughSeats, TermsChanged) as error:
        return _show_check(form, filled, draft, token, status=409, error=error)
    except EnrolmentError as error:
        return _show_form(filled, _session_of(draft), draft=draft, token=token, status=409, error=error)
    return _to_receipt(sent.enrolment)


def _member_of(draft: EnrolmentDraft) -> Organisation | None:
    """Return the member for whom a form began in MyCESI, as long as its sender may enrol for it."""
    if draft.organisation_id is None or not still_acts(draft.account_id, draft.organisation_id):
        return None
    return organisation(draft.organisation_id)


def _built(filled: EnrolForm, draft: EnrolmentDraft) -> Enrolment:
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


def _show_form(
    form: EnrolForm,
    place: TrainingSession,
    *,
    draft: EnrolmentDraft | None = None,
    member: MemberPerson | None = None,
    token: str = "",
    status: int = 200,
    error: EnrolmentError | None = None,
) -> Response:
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


def _show_check(
    form: SendForm,
    filled: EnrolForm,
    draft: EnrolmentDraft,
    token: str,
    *,
    status: int = 200,
    error: EnrolmentError | None = None,
) -> Response:
    g.twin_args = {language: {"token": token} for language in LANGUAGES}
    place = _session_of(draft)
    enrolment = _built(filled, draft)
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


def _where_it_went(token: str) -> Response:
    """A draft that is not there was sent, or its 30 days are over."""
    sent = drafts.enrolment_of_submission(drafts.hash_of(token))
    if sent is not None:
        return _to_receipt(sent)
    g.twin_args = {language: {"token": token} for language in LANGUAGES}
    return private_page("enrolment/gone.html", 410)


def _to_receipt(sent: Enrolment) -> Response:
    return redirect(url_for("enrolment.received", ref=links.sign(RECEIVED_PURPOSE, sent.id)), 303)
