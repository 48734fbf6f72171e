"""A pytest plugin that gives the site a feature whose author forgot to declare something (`FORGOTTEN` says what).

Used by `tests/promises/test_throwaway_feature.py`, which runs tests of this suite with it and expects them to fail.
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, Response, request
from sqlalchemy import Column, Integer, String, Table

import cesi_site.app
from cesi_site.core.database import db

FORGOTTEN = "FORGOTTEN"
PAGE = "/nl/feest"
FORM = """<!doctype html><html lang="nl-BE"><head><title>Feest</title></head><body><main><h1>Feest</h1>
<form method="post"><label>Naam <input name="name" autocomplete="name"></label><button>Ik kom</button></form>
</main></body></html>"""

_create_app = cesi_site.app.create_app


def column() -> None:
    """A column with personal data."""
    Table("party_guest", db.metadata, Column("id", Integer, primary_key=True), Column("shoe_size", String(9)))


def cookie(app: Flask) -> None:
    """A cookie."""

    @app.after_request
    def leave_confetti(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.set_cookie("confetti", "1")
        return response


def form(app: Flask) -> None:
    """A page with a form, to which the home page leads."""
    app.add_url_rule(PAGE, "party", lambda: FORM)

    @app.after_request
    def lead_there(response: Response) -> Response:
        if request.path == "/nl/" and response.mimetype == "text/html":
            response.set_data(response.get_data(as_text=True).replace("</main>", f'<a href="{PAGE}">Feest</a></main>'))
        return response


def create_app(**settings: Any) -> Flask:
    """Make the application with the feature in it."""
    app = _create_app(**settings)
    if os.environ[FORGOTTEN] == "cookie":
        cookie(app)
    elif os.environ[FORGOTTEN] == "form":
        form(app)
    return app


if FORGOTTEN in os.environ:
    if os.environ[FORGOTTEN] == "column":
        column()
    cesi_site.app.create_app = create_app
