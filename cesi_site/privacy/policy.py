"""The policy as people read it: its text, made from the prose and the register, and the same on paper."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import lru_cache

from flask import render_template
from markupsafe import Markup

from cesi_site.core import pdf
from cesi_site.core.companies import PRIVACY_ADDRESS
from cesi_site.core.languages import LANGUAGES, current_language, use_language
from cesi_site.core.sites import all_sites
from cesi_site.privacy import tables
from cesi_site.privacy.reading_ease import FORMULAS, reading_ease, sentences_of
from cesi_site.privacy.versions import CURRENT
from cesi_site.register import Register, current_register

_drawing = threading.Lock()
_SECTION = re.compile(r"(?=<h2\b)")


def promised(register: Register) -> frozenset[str]:
    """Return the numbers of the promises that running activities keep: prose speaks of no other ones."""
    return frozenset(number for activity in register.activities if activity.running for number in activity.promises)


def written() -> Markup:
    """Return the text of the policy in the language in use: the short answers first, then the details."""
    register = current_register()
    return Markup(  # noqa: S704 - made by a template
        render_template(
            f"privacy/policy/{current_language()}.html",
            register=register,
            keys=frozenset(activity.key for activity in register.activities),
            promised=promised(register),
            processors=register.processors,
            tables=tables,
            sites=all_sites(),
            privacy_address=PRIVACY_ADDRESS,
        )
    )


@dataclass(frozen=True)
class Ease:
    """How easily the policy reads in a language, by a formula, from 0 to 100: all of it, and its hardest section."""

    language: str
    formula: str
    whole: int
    hardest: int


def eases() -> tuple[Ease, ...]:
    """Return how easily the policy reads in each language; it is measured once for each register."""
    return _eases(current_register().fingerprint)


@lru_cache(maxsize=4)
def _eases(_fingerprint: str) -> tuple[Ease, ...]:
    return tuple(_ease(language) for language in LANGUAGES)


def _ease(language: str) -> Ease:
    with use_language(language):
        content = str(written())
    sections = [reading_ease(section, language) for section in sections_of(content)]
    return Ease(language, FORMULAS[language], round(reading_ease(content, language)), round(min(sections)))


def sections_of(content: str) -> list[str]:
    """Return the sections of the policy that hold a sentence, each from its heading on."""
    return [section for section in _SECTION.split(content) if section.startswith("<h2") and sentences_of(section)]


def printed(content: Markup | None = None) -> str:
    """Return the policy (or `content`, where it was `written` already) as a page to draw as PDF."""
    return render_template("privacy/policy_pdf.html", content=content or written(), version=CURRENT)


def drawn(page: str) -> bytes | None:
    """Return `printed` as PDF, drawn once; None where the system lacks the libraries that draw it."""
    with _drawing:
        return _drawn(page)


@lru_cache(maxsize=4)
def _drawn(page: str) -> bytes | None:
    return pdf.draw(page)
