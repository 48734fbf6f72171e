"""The contact page, and the page that says what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.contact import commands, jobs, mails, queries  # noqa: F401 - jobs and mails register themselves
from cesi_site.contact.forms import FILES_GONE, OWN_PAGE, ContactForm
from cesi_site.contact.models import PendingUpload
from cesi_site.contact.operations import UploadsGone, keep_uploads, receive_message
from cesi_site.contact.queries import Topic
from cesi_site.core import links
from cesi_site.core.abuse import within_limit
from cesi_site.core.languages import LANGUAGES, _, current_language, localized_route, plain_urls

blueprint = Blueprint("contact", __name__, cli_group="contact")
commands.register(blueprint)

TOPIC_WORDS = {"nl": "onderwerp", "fr": "sujet"}
RECEIVED_PURPOSE = "contact received"
RECEIVED_SECONDS = 3600

MINUTES_TO_WAIT = 10
SENDING_RATE = f"10 per {MINUTES_TO_WAIT} minutes"
KEEPING_RATE = "12 per 1 hour"
# More than the site's own limit: who picks files that are too large is told so at the field, and loses nothing.
MOST_BYTES = 50_000_000


@localized_route(blueprint, nl="/contact", fr="/contact", methods=["GET", "POST"])
def form() -> AnyResponse:
    """Write to a team."""
    if request.method == "POST":
        request.max_content_length = MOST_BYTES
        return _send(ContactForm().offer(queries.topics()))
    language = current_language()
    topic = queries.find_topic_by_slug(request.args.get(TOPIC_WORDS[language], ""), language)
    return _show(ContactForm(topic=topic.key if topic else None, source=OWN_PAGE).offer(queries.topics()))


def _send(form: ContactForm) -> AnyResponse:
    form.leave_room()
    if not form.validate():
        return _show(form, 422)
    if not within_limit("contact", SENDING_RATE):
        return _show(form, 429)
    draft = form.draft(current_language())
    try:
        taken = receive_message(
            draft,
            number=form.submission,
            uploads=form.attachments.uploads,
            kept_uploads=form.kept_ids,
            suspicions=form.suspicions(f"{draft.subject or ''} {draft.body}"),
        )
    except UploadsGone:
        form.attachments.errors = [FILES_GONE]
        return _show(form, 422)
    page = plain_urls("contact.received")[current_language()]
    return redirect(f"{page}?ref={links.sign(RECEIVED_PURPOSE, taken.id)}", 303)


def _show(form: ContactForm, status: int = 200) -> Response:
    kept = _keep_files(form)
    topic = queries.find_topic(form.topic.data or "")
    _note_twins(topic)
    page = render_template(
        "contact/form.html",
        form=form.with_ticket(),
        topics=queries.topics(),
        kept=kept,
        minutes_to_wait=MINUTES_TO_WAIT if status == 429 else None,
    )
    response = make_response(page, status)
    if status == 429:
        response.headers["Retry-After"] = str(MINUTES_TO_WAIT * 60)
    return response


def _keep_files(form: ContactForm) -> Sequence[PendingUpload]:
    """Keep what was added to a form that goes back, so that nobody picks a file twice."""
    kept = [*queries.pending_uploads(form.kept_ids)] if form.kept_ids else []
    if uploads := form.attachments.uploads:
        if within_limit("contact uploads", KEEPING_RATE):
            kept += keep_uploads(uploads)
        else:
            form.attachments.errors = [*form.attachments.errors, _("Your files could not be kept. Add them again.")]
    form.show_kept(kept)
    return kept


def _note_twins(topic: Topic | None) -> None:
    """Let the language switch keep the chosen topic, under its word in the other language."""
    g.twin_args = {
        language: {TOPIC_WORDS[language]: topic.slug.in_language(language)} if topic else {} for language in LANGUAGES
    }


@localized_route(blueprint, nl="/contact/ontvangen", fr="/contact/recu")
def received() -> AnyResponse:
    """Say what happens next. The details are shown for an hour only, as others may use the same computer."""
    try:
        number = links.read(RECEIVED_PURPOSE, request.args.get("ref", ""), max_age=RECEIVED_SECONDS)
        receipt = queries.find_receipt(number)
    except links.ExpiredLink:
        receipt = None
    except links.BadLink:
        return redirect(url_for("contact.form"), 303)
    response = make_response(render_template("contact/received.html", receipt=receipt))
    response.headers["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True)
class Question:
    """The short form of another page: its topic is chosen, its team is known."""

    form: ContactForm
    topic: Topic


@blueprint.app_template_global()
def question_form(topic_key: str, source: str) -> Question | None:
    """Return a short form on one topic for `contact/_question.html`; `source` names the page it stands on.

    A topic that is not offered any more gives way to the last one. None where there are no topics at all.
    """
    offered = queries.topics()
    if not offered:
        return None
    topic = next((topic for topic in offered if topic.key == topic_key), offered[-1])
    form = ContactForm(formdata=None, topic=topic.key, source=source).offer(offered)
    form.with_ticket()
    return Question(form, topic)
