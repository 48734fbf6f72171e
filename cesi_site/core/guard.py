"""Cross-site request protection that needs no cookie on public pages.

A browser says where a form was sent from: `Sec-Fetch-Site`, else `Origin`. Only our own origin may write.
A client that sends neither (a text browser) has nothing to be ridden on unless it carries a sign-in
cookie; then it must show the token of its session (OWASP, cross-site request forgery prevention).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask_wtf.csrf import CSRFProtect

from cesi_site.core.web_addresses import parts_of

View = TypeVar("View", bound=Callable[..., Any])

csrf = CSRFProtect()
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def open_to_any_origin(view: View) -> View:
    """Mark a view that other programs post to by design, such as one-click unsubscribe (RFC 8058)."""
    view.open_to_any_origin = True  # type: ignore[attr-defined]
    return view


def has_session_cookie() -> bool:
    """Tell whether this request carries the cookie of a signed-in session."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def _sent_from_own_pages() -> bool | None:
    """Tell whether our own pages sent this request; None where the client does not say."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None or origin == "null":
        return None
    parts = parts_of(origin)
    return parts is not None and parts.netloc == request.host


def refuse_foreign_writes() -> None:
    """Stop a write that another site sent (403), or that rides on a session without its token (400)."""
    if request.method in SAFE_METHODS or request.endpoint is None:
        return
    if getattr(current_app.view_functions[request.endpoint], "open_to_any_origin", False):
        return
    own = _sent_from_own_pages()
    if own is False:
        abort(403)
    if own is None and has_session_cookie():
        if request.referrer and parts_of(request.referrer) is None:
            abort(400)  # the check below reads it under TLS, and would fall over it
        csrf.protect()


def init_app(app: Flask) -> None:
    """Put the guard before every request; forms check their own token where a session exists."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.before_request(refuse_foreign_writes)
