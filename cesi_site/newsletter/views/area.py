"""What the pages of the newsletter share: the blueprint, answers for one person, and the way a personal link opens."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template

from cesi_site.choices.queries import Found, find_by_key
from cesi_site.choices.tokens import read_token
from cesi_site.core.abuse import within_limit
from cesi_site.core.links import BadLink
from cesi_site.newsletter import (  # noqa: F401 - they register themselves
    bounce_commands,
    bounce_jobs,
    checking,
    import_commands,
    import_jobs,
    jobs,
    listening,
    mailing_commands,
    mailing_jobs,
    mails,
    renewal_jobs,
    uses,
)

blueprint = Blueprint("newsletter", __name__, cli_group="newsletter")
blueprint.cli.add_command(mailing_commands.send)
blueprint.cli.add_command(mailing_commands.progress)
blueprint.cli.add_command(bounce_commands.bounces)
blueprint.cli.add_command(import_commands.import_list)

MINUTES_TO_WAIT = 10
SENDING_RATE = f"10 per {MINUTES_TO_WAIT} minutes"


def may_send() -> bool:
    """Count one form of the newsletter that makes us mail somebody; False when it was one too many."""
    return within_limit("newsletter", SENDING_RATE)


def private_page(template: str, status: int = 200, **context: Any) -> Response:
    """Render a page that is about one person: no cache and no search engine keeps it."""
    if status == 429:
        context["minutes_to_wait"] = MINUTES_TO_WAIT
    response = make_response(render_template(template, **context), status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    if status == 429:
        response.headers["Retry-After"] = str(MINUTES_TO_WAIT * 60)
    return response


def open_link(token: str) -> Found | None:
    """Return whom a personal link leads to; None where the row is gone. A token that is not ours is not found (404)."""
    try:
        return find_by_key(read_token(token))
    except BadLink:
        abort(404)
