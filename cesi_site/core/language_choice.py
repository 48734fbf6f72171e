"""The language cookie (promise F3): written only when a visitor goes from one language to the other."""

from __future__ import annotations

from flask import Flask, Response, g, request

from cesi_site.core.languages import COOKIE, COOKIE_DAYS, switched_language
from cesi_site.core.sites import current_site

FORM_WITH_ERRORS = 422


def init_app(app: Flask) -> None:
    """Remember a choice of language for a year, on all sites of the same domain."""

    @app.after_request
    def remember_choice(response: Response) -> Response:
        if g.get("form_changed_language") and response.status_code == FORM_WITH_ERRORS:
            response.status_code = 200  # nothing was wrong with it: it was not looked at
        referrer = request.referrer
        chosen = switched_language(request.path, request.host, referrer) if referrer else None
        if chosen and response.status_code == 200 and request.cookies.get(COOKIE) != chosen:
            response.set_cookie(
                COOKIE,
                chosen,
                max_age=COOKIE_DAYS * 24 * 3600,
                domain=current_site().cookie_domain,
                secure=request.is_secure,
                httponly=True,
                samesite="Lax",
            )
        return response
