"""Make the letter of a row: in the worker, in its reader's language, when it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache

import flask_mail
from css_inline import CSSInliner
from flask import current_app, render_template

from cesi_site.core import clock
from cesi_site.core.languages import TAGS, use_language
from cesi_site.core.sites import all_sites
from cesi_site.outbox import registry
from cesi_site.outbox.claims import Claim
from cesi_site.outbox.mail import Attachment, Mail, message_id_of, on_the_wire, one_line

# Robots keep their out-of-office notes to themselves, but still tell us of an address that is dead.
SUPPRESS = "DR, RN, NRN, OOF, AutoReply"

# How long a line of a header may be before it is folded (RFC 5322, 2.1.1).
LINE_LENGTH = 78
# What stands before the @ in the Message-ID of a mail that is only looked at.
LOOKED_AT = "preview"


class Letter(flask_mail.Message):
    """A rendered mail. `envelope_to` are the addresses that do not have it yet."""

    sender: tuple[str, str]
    files: Sequence[Attachment] = ()
    envelope_from: str | None = None
    envelope_to: frozenset[str] = frozenset()

    @property
    def send_to(self) -> set[str | tuple[str, str]]:
        """Whom it goes to now, whatever its To says."""
        return set(self.envelope_to)

    def as_bytes(self) -> bytes:
        """Write the letter as it is sent, each header encoded by its own rules.

        Quoted-printable: no line grows longer than SMTP allows, and no relay has to recode a letter.
        """
        message = EmailMessage(policy=SMTP)
        message["Subject"] = self.subject
        message["From"] = Address(self.sender[0], addr_spec=self.sender[1])
        message["To"] = [Address(addr_spec=str(address)) for address in self.recipients]
        if self.reply_to:
            message["Reply-To"] = Address(addr_spec=str(self.reply_to))
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = self.msgId
        message.set_content(self.body or "", cte="quoted-printable")
        message.add_alternative(self.html or "", subtype="html", cte="quoted-printable")
        for file in self.files:
            main, _, sub = file.content_type.partition("/")
            message.add_attachment(file.data, maintype=main, subtype=sub, filename=file.filename)
        # Last: what begins with "Content-" would be taken for a header of the first part.
        in_front = []
        for name, value in (self.extra_headers or {}).items():
            if _fits(name, value):
                message[name] = value
            else:
                in_front.append(f"{name}: {one_line(value)}\r\n")
        return "".join(in_front).encode("ascii") + message.as_bytes()


def _fits(name: str, value: str) -> bool:
    """Tell whether a header can be folded at its blanks.

    A longer word, such as the address in List-Unsubscribe, would be encoded, and no mail program could read it.
    """
    longest = max(map(len, value.split()), default=0)
    return not value.isascii() or len(name) + 2 + longest <= LINE_LENGTH


def compose(taken: Claim) -> Letter | None:
    """Render the mail that a row stands for; None when what it speaks of is gone.

    Needs an application context. Raises what the mail's function and its templates raise.
    """
    mail: Mail | None = registry.find(registry.MAILS, taken.name)(**taken.arguments)
    if mail is None:
        return None
    letter = rendered(taken.name, mail, taken.token)
    if taken.remaining:
        letter.envelope_to = frozenset(taken.remaining)
    return letter


def rendered(name: str, mail: Mail, token: str = "") -> Letter:
    """Render the mail `name` in its reader's language, to send it or to look at it.

    `token` is what stands before the @ of its Message-ID, unless the mail has its own.
    """
    with use_language(mail.language):
        return _rendered(name, mail, token)


def _rendered(name: str, mail: Mail, token: str) -> Letter:
    folder = f"mail/{name.replace('.', '/')}"
    site = all_sites()[mail.site]
    recipients = [on_the_wire(address) for address in mail.to]
    context = {**mail.context, "site": site, "lang": mail.language}
    sender = current_app.config["MAIL_FROM"]
    letter = Letter(
        subject=one_line(render_template(f"{folder}/subject.txt", **context)),
        recipients=list(recipients),
        reply_to=on_the_wire(mail.reply_to) if mail.reply_to else None,
        body=render_template(f"{folder}/body.txt", **context).strip() + "\n",
        html=inliner().inline(render_template(f"{folder}/body.html", **context)),
        extra_headers={
            "Auto-Submitted": mail.automatic.value,
            "X-Auto-Response-Suppress": SUPPRESS,
            "Content-Language": TAGS[mail.language],
            **mail.headers,
        },
    )
    letter.sender = (one_line(mail.sender_name or site.name), sender)
    letter.files = mail.attachments
    letter.msgId = message_id_of(mail.message_id or token or LOOKED_AT)
    letter.envelope_from = mail.envelope_from
    letter.envelope_to = frozenset(recipients)
    return letter


@lru_cache(maxsize=1)
def inliner() -> CSSInliner:
    """Return what puts a mail's styles into its tags; it loads nothing from anywhere."""
    return CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
