"""Error pages: designed, in the reader's language, and a reference number where we failed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask, current_app, redirect, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound, ServiceUnavailable
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from cesi_site.core.logs import request_number

log = logging.getLogger(__name__)

Answer = tuple[str, int] | Response
# Shows the page of an error inside an area with a look of its own; None leaves it to the page of the site.
AreaPage = Callable[[int], str | None]
DESIGNED = frozenset({400, 403, 404, 405, 410, 413, 429, 503})
BARE = frozenset({500, 503})  # shown when the database may be the one that fails


def show_error(error: HTTPException) -> Answer:
    """Show the page of an HTTP error; an answer that brings its own response keeps it."""
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    if error.code in BARE or error.code not in DESIGNED:
        return show_failure(error)
    pages: dict[str, AreaPage] = current_app.extensions["error_pages"]
    show = next((page for prefix, page in pages.items() if request.path.startswith(prefix)), None)
    page = show(error.code) if show else None
    return page or render_template("errors/page.html", code=error.code), error.code


def use_page_below(app: Flask, prefix: str, page: AreaPage) -> None:
    """Let `page` show the errors of every address that begins with `prefix`, those without a page included."""
    app.extensions["error_pages"][prefix] = page


def show_failure(error: HTTPException) -> Answer:
    """Show that we failed, with the number under which the log has the cause."""
    code = error.code or 500
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        log.error("request %s failed: %s %s", request_number(), request.method, request.endpoint)
    page = 503 if code == 503 else 500
    return render_template("errors/bare.html", code=page, reference=request_number()), code


def show_no_database(error: OperationalError) -> Answer:
    """Say that the site will be back: the database cannot be reached."""
    log.error("request %s: the database does not answer: %s", request_number(), error.orig)
    return show_failure(ServiceUnavailable())


def show_not_found(error: NotFound) -> Answer:
    """Lead an address with a needless slash, or without a needed one, to its page (308); else 404."""
    path = "/" + request.path.strip("/")
    adapter = current_app.create_url_adapter(request)
    for candidate in (path, path + "/"):
        if adapter and candidate != request.path and adapter.test(candidate, method="GET"):
            query = request.query_string.decode("ascii", "replace")
            return redirect(candidate + (f"?{query}" if query else ""), 308)
    return show_error(error)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.extensions["error_pages"] = {}
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(NotFound, show_not_found)
    app.register_error_handler(OperationalError, show_no_database)
    app.register_error_handler(RequestRedirect, lambda error: error.get_response())
