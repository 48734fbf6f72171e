"""Measuring, put together: notes from the layers, cookies for who allowed it, and the writing behind the requests."""

from __future__ import annotations

from typing import Any

import flask_security
from flask import Flask, Response, current_app, request
from werkzeug.routing import Rule

from cesi_site.accounts.here import unproxied
from cesi_site.choices.models import Use
from cesi_site.choices.signals import cookies_decided, use_refused
from cesi_site.core import consent
from cesi_site.core.page_cache import is_kept_page
from cesi_site.core.sites import current_site
from cesi_site.visits import jobs, operations  # noqa: F401 - the job registers itself
from cesi_site.visits.models import Subject
from cesi_site.visits.purposes import COOKIE_OF, INTERESTS, INTERESTS_COOKIE
from cesi_site.visits.reading import Surroundings, number_in, read_notes
from cesi_site.visits.recorder import Recorder

# Pages whose last segment is the word of a subject.
SUBJECTS = {"enrolment.training": Subject.TRAINING, "public.service": Subject.SERVICE}
OFF, COUNTS, VISITS = "off", "counts", "visits"


def init_app(app: Flask) -> None:
    """Measure what the settings allow."""
    cookies_decided.connect(_forget)
    use_refused.connect(_forget_interests)
    if app.config["VISITS"] == OFF:
        return
    recorder = app.extensions["visits"] = Recorder(app.config["TRUSTED_PROXIES"])
    app.after_request(_note_page)
    app.after_request(_give_cookies)
    flask_security.signals.user_authenticated.connect(_tie, app)
    app.extensions["behind"].add(lambda: _write(app, recorder))


def recorder_of(app: Flask) -> Recorder | None:
    """Return what takes notes, or None where nothing is measured."""
    recorder: Recorder | None = app.extensions.get("visits")
    return recorder


def _note_page(response: Response) -> Response:
    """Note a page that was made for this request; those answered from memory are noted there."""
    if response.status_code == 200 and response.mimetype == "text/html" and request.method == "GET":
        rule = request.url_rule
        if isinstance(rule, Rule) and current_app.url_map.is_endpoint_expecting(rule.endpoint, "lang"):
            current_app.extensions["visits"].seen(request.environ, _page(rule))
    return response


def _page(rule: Rule) -> str:
    """Return what a page is called: its path, or where it holds more than a public word, the pattern of its path."""
    told = set(request.view_args or {}) <= {"slug"} or is_kept_page()
    return request.path if told else rule.rule


def _give_cookies(response: Response) -> Response:
    """Give a browser that just said yes its numbers; those of a no are expired by the gate."""
    granted = consent.decision() or frozenset()
    days = consent.lifetime_days(current_app.config["CONSENT_MONTHS"])
    for purpose, name in COOKIE_OF.items():
        if purpose in granted:
            response.set_cookie(
                name,
                number_in(request.cookies, name) or consent.new_number(),
                max_age=days * 24 * 3600,
                domain=current_site().cookie_domain,
                secure=request.is_secure,
                httponly=True,
                samesite="Lax",
            )
    return response


def _forget(sender: object, *, granted: frozenset[str], cookies: Any) -> None:
    recorder = recorder_of(current_app)
    numbers = operations.forget(granted, cookies)
    if recorder and numbers:
        recorder.forget(numbers)


def _forget_interests(sender: object, *, email: str, use: Use) -> None:
    if use is Use.ANALYSIS:
        operations.forget_interests(email)


def _tie(sender: Flask, *, user: Any, **_: Any) -> None:
    """Note whose interests a browser shows, once somebody signs in with it who allowed that."""
    number = number_in(request.cookies, INTERESTS_COOKIE)
    if number and INTERESTS in consent.current_consent().granted:
        operations.tie(number, unproxied(user))


def _write(app: Flask, recorder: Recorder) -> None:
    anonymous, known = recorder.take()
    if anonymous or known:
        batch = read_notes(anonymous, known, _surroundings(app))
        if batch:
            operations.write(batch)


def _surroundings(app: Flask) -> Surroundings:
    around: Surroundings | None = app.extensions.get("visits_around")
    if around is None:
        around = app.extensions["visits_around"] = Surroundings(
            sites=app.extensions["sites"],
            reader=app.extensions["consent"],
            country_file=app.config["COUNTRY_FILE"],
            region_file=app.config["REGION_FILE"],
            subjects=_subjects(app),
        )
    return around


def _subjects(app: Flask) -> dict[tuple[str, str], Subject]:
    """Return what pages are about, by the first two segments of their address, from the routes."""
    rules = ((rule.rule.split("/"), rule.endpoint) for rule in app.url_map.iter_rules() if rule.endpoint in SUBJECTS)
    return {(parts[1], parts[2]): SUBJECTS[endpoint] for parts, endpoint in rules if len(parts) == 4}
