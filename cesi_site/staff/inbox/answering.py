"""Answering a message by mail, with words to begin from in the sender's language."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.contact import operations, queries
from cesi_site.contact.models import NO_REPLY_STATES, ContactMessage
from cesi_site.contact.operations import HandlingError, HasOwner
from cesi_site.core.languages import Text, _
from cesi_site.staff.area import blueprint, number_in, tell
from cesi_site.staff.inbox.access import topic_of, with_message
from cesi_site.staff.inbox.forms import AnswerForm

GREETING = Text("Dag {name}\n\n", "Bonjour {name},\n\n")


@blueprint.route("/inbox/<int:number>/answer", methods=["GET", "POST"])
@with_message
def message_answer(message: ContactMessage) -> str | tuple[str, int] | Response:
    """Write an answer; it goes by mail as soon as it is sent."""
    if message.status in NO_REPLY_STATES:
        return redirect(url_for("staff.message", number=message.id), 303)
    form = AnswerForm().greet(_greeting(message))
    if not form.validate_on_submit():
        if request.method == "GET":
            form.text.data = _beginning(message)
        return _page(message, form)
    try:
        operations.answer(
            message.id, text=form.text.data, close_it=form.close_it.data, instead=form.instead.data, by=me()
        )
    except HasOwner as error:
        form.instead.errors = [str(error)]
        return _page(message, form)
    except HandlingError as error:
        form.refuse(error)
        return _page(message, form)
    tell(_("Your answer to %(name)s is on its way.", name=message.name))
    return redirect(url_for("staff.message", number=message.id), 303)


def _page(message: ContactMessage, form: AnswerForm) -> str | tuple[str, int]:
    operations.note_reading(message, by=me())
    page = render_template(
        "staff/inbox/answer.html",
        message=message,
        topic=topic_of(message),
        colleague=_colleague(message),
        form=form,
        events=queries.events(message.id),
        templates=queries.templates(message.topic),
        chosen=number_in("template"),
    )
    return (page, 422) if form.errors else page


def _colleague(message: ContactMessage) -> str | None:
    """Return the name of the colleague who has the message in hand, if one has."""
    if message.owner_id is None or message.owner_id == me().id:
        return None
    return names_of([message.owner_id]).get(message.owner_id) or str(_("somebody who left"))


def _greeting(message: ContactMessage) -> str:
    return GREETING.in_language(message.language).format(name=message.name)


def _beginning(message: ContactMessage) -> str:
    """Return a greeting and, where one was chosen, the words of a template, in the language of the sender."""
    greeting = _greeting(message)
    chosen = queries.template(number_in("template") or 0)
    if chosen is None or chosen.topic not in {None, message.topic}:
        return greeting
    body = chosen.body(message.language)
    return greeting + body.replace("{name}", message.name).replace("{reference}", message.reference)
