"""The templates of a mailing: one letter per language with all its headers, made once."""

from __future__ import annotations

from email.headerregistry import Address

from flask import current_app

from cesi_site.core.languages import LANGUAGES, TAGS
from cesi_site.core.sites import external_url
from cesi_site.core.templating import endpoint_exists
from cesi_site.newsletter import verp
from cesi_site.newsletter.composing.letters import TOKEN, name_of, write
from cesi_site.newsletter.models import Kind, Mailing, MailingText
from cesi_site.newsletter.sending.letter import Gaps, Letter, Template
from cesi_site.outbox.composing import SUPPRESS
from cesi_site.outbox.mail import on_the_wire

Headers = list[tuple[str, str]]


def make_templates(mailing: Mailing) -> dict[str, Template]:
    """Make the letter of each language."""
    return {language: Template(letter_of(mailing, mailing.text(language))) for language in LANGUAGES}


def letter_of(mailing: Mailing, text: MailingText, *, subject: str = "%s") -> Letter:
    """Write a letter with its gaps; `subject` frames its subject."""
    gaps = Gaps.new()
    written = write(text, mailing.kind, gaps)
    fixed, with_gaps = headers_of(mailing.kind, text.language, gaps)
    headers = [("Subject", subject % written.subject), *fixed]
    return Letter(headers, with_gaps, written.text, written.html, gaps)


def headers_of(kind: Kind, language: str, gaps: Gaps) -> tuple[Headers, Headers]:
    """Return the headers that are the same for all, and those with gaps."""
    config = current_app.config
    sender = on_the_wire(config["NEWSLETTER_FROM"] or config["MAIL_FROM"])
    fixed = [("From", str(Address("CESI", addr_spec=sender)))]
    if config["NEWSLETTER_REPLY_TO"]:
        fixed.append(("Reply-To", on_the_wire(config["NEWSLETTER_REPLY_TO"])))
    fixed += [
        ("Content-Language", TAGS[language]),
        ("List-Id", f"{name_of(kind).in_language(language)} <{kind}-{language}.{sender.rpartition('@')[2]}>"),
        ("X-Auto-Response-Suppress", SUPPRESS),
    ]
    with_gaps = [
        ("To", gaps("to")),
        ("Date", gaps("date")),
        ("Message-ID", verp.message_id_for_token(gaps("mail"))),
    ]
    if kind is Kind.NEWSLETTER:
        fixed += _list_headers(language)
        with_gaps += _unsubscribe_headers(language, gaps)
    return fixed, with_gaps


def _list_headers(language: str) -> Headers:
    """Say where the archive is, and where who lost the link gets it (RFC 2369)."""
    pages = {"List-Archive": "newsletter.archive", "List-Help": "newsletter.find"}
    there = {name: endpoint for name, endpoint in pages.items() if endpoint_exists(endpoint)}
    return [(name, f"<{external_url(endpoint, language=language)}>") for name, endpoint in there.items()]


def _unsubscribe_headers(language: str, gaps: Gaps) -> Headers:
    """Let the reader's mail program unsubscribe with one click (RFC 8058), or by mail."""
    url = external_url("newsletter.unsubscribe", language=language, token=gaps(TOKEN))
    mailto = f"mailto:{verp.unsubscribe_address(gaps(TOKEN))}"
    return [
        ("List-Unsubscribe", f"<{url}>,\r\n <{mailto}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]
