"""What the pages of privacy share: their blueprint, the link that opens a person's data, and answers nobody keeps."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts import guards
from cesi_site.accounts import operations as accounts
from cesi_site.core import links
from cesi_site.privacy import checks, commands, jobs, mails, preferences, queries  # noqa: F401 - some register themselves
from cesi_site.privacy.mails import LINK_LIFE, LINK_PURPOSE
from cesi_site.privacy.models import DataLink
from cesi_site.privacy.tokens import row_of

View = TypeVar("View", bound=Callable[..., Any])

RECEIVED_PURPOSE = "rights received"

blueprint = Blueprint("privacy", __name__, cli_group=None)
blueprint.cli.add_command(commands.privacy)
preferences.register(blueprint)


@blueprint.before_request
def guard() -> ResponseReturnValue | None:
    """Guard the pages that are for who is signed in."""
    return guards.enforce_where_declared()


def private(page: str | AnyResponse, status: int = 200) -> Response:
    """Keep a page out of caches and of search engines."""
    response: Response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def with_link(view: View) -> Callable[..., AnyResponse]:
    """Give the view the link behind its token; who comes too late, or with no link of ours, is told how to go on."""

    @wraps(view)
    def opening(token: str) -> AnyResponse:
        link = _opened(token)
        if link is None:
            return private(render_template("privacy/my_data/gone.html"), 410)
        answer: AnyResponse = view(link, token)
        return answer

    return opening


def _opened(token: str) -> DataLink | None:
    """Return the link of a token. One that was made from a session opens nothing once that session has ended."""
    try:
        link, session = row_of(DataLink, LINK_PURPOSE, token, LINK_LIFE)
    except links.BadLink:
        return None
    if link.account_id is None:
        return link
    match session:
        case [int() as sign_in_id] if accounts.still_runs(sign_in_id=sign_in_id, account_id=link.account_id):
            return link
    return None


def may_change(link: DataLink) -> bool:
    """Whether this link may change rows: who can sign in does so first, so that a mailbox is not enough."""
    return link.account_id is not None or not queries.has_open_account(link.email)
