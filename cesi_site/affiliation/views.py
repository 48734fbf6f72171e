"""The form to join, step by step, and the pages around it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, url_for
from flask import request as http
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.affiliation import commands, mails, operations, queries  # noqa: F401 - mails register themselves
from cesi_site.affiliation.advice import hints, indication
from cesi_site.affiliation.errors import Gone
from cesi_site.affiliation.forms import CheckForm, IdentityForm, ResumeForm, StepForm, answers_of
from cesi_site.affiliation.models import AffiliationDraft, AffiliationRequest
from cesi_site.affiliation.places import changed_places
from cesi_site.affiliation.steps import CHECK, FIRST, STEPS, Filled, Step, before, find_step
from cesi_site.affiliation.summary import summary
from cesi_site.affiliation.versions import CONDITIONS, INFORMATION, information
from cesi_site.core import clock, links
from cesi_site.core.abuse import Ticket, suspicions, within_limit
from cesi_site.core.languages import LANGUAGES, Text, current_language, localized_route
from cesi_site.core.templating import endpoint_exists

blueprint = Blueprint("affiliation", __name__, cli_group="affiliation")
commands.register(blueprint)

RECEIVED_PURPOSE = "affiliation received"
RECEIVED_SECONDS = 3600
MINUTES_TO_WAIT = 60
STARTING_RATE, SENDING_RATE, MAILING_RATE = "30 per 1 hour", "10 per 1 hour", "5 per 1 hour"
SAVE_SLUG = Text("bewaren", "enregistrer")


@localized_route(blueprint, nl="/aansluiting", fr="/affiliation", methods=["GET", "POST"])
def request() -> AnyResponse:
    """Begin: what joining asks of you and what it costs, with the first step below it."""
    form = IdentityForm()
    if http.method == "GET":
        return _show_step(form, FIRST)
    answers = answers_of(form, http.form)
    if answers is None:
        abort(413)
    later = http.form.get("go") == "save"
    if not later and not form.validate():
        return _show_step(form, FIRST, status=422)
    if not within_limit("affiliation start", STARTING_RATE):
        return _show_step(form, FIRST, status=429)
    token = operations.start_draft(language=current_language(), step=FIRST.key, answers=answers)
    return _to(token, None if later else STEPS[1])


@localized_route(blueprint, nl="/aansluiting/<token>/<slug>", fr="/affiliation/<token>/<slug>", methods=["GET", "POST"])
def step(token: str, slug: str) -> AnyResponse:
    """One step of a form that was begun."""
    draft = queries.find_draft(token)
    if draft is None:
        return _where_it_went(token)
    language = current_language()
    if slug == SAVE_SLUG.in_language(language):
        return _save(draft, token)
    current = find_step(slug, language) or abort(404)
    if current is CHECK:
        return _check(draft, token)
    if http.method == "GET":
        form = current.form.restored(draft.answers.get(current.key, {}))
        return _show_step(form, current, token=token, draft=draft)
    return _take(draft, token, current)


def _take(draft: AffiliationDraft, token: str, current: Step) -> AnyResponse:
    """Keep what was sent of a step, and go where the button says."""
    form = current.form()
    answers, go = answers_of(form, http.form), http.form.get("go", "next")
    if answers is None:
        abort(413)
    if go == "next" and not form.validate():
        return _show_step(form, current, token=token, draft=draft, status=422)
    answers, anchor = changed_places(answers, go)
    try:
        operations.save_answers(
            token=token, language=current_language(), step=current.key, answers=answers, email=_email_of(form, go)
        )
    except Gone:
        return _where_it_went(token)
    if anchor:
        return _to(token, current, anchor=anchor)
    if go == "save":
        return _to(token, None)
    if go == "back":
        return _to(token, before(current) or FIRST)
    return _to(token, Filled({**draft.answers, current.key: answers}).next)


def _email_of(form: StepForm, go: str) -> str | None:
    """Return the contact's address from a step that was found valid."""
    return form["email"].value if go == "next" and "email" in form else None


def _check(draft: AffiliationDraft, token: str) -> AnyResponse:
    """Show everything once more; send it when it is declared to be right."""
    filled = Filled(draft.answers)
    if not filled.is_complete:
        return _to(token, filled.next)
    application = filled.request()
    form = CheckForm(asks_newsletter=endpoint_exists("newsletter.subscribe"))
    if http.method == "GET":
        return _show_check(form, token, draft, application)
    if http.form.get("go") == "back":
        return _to(token, before(CHECK) or FIRST)
    if not form.validate():
        return _show_check(form, token, draft, application, status=422)
    if not within_limit("affiliation", SENDING_RATE):
        return _show_check(form, token, draft, application, status=429)
    return _send(form, draft, filled)


def _send(form: CheckForm, draft: AffiliationDraft, filled: Filled) -> AnyResponse:
    age = (clock.now() - draft.started_at).total_seconds()
    robot = "".join(answers.get("homepage", [""])[0] for answers in draft.answers.values()) + (form.homepage.data or "")
    sent = operations.send_request(
        filled.request(
            submission=draft.token_hash,
            conditions_version=CONDITIONS[-1].number,
            information_version=INFORMATION[-1].number,
            **form.columns(),
        ),
        suspicions=suspicions(ticket=Ticket("", age), honeypot=robot, text=filled.typed_text),
    )
    return _to_receipt(sent.request)


def _save(draft: AffiliationDraft, token: str) -> AnyResponse:
    """Mail the link with which the form can be gone on with."""
    form = ResumeForm(email=draft.email)
    mailed = False
    status = 200
    if http.method == "POST":
        mailed, status = _mail_link(form, token)
    g.twin_args = {language: {"token": token, "slug": SAVE_SLUG.in_language(language)} for language in LANGUAGES}
    page = render_template(
        "affiliation/save.html",
        form=form.with_ticket(),
        draft=draft,
        mailed=mailed,
        back=_address(token, Filled(draft.answers).next),
        minutes_to_wait=MINUTES_TO_WAIT if status == 429 else None,
    )
    return _private(make_response(page, status))


def _mail_link(form: ResumeForm, token: str) -> tuple[bool, int]:
    if not form.validate():
        return False, 422
    if not within_limit("affiliation link", MAILING_RATE):
        return False, 429
    if not form.homepage.data and form.email.value:
        operations.mail_link(token=token, language=current_language(), email=form.email.value)
    return True, 200


@localized_route(blueprint, nl="/aansluiting/ontvangen", fr="/affiliation/recue")
def received() -> AnyResponse:
    """Say what happens next. The reference is shown for an hour only, as others may use the same computer."""
    try:
        number = links.read(RECEIVED_PURPOSE, http.args.get("ref", ""), max_age=RECEIVED_SECONDS)
        application = queries.request(number)
    except links.ExpiredLink:
        application = None
    except links.BadLink:
        return redirect(url_for("affiliation.request"), 303)
    return _private(make_response(render_template("affiliation/received.html", application=application)))


@localized_route(blueprint, nl="/aansluiting/voorwaarden", fr="/affiliation/conditions")
def conditions() -> str:
    """Show the conditions of a request to join."""
    return render_template("affiliation/conditions.html", version=CONDITIONS[-1])


def _show_step(
    form: StepForm, current: Step, *, token: str = "", draft: AffiliationDraft | None = None, status: int = 200
) -> Response:
    if token:
        _note_twins(token, current)
    page = render_template(
        "affiliation/step.html" if token else "affiliation/begin.html",
        form=form.with_ticket(),
        step=current,
        steps=STEPS,
        draft=draft,
        previous=before(current),
        minutes_to_wait=MINUTES_TO_WAIT if status == 429 else None,
    )
    return _private(make_response(page, status)) if token else _waiting(make_response(page, status))


def _show_check(
    form: CheckForm, token: str, draft: AffiliationDraft, application: AffiliationRequest, *, status: int = 200
) -> Response:
    _note_twins(token, CHECK)
    page = render_template(
        "affiliation/check.html",
        form=form.with_ticket(),
        step=CHECK,
        steps=STEPS,
        draft=draft,
        application=application,
        sections=summary(application),
        change={each.key: _address(token, each) for each in STEPS},
        hints=hints(application),
        indication=indication(application),
        information=information(),
        information_version=INFORMATION[-1],
        conditions_version=CONDITIONS[-1],
        minutes_to_wait=MINUTES_TO_WAIT if status == 429 else None,
    )
    return _private(make_response(page, status))


def _where_it_went(token: str) -> AnyResponse:
    """A draft that is not there was sent, or its 30 days are over."""
    sent = queries.request_of_token(token)
    if sent is not None:
        return _to_receipt(sent)
    g.twin_args = {language: {"token": token, "slug": FIRST.slug.in_language(language)} for language in LANGUAGES}
    return _private(make_response(render_template("affiliation/gone.html"), 410))


def _to_receipt(sent: AffiliationRequest) -> AnyResponse:
    return redirect(url_for("affiliation.received", ref=links.sign(RECEIVED_PURPOSE, sent.id)), 303)


def _to(token: str, target: Step | None, anchor: str | None = None) -> AnyResponse:
    """Go to a step of the draft, or (None) to the page that saves it for later."""
    return redirect(_address(token, target, anchor), 303)


def _address(token: str, target: Step | None, anchor: str | None = None) -> str:
    slug = (target.slug if target else SAVE_SLUG).in_language(current_language())
    return url_for("affiliation.step", token=token, slug=slug, _anchor=anchor)


def _note_twins(token: str, current: Step) -> None:
    """Let the language switch keep the step, under its word in the other language."""
    g.twin_args = {language: {"token": token, "slug": current.slug.in_language(language)} for language in LANGUAGES}


def _private(response: Response) -> Response:
    """Keep what somebody typed out of caches and of search engines."""
    # The Back button cannot show a form that came back with errors, and that the browser may not keep.
    response.headers["Cache-Control"] = "no-store" if response.status_code == 200 else "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return _waiting(response)


def _waiting(response: Response) -> Response:
    if response.status_code == 429:
        response.headers["Retry-After"] = str(MINUTES_TO_WAIT * 60)
    return response
