"""Make the letter of a row: in the worker, in its reader's language, when it leaves."""

from __future__ import annotations

from email.charset import QP, Charset
from email.mime.text import MIMEText
from functools import lru_cache

import flask_mail
from css_inline import CSSInliner
from flask import current_app, render_template

from cesi_site.core.languages import TAGS, use_language
from cesi_site.core.sites import all_sites
from cesi_site.outbox import registry
from cesi_site.outbox.claims import Claim
from cesi_site.outbox.mail import Mail, one_line

# Robots keep their out-of-office notes to themselves, but still tell us of an address that is dead.
SUPPRESS = "DR, RN, NRN, OOF, AutoReply"


class Letter(flask_mail.Message):
    """A rendered mail. `envelope_to` are the addresses that do not have it yet."""

    envelope_from: str | None = None
    envelope_to: frozenset[str] = frozenset()

    @property
    def send_to(self) -> set[str | tuple[str, str]]:
        """Whom it goes to now, whatever its To says."""
        return set(self.envelope_to)

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        # Quoted-printable: no line grows longer than SMTP allows, and no relay has to recode a letter.
        charset = Charset("utf-8")
        charset.body_encoding = QP
        return MIMEText(text or "", subtype, charset)  # type: ignore[arg-type]


def compose(taken: Claim) -> Letter | None:
    """Render the mail that a row stands for; None when what it speaks of is gone.

    Needs an application context. Raises what the mail's function and its templates raise.
    """
    mail: Mail | None = registry.find(registry.MAILS, taken.name)(**taken.arguments)
    if mail is None:
        return None
    with use_language(mail.language):
        return _rendered(taken, mail)


def _rendered(taken: Claim, mail: Mail) -> Letter:
    folder = f"mail/{taken.name.replace('.', '/')}"
    site = all_sites()[mail.site]
    context = {**mail.context, "site": site, "lang": mail.language}
    sender = current_app.config["MAIL_FROM"]
    letter = Letter(
        subject=one_line(render_template(f"{folder}/subject.txt", **context)),
        recipients=list(mail.to),
        sender=(site.name, sender),
        reply_to=mail.reply_to,
        body=render_template(f"{folder}/body.txt", **context).strip() + "\n",
        html=_inliner().inline(render_template(f"{folder}/body.html", **context)),
        attachments=[flask_mail.Attachment(a.filename, a.content_type, a.data) for a in mail.attachments],
        extra_headers={
            "Auto-Submitted": mail.automatic.value,
            "X-Auto-Response-Suppress": SUPPRESS,
            "Content-Language": TAGS[mail.language],
            **mail.headers,
        },
    )
    letter.msgId = f"<{taken.token}@{sender.rpartition('@')[2]}>"
    letter.envelope_from = mail.envelope_from
    letter.envelope_to = frozenset(taken.remaining or mail.to)
    return letter


@lru_cache(maxsize=1)
def _inliner() -> CSSInliner:
    return CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
