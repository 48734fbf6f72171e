"""The messages that somebody sent by the contact form: shown to their author alone (promise E4)."""

from __future__ import annotations

from flask import render_template, request, url_for

from cesi_site.accounts.here import me
from cesi_site.accounts.models import Account
from cesi_site.contact import queries as contact
from cesi_site.contact.models import ContactMessage
from cesi_site.core.languages import localized_route
from cesi_site.members.access import for_accounts
from cesi_site.mycesi.views.area import blueprint, number_in

A_PAGE = 25


@localized_route(blueprint, nl="/mycesi/berichten", fr="/mycesi/messages")
@for_accounts()
def messages() -> str:
    """Own messages, newest first."""
    found = contact.messages_of(me().email, before=number_in(request.args, "before"), limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    older = url_for("mycesi.messages", before=shown[-1].id) if len(found) > len(shown) else None
    return render_template("mycesi/messages.html", messages=shown, older=older, find_topic=contact.find_topic)


def own_message(account: Account, number: int) -> ContactMessage | None:
    """Load a message that the account's owner wrote."""
    found = contact.find_message(number)
    return found if found is not None and found.email == account.email else None


@localized_route(blueprint, nl="/mycesi/berichten/<int:message_id>", fr="/mycesi/messages/<int:message_id>")
@for_accounts(of=own_message)
def message(found: ContactMessage) -> str:
    """One own message, with the names of the files that went with it."""
    return render_template(
        "mycesi/message.html",
        message=found,
        topic=contact.find_topic(found.topic),
        files=contact.attachments(found.id),
    )
