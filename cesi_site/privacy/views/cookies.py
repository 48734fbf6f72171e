"""The cookies: every one in a table, and the choice about those that are not strictly necessary."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.core import consent
from cesi_site.core.abuse import within_limit
from cesi_site.core.consent import consent_reader, current_consent
from cesi_site.core.languages import current_language, localized_route
from cesi_site.core.sites import all_sites, current_site
from cesi_site.core.web_addresses import parts_of
from cesi_site.privacy import operations, queries, tables
from cesi_site.privacy.forms import ALL, EVERYTHING, NONE, YES, cookie_form
from cesi_site.privacy.questions import question
from cesi_site.privacy.views.area import blueprint, private
from cesi_site.register import current_register

CHOOSING_RATE = "30 per 1 hour"


@localized_route(blueprint, nl="/cookies", fr="/cookies", methods=["GET", "POST"])
def cookies() -> AnyResponse:
    """Every cookie that these sites set, and the choice about the optional ones."""
    if request.method == "POST":
        return _choose()
    return _show(cookie_form(current_register().purposes, _granted_before()))


def _choose() -> AnyResponse:
    purposes = current_register().purposes
    form = cookie_form(purposes)
    keys = [purpose.key for purpose in purposes]
    at_once = {ALL: keys, NONE: []}.get(request.form.get(EVERYTHING, ""))
    if at_once is None and not form.validate():
        return _show(form, 422)
    if not purposes:
        return redirect(url_for("privacy.cookies"), 303)
    wanted = [key for key in keys if form[key].data == YES] if at_once is None else at_once
    granted = [] if current_consent().gpc else wanted
    with_proof = within_limit("cookies", CHOOSING_RATE)
    if not with_proof and set(granted) - current_consent().granted:
        abort(429)  # a no is never refused
    back = _page_before() if at_once is not None else url_for("privacy.cookies", _anchor="choice")
    return _keep(granted, redirect(back, 303), with_proof=with_proof)


def _keep(granted: Collection[str], answer: AnyResponse, *, with_proof: bool) -> AnyResponse:
    """Keep the choice: as a row with its proof, and in the browser."""
    number = current_consent().number or consent.new_number()
    if with_proof:
        _prove(granted, number)
    else:
        operations.let_go(granted=granted, cookies=request.cookies.to_dict())
    consent.note_decision(granted)
    answer.set_cookie(
        consent.COOKIE,
        consent_reader().write(granted, number),
        max_age=consent.lifetime_days(current_app.config["CONSENT_MONTHS"]) * 24 * 3600,
        domain=current_site().cookie_domain,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _prove(granted: Collection[str], number: str) -> None:
    reader = consent_reader()
    operations.choose_cookies(
        number=number,
        granted=granted,
        asked=reader.purposes,
        version=reader.version,
        text=question(current_register().purposes),
        language=current_language(),
        site=current_site().key,
        cookies=request.cookies.to_dict(),
    )


def _granted_before() -> Collection[str] | None:
    given = current_consent()
    return given.granted if given.chosen else None


def _page_before() -> str:
    """Return the page of ours on which the question stood, else the page of cookies."""
    before = parts_of(request.referrer or "")
    if before is None or before.netloc != request.host or not before.path:
        return url_for("privacy.cookies", _anchor="choice")
    return "/" + before.path.lstrip("/") + (f"?{before.query}" if before.query else "")


def _show(form: Any, status: int = 200) -> AnyResponse:
    register, given = current_register(), current_consent()
    page = render_template(
        "privacy/cookies.html",
        register=register,
        tables=tables,
        sites=all_sites(),
        form=form,
        given=given,
        choices=queries.choices_of(given.number) if given.number else [],
        purposes={purpose.key: purpose for purpose in register.purposes},
        months=current_app.config["CONSENT_MONTHS"],
    )
    return private(page, status) if given.number or status != 200 else current_app.make_response(page)


@blueprint.app_template_global()
def cookie_question() -> str:
    """Return the question of the line at the end of a page, in the language in use."""
    return question(current_register().purposes)
