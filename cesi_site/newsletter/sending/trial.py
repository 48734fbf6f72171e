"""A mailing to try: as its readers would get it, to one member of staff, marked as a trial."""

from __future__ import annotations

import secrets
from email.utils import formatdate

from flask import current_app

from cesi_site.accounts.models import Account
from cesi_site.core.database import db
from cesi_site.core.languages import _, use_language
from cesi_site.newsletter.composing.letters import TOKEN, WHY
from cesi_site.newsletter.composing.why import sample_why
from cesi_site.newsletter.models import Mailing
from cesi_site.newsletter.sending.letter import Template
from cesi_site.newsletter.sending.template import letter_of
from cesi_site.newsletter.sending.wire import Parcel, Wire
from cesi_site.outbox.mail import on_the_wire

# No link of a trial belongs to a reader: it leads to the page that says so.
NOBODY = "0-trial"


class NotTaken(Exception):
    """The mail server did not take the trial; tried again later."""


def send_trial(mailing_id: int, *, language: str, account_id: int) -> None:
    """Mail one language to an account. Raises `NotTaken`, `ServerUnreachable`, `ConnectionLost`."""
    mailing, account = db.session.get(Mailing, mailing_id), db.session.get(Account, account_id)
    if mailing is None or account is None:
        return
    recipient = on_the_wire(account.email)
    with use_language(language):
        subject = _("[Trial] %(subject)s", subject="%s")
    letter = letter_of(mailing, mailing.text(language), subject=subject)
    values = {
        "to": recipient,
        "date": formatdate(localtime=False),
        # Each trial is a mail of its own: mailboxes keep one of two with the same Message-ID.
        "mail": f"{NOBODY}-{secrets.token_hex(8)}",
        TOKEN: NOBODY,
        WHY: sample_why(language),
    }
    wire = Wire()
    try:
        content = Template(letter).filled_with(values)
        for answer in wire.send([Parcel.of(0, on_the_wire(current_app.config["MAIL_FROM"]), recipient, content)]):
            if not answer.taken:
                raise NotTaken(answer.words)
    finally:
        wire.close()
