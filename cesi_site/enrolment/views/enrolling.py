"""Enrolling: the form for a dated session, the page on which everything is checked, and the receipt."""

from __future__ import annotations

from flask import abort, g, redirect, render_template, url_for
from flask import request as http
from werkzeug.wrappers import Response

from cesi_site.core import clock, links
from cesi_site.core.abuse import Ticket, suspicions, within_limit
from cesi_site.core.languages import LANGUAGES, current_language, localized_route
from cesi_site.enrolment import queries
from cesi_site.enrolment.conditions import CONDITIONS
from cesi_site.enrolment.enrolling_errors import DraftGone, EnrolmentError, NotEnoughSeats, TermsChanged
from cesi_site.enrolment.forms.enrolling import EnrolForm, answers_of
from cesi_site.enrolment.forms.managing import SendForm
from cesi_site.enrolment.member_links import QUERY, filled_in, read_member
from cesi_site.enrolment.models import MOST_PARTICIPANTS, Enrolment, EnrolmentDraft
from cesi_site.enrolment.operations.drafts import change_draft, start_draft
from cesi_site.enrolment.operations.enrolling import send_enrolment
from cesi_site.enrolment.queries import enrolments as drafts
from cesi_site.enrolment.summary import session_rows
from cesi_site.enrolment.views import enrolling_pages as pages
from cesi_site.enrolment.views.area import blueprint, private_page
from cesi_site.members.models import MemberPerson

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
        return pages.show_form(form, place, member=member, status=200 if http.method == "GET" else 409)
    answers = answers_of(form, http.form)
    if answers is None:
        abort(413)
    if http.form.get("go") == "add":
        return pages.show_form(_one_more(form), place, member=member)
    if not form.validate():
        return pages.show_form(form, place, member=member, status=422)
    if not within_limit("enrolment start", STARTING_RATE):
        return pages.show_form(form, place, member=member, status=429)
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
    place = pages.session_of(draft)
    if http.method == "GET":
        return pages.show_form(EnrolForm.restored(draft.answers).offer(place.training), place, draft=draft, token=token)
    form = EnrolForm().offer(place.training)
    answers = answers_of(form, http.form)
    if answers is None:
        abort(413)
    if http.form.get("go") == "add":
        return pages.show_form(_one_more(form), place, draft=draft, token=token)
    if not form.validate():
        return pages.show_form(form, place, draft=draft, token=token, status=422)
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
    place = pages.session_of(draft)
    filled = EnrolForm.restored(draft.answers, to_check=True).offer(place.training)
    if not filled.validate():
        return redirect(url_for("enrolment.edit", token=token), 303)
    form = SendForm()
    if http.method == "GET":
        return pages.show_check(form, filled, draft, token)
    if http.form.get("go") == "back":
        return redirect(url_for("enrolment.edit", token=token), 303)
    if not form.validate():
        return pages.show_check(form, filled, draft, token, status=422)
    if not within_limit("enrolment", SENDING_RATE):
        return pages.show_check(form, filled, draft, token, status=429)
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


def _send(form: SendForm, filled: EnrolForm, draft: EnrolmentDraft, token: str) -> Response:
    age = (clock.now() - draft.started_at).total_seconds()
    robot = "".join((draft.answers.get("homepage") or [""])[:1]) + (form.homepage.data or "")
    enrolment = pages.built(filled, draft)
    found = () if enrolment.account_id else suspicions(ticket=Ticket("", age), honeypot=robot, text=filled.typed_text)
    try:
        sent = send_enrolment(
            enrolment, shown=form.terms.data or "", wait=http.form.get("go") == "wait", suspicions=found
        )
    except DraftGone:
        return _where_it_went(token)
    except (NotEnoughSeats, TermsChanged) as error:
        return pages.show_check(form, filled, draft, token, status=409, error=error)
    except EnrolmentError as error:
        return pages.show_form(filled, pages.session_of(draft), draft=draft, token=token, status=409, error=error)
    return _to_receipt(sent.enrolment)


def _where_it_went(token: str) -> Response:
    """A draft that is not there was sent, or its 30 days are over."""
    sent = drafts.enrolment_of_submission(drafts.hash_of(token))
    if sent is not None:
        return _to_receipt(sent)
    g.twin_args = {language: {"token": token} for language in LANGUAGES}
    return private_page("enrolment/gone.html", 410)


def _to_receipt(sent: Enrolment) -> Response:
    return redirect(url_for("enrolment.received", ref=links.sign(RECEIVED_PURPOSE, sent.id)), 303)
