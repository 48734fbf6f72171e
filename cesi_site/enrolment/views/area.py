"""What the pages of enrolling share: the blueprint, and answers that no cache and no search engine keeps."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template

from cesi_site.enrolment import (  # noqa: F401 - the others register themselves
    announcing_jobs,
    commands,
    erasing,
    jobs,
    mails,
    uses,
)

blueprint = Blueprint("enrolment", __name__, cli_group="enrolment")
commands.register(blueprint)

MINUTES_TO_WAIT = 60


def private_page(template: str, status: int = 200, **context: Any) -> Response:
    """Render a page that is about one person: no cache and no search engine keeps it."""
    minutes = MINUTES_TO_WAIT if status == 429 else None
    response = make_response(render_template(template, minutes_to_wait=minutes, **context), status)
    # The Back button cannot show a form that came back with errors, and that the browser may not keep.
    response.headers["Cache-Control"] = "no-store" if status == 200 else "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    if minutes:
        response.headers["Retry-After"] = str(minutes * 60)
    return response
