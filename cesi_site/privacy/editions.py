"""Write down the policy as visitors of the CESI site read it now, outside any visit."""

from __future__ import annotations

import re

from flask import current_app
from markupsafe import Markup

from cesi_site.core.languages import LANGUAGES, use_language
from cesi_site.core.sites import all_sites
from cesi_site.privacy import operations
from cesi_site.privacy.models import PolicyEdition
from cesi_site.privacy.policy import written
from cesi_site.privacy.versions import CURRENT
from cesi_site.register.version import fingerprint

_DRAWINGS = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


def keep_current() -> PolicyEdition:
    """Keep the policy as it stands where it changed; return the edition in force."""
    contents = {language: _as_read(language) for language in LANGUAGES}
    words = [Markup(contents[language]).striptags() for language in LANGUAGES]  # noqa: S704 - made by templates
    return operations.keep_edition(CURRENT, fingerprint=fingerprint(words), contents=contents)


def _as_read(language: str) -> str:
    """Return the text as HTML, without its icons: their file goes with the next edition of the site."""
    with (
        current_app.test_request_context("/", base_url=all_sites()["cesi"].base_url),
        use_language(language),
    ):
        return _DRAWINGS.sub("", str(written()))
