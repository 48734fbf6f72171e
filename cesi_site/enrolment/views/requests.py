"""The pages on which a service, or a training in one's own company, is asked for."""

from __future__ import annotations

from flask import Response, abort, g, make_response, redirect, render_template, url_for
from flask import request as sent
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.core import links
from cesi_site.core.abuse import within_limit
from cesi_site.core.languages import LANGUAGES, current_language, localized_route
from cesi_site.enrolment import operations
from cesi_site.enrolment.forms.requests import RequestForm
from cesi_site.enrolment.queries import requests as queries
from cesi_site.enrolment.queries.requests import Subject
from cesi_site.enrolment.request_words import ANSWER_DAYS
from cesi_site.enrolment.views.area import blueprint

RECEIVED_PURPOSE = "request received"
RECEIVED_SECONDS = 3600
MINUTES_TO_WAIT = 10
SENDING_RATE = f"10 per {MINUTES_TO_WAIT} minutes"


BOTH = ["GET", "POST"]


@localized_route(blueprint, nl="/diensten/<slug>/aanvragen", fr="/services/<slug>/demander", methods=BOTH)
def request(slug: str) -> AnyResponse:
    """Ask for a service."""
    return _answer(queries.service_subject(slug, current_language()))


@localized_route(blueprint, nl="/opleidingen/<slug>/in-uw-bedrijf", fr="/formations/<slug>/en-entreprise", methods=BOTH)
def request_training(slug: str) -> AnyResponse:
    """Ask for a training in one's own company."""
    return _answer(queries.training_subject(slug, current_language()))


def _answer(subject: Subject | None) -> AnyResponse:
    if subject is None:
        abort(404)
    g.twin_args = {language: {"slug": subject.slugs[language]} for language in LANGUAGES}
    form = RequestForm(subject=subject.word).offer(subject.word, subject.title)
    if sent.method == "GET":
        return _show(form, subject)
    form.subject.data = subject.word
    if not form.validate():
        return _show(form, subject, 422)
    if not within_limit("request", SENDING_RATE):
        return _show(form, subject, 429)
    wanted = form.wanted(current_language())
    taken = operations.receive_request(
        subject, wanted, number=form.submission, suspicions=form.suspicions(wanted.message)
    )
    return redirect(url_for("enrolment.request_received", ref=links.sign(RECEIVED_PURPOSE, taken.id)), 303)


def _show(form: RequestForm, subject: Subject, status: int = 200) -> Response:
    page = render_template(
        "enrolment/request.html",
        form=form.with_ticket(),
        subject=subject,
        answer_days=ANSWER_DAYS,
        minutes_to_wait=MINUTES_TO_WAIT if status == 429 else None,
    )
    response = make_response(page, status)
    if status == 429:
        response.headers["Retry-After"] = str(MINUTES_TO_WAIT * 60)
    return response


@localized_route(blueprint, nl="/aanvraag/ontvangen", fr="/demande/recue")
def request_received() -> AnyResponse:
    """Say what happens next. The details are shown for an hour only, as others may use the same computer."""
    try:
        number = links.read(RECEIVED_PURPOSE, sent.args.get("ref", ""), max_age=RECEIVED_SECONDS)
        found = queries.find_request(number)
    except links.ExpiredLink:
        found = None
    except links.BadLink:
        return redirect(url_for("public.services"), 303)
    answer_by = operations.promised(found.received_at) if found else None
    response = make_response(render_template("enrolment/request_received.html", asked=found, answer_by=answer_by))
    response.headers["Cache-Control"] = "no-store"
    return response
