"""One message: its facts, its files, its history in words, and what can be done with it now."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, abort, render_template, send_file

from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.contact import operations, queries
from cesi_site.contact.models import ContactEvent, ContactFiling, ContactMessage, FilingState, MessageState
from cesi_site.core import clock
from cesi_site.core.identifiers import show_enterprise_number, show_phone
from cesi_site.core.languages import Text, language_name
from cesi_site.members import queries as members
from cesi_site.members.models import Organisation
from cesi_site.register import current_register
from cesi_site.register.retention import last_day
from cesi_site.staff.area import blueprint
from cesi_site.staff.inbox.access import topic_of, with_message
from cesi_site.staff.inbox.forms import DetachForm, FileForm, GiveForm, NoteForm
from cesi_site.staff.words import suspicion_in_words

# A file of a stranger: were it ever opened inside the browser, it may do nothing there.
LOCKED = "default-src 'none'; sandbox"
HOLDINGS = {MessageState.REJECTED: "contact.rejected"}

FILING_REASONS = {
    "person": Text("de afzender is bij dit lid bekend", "l’expéditeur est connu chez ce membre"),
    "domain": Text("het maildomein hoort bij dit lid", "le domaine de l’adresse appartient à ce membre"),
    "staff": Text("door een medewerker gekozen", "choisi par un collaborateur"),
}


@blueprint.get("/inbox/<int:number>", endpoint="message")
@with_message
def show_message(message: ContactMessage) -> str:
    """Read a message; that somebody did so is logged."""
    operations.note_reading(message, by=me())
    return page_of(message)


@blueprint.get("/inbox/<int:number>/files/<int:file_id>", endpoint="message_file")
@with_message
def download(message: ContactMessage, file_id: int) -> Response:
    """Download a file that came with a message or a reply."""
    found = queries.attachment(message.id, file_id)
    if found is None:
        abort(404)
    operations.note_reading(message, by=me())
    response = send_file(
        io.BytesIO(found.data), mimetype=found.media_type, as_attachment=True, download_name=found.filename
    )
    response.headers["Content-Security-Policy"] = LOCKED
    return response


def page_of(message: ContactMessage, **forms: Any) -> str:
    """Render the page of a message; `forms` are those that came back with an error."""
    topic = topic_of(message)
    events = queries.events(message.id)
    filings = [] if topic.restricted else list(queries.filings(message.id))
    colleagues = [account for account in queries.readers_of(message.topic) if account.id != message.owner_id]
    shown = {
        "give": GiveForm(formdata=None, prefix="give").offer(colleagues),
        "note": NoteForm(formdata=None, prefix="note"),
        "file": FileForm(formdata=None, prefix="file"),
        "detach": DetachForm(formdata=None, prefix="detach"),
    }
    return render_template(
        "staff/inbox/message.html",
        message=message,
        topic=topic,
        state=message.status,
        is_late=_is_late(message),
        is_mine=message.owner_id == me().id,
        events=events,
        names=_names(message, events),
        topic_names={one.key: one.name for one in queries.all_topics()},
        files=queries.attachments(message.id),
        reply_files=queries.reply_files(message.id),
        organisations=_organisations(filings, events),
        filed=next((one for one in filings if one.state == FilingState.CONFIRMED), None),
        proposed=[one for one in filings if one.state == FilingState.PROPOSED],
        filing_reasons=FILING_REASONS,
        suspicions=[suspicion_in_words(word) for word in message.quarantine_reasons],
        facts=_facts(message),
        colleagues=colleagues,
        forms=shown | forms,
    )


def _is_late(message: ContactMessage) -> bool:
    waits = message.status in {MessageState.RECEIVED, MessageState.IN_PROGRESS}
    return waits and message.answer_by is not None and message.answer_by < clock.today()


def _names(message: ContactMessage, events: Any) -> dict[int, str]:
    return names_of([message.owner_id, *(key for event in events for key in (event.actor_id, event.other_id))])


def _organisations(filings: list[ContactFiling], events: Any) -> dict[int, Organisation]:
    """Return the members that the page names, by their key."""
    lines: list[ContactFiling | ContactEvent] = [*filings, *events]
    keys = {line.organisation_id for line in lines if line.organisation_id is not None}
    found = (members.organisation(key) for key in sorted(keys))
    return {organisation.id: organisation for organisation in found if organisation is not None}


def _facts(message: ContactMessage) -> dict[str, Any]:
    """Return what is shown of a message in another form than it is stored."""
    key = HOLDINGS.get(message.status, "contact.messages")
    holding = next(one for one in current_register().holdings if one.key == key)
    number, phone = message.enterprise_number, message.phone
    return {
        "language": language_name(message.language),
        "phone": show_phone(phone) if phone else None,
        "enterprise_number": show_enterprise_number(number) if number else None,
        "kept_until": last_day(holding, message.id),
    }
