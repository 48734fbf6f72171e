"""The first page of the back office: what waits, and the desks one may use."""

from __future__ import annotations

from flask import render_template

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.contact import queries as contact
from cesi_site.contact.queries import InboxRow
from cesi_site.staff.area import INBOX, blueprint, desks
from cesi_site.staff.waiting import tasks


@blueprint.get("/")
@staff_only()
def dashboard() -> str:
    """What waits for the signed-in person."""
    message = _next_message()
    return render_template(
        "staff/dashboard.html",
        tasks=tasks(me()),
        desks=desks(),
        next_message=message,
        topic=contact.find_topic(message.topic) if message else None,
    )


def _next_message() -> InboxRow | None:
    """Return the message to answer next, for who answers messages."""
    topics = contact.topics_read_by(me().id) if me().staff_roles & INBOX else frozenset()
    return contact.next_message(me().id, topics) if topics else None
