"""Write down the policy as visitors of the CESI site read it now, outside any visit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from markupsafe import Markup

from cesi_site.core import pdf
from cesi_site.core.languages import LANGUAGES, current_language, use_language
from cesi_site.core.sites import all_sites
from cesi_site.privacy import operations, queries
from cesi_site.privacy.models import PolicyEdition
from cesi_site.privacy.policy import printed, written
from cesi_site.privacy.versions import CURRENT
from cesi_site.register.version import fingerprint

_DRAWINGS = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


def keep_current() -> PolicyEdition:
    """Keep the policy as it stands where it changed; return the edition in force."""
    contents = {language: _as_read(language) for language in LANGUAGES}
    words = [Markup(contents[language]).striptags() for language in LANGUAGES]  # noqa: S704 - made by templates
    return operations.keep_edition(CURRENT, fingerprint=fingerprint(words), contents=contents)


def draw(edition_id: int) -> None:
    """Draw the edition in force as PDF, so that nobody waits for it; an older one is left as it is."""
    edition = queries.newest_edition()
    if edition is None or edition.id != edition_id:
        return
    drawings = {}
    for language in LANGUAGES:
        with _visit(language):
            drawings[language] = pdf.draw(printed())
    operations.keep_drawings(edition_id, drawings)


def drawn_before(content: str) -> bytes | None:
    """Return the PDF of this very text in the language in use; None where it is not the edition in force."""
    edition, language = queries.newest_edition(), current_language()
    if edition is None or edition.content(language) != without_icons(content):
        return None
    return edition.pdf(language)


def without_icons(content: str) -> str:
    """Return a text as it is kept: the file of its icons goes with the next edition of the site."""
    return _DRAWINGS.sub("", content)


def _as_read(language: str) -> str:
    with _visit(language):
        return without_icons(written())


@contextmanager
def _visit(language: str) -> Iterator[None]:
    base_url = all_sites()["cesi"].base_url
    with current_app.test_request_context("/", base_url=base_url), use_language(language):
        yield
