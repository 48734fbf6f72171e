"""The question about optional cookies, as it stands in the line at the end of a page and in the proof of the answer."""

from __future__ import annotations

from collections.abc import Sequence

from cesi_site.core.languages import _
from cesi_site.register import Purpose


def question(purposes: Sequence[Purpose]) -> str:
    """Return the question in the language in use: what for, in the words of the purposes."""
    names = [str(purpose.name) for purpose in purposes]
    named = "".join(names)
    if len(names) > 1:
        named = _("%(most)s and %(last)s", most=", ".join(names[:-1]), last=names[-1])
    asked: str = _(
        "May we use optional cookies? Purpose: %(purposes)s. You may say no: everything goes on working.",
        purposes=named,
    )
    return asked
