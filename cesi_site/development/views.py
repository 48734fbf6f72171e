"""Pages for developers: the design system, and the mailbox that keeps what the site sends."""

from __future__ import annotations

from flask import Blueprint, render_template

from cesi_site.core.languages import LANGUAGES, use_language
from cesi_site.development.showcase import showcase_context

blueprint = Blueprint("development", __name__, url_prefix="/dev")


@blueprint.get("/components", defaults={"language": LANGUAGES[0]})
@blueprint.get("/components/<any(nl, fr):language>")
def components(language: str) -> str:
    """Show every component in all its states."""
    with use_language(language):
        return render_template("development/components.html", **showcase_context())
