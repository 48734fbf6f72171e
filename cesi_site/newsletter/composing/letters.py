"""The letter that readers get: what staff wrote, why it was sent, and the switch that stops it, in both forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import render_template

from cesi_site.core.languages import Text, use_language
from cesi_site.core.sites import all_sites, external_url
from cesi_site.core.templating import endpoint_exists
from cesi_site.newsletter.composing.reading import read
from cesi_site.newsletter.models import Kind, MailingText
from cesi_site.outbox.composing import inliner
from cesi_site.outbox.mail import one_line

MANY_BLANKS = re.compile(r"\n{3,}")
NAME = Text("Preventie- en HR-nieuws", "Actualités prévention et RH")
STATUTORY_NAME = Text("Informatie voor onze leden", "Informations pour nos membres")

# Gives what stands in the place of a gap: a mark while a letter is made for many, or one reader's own words.
Gap = Callable[[str], str]
TOKEN, WHY = "token", "why"


@dataclass(frozen=True)
class Written:
    """A letter in one language, as far as it is the same for all."""

    subject: str
    text: str
    html: str


def name_of(kind: Kind) -> Text:
    """Return the name under which mailings of a kind are sent."""
    return NAME if kind is Kind.NEWSLETTER else STATUTORY_NAME


def write(text: MailingText, kind: Kind, gap: Gap) -> Written:
    """Write the letter of one language; `gap` gives what differs from reader to reader: `TOKEN` and `WHY`."""
    with use_language(text.language):
        context: dict[str, Any] = {
            "site": all_sites()["cesi"],
            "subject": one_line(text.subject),
            "summary": one_line(text.summary),
            "name": name_of(kind),
            "parts": read(text.body, text.language).parts,
            "why": gap(WHY),
            "legal_reason": text.legal_reason,
            "switches": _switches(text, kind, gap),
        }
        html = render_template(f"newsletter/letter/{kind}.html", **context)
        return Written(
            subject=context["subject"],
            text=MANY_BLANKS.sub("\n\n", render_template(f"newsletter/letter/{kind}.txt", **context)).strip() + "\n",
            html=inliner().inline(html),
        )


def _switches(text: MailingText, kind: Kind, gap: Gap) -> dict[str, str]:
    """Return the addresses of the pages on which a reader stops it, changes it or asks about it."""
    pages: dict[str, tuple[str, dict[str, str]]]
    if kind is Kind.STATUTORY:
        pages = {"contact": ("contact.form", {}), "colleagues": ("mycesi.colleagues", {})}
    else:
        pages = {
            "unsubscribe": ("newsletter.unsubscribe", {"token": gap(TOKEN)}),
            "preferences": ("privacy.preferences", {"token": gap(TOKEN)}),
            "online": ("newsletter.issue", {"slug": text.slug}) if text.slug else ("newsletter.archive", {}),
        }
    sites = {"colleagues": "mycesi"}
    return {
        key: external_url(endpoint, site=sites.get(key, "cesi"), **values)
        for key, (endpoint, values) in pages.items()
        if endpoint_exists(endpoint)
    }
