"""My preferences: one switch per use of an address, by a personal link, effective at once (promise K5)."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cesi_site.choices.models import Address, Method
from cesi_site.choices.queries import Found, choices_of, find_by_key, is_restricted, objects_to_all
from cesi_site.choices.tokens import read_token
from cesi_site.choices.uses import find_switch, object_to_all, switches
from cesi_site.choices.words import DECISIONS, METHODS, USES
from cesi_site.core.languages import current_language, localized_route
from cesi_site.core.links import BadLink
from cesi_site.members.queries import informed_at
from cesi_site.privacy.forms import SwitchForm

PAGE = "preferences"
ALL = "all"


def register(blueprint: Blueprint) -> None:
    """Put the page on the blueprint of privacy."""
    localized_route(blueprint, nl="/voorkeuren/<token>", fr="/preferences/<token>", methods=["GET", "POST"])(
        preferences
    )


def preferences(token: str) -> Response:
    """Show the switches of the person whose link this is, and turn the one that was pressed."""
    found = _open(token)
    if request.method == "POST" and found is not None and not found.former:
        if not SwitchForm().validate():
            abort(400)
        changed = _turn(found.address, request.form.get("use", ""), on=request.form.get("to") == "on")
        return redirect(url_for("privacy.preferences", token=token, changed=changed), 303)
    return _show(found, token)


def _open(token: str) -> Found | None:
    try:
        return find_by_key(read_token(token))
    except BadLink:
        abort(404)


def _turn(address: Address, use: str, *, on: bool) -> str:
    language = current_language()
    if use == ALL:
        object_to_all(address, method=Method.PAGE, language=language, page=PAGE)
        return ALL
    switch = find_switch(use)
    if switch is None:
        abort(400)
    turn = switch.turn_on if on else switch.turn_off
    turn(address, method=Method.PAGE, language=language, page=PAGE)
    return switch.use.value


def _show(found: Found | None, token: str) -> Response:
    context: dict[str, object] = {"token": token, "former": found is not None and found.former, "address": None}
    if found is not None and not found.former:
        context |= _state(found.address)
    response = make_response(render_template("privacy/preferences.html", **context))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _state(address: Address) -> dict[str, object]:
    return {
        "form": SwitchForm(formdata=None),
        "address": address,
        "switches": [(switch, switch.is_on(address)) for switch in switches()],
        "changed": request.args.get("changed"),
        "objects": objects_to_all(address.email),
        "restricted": is_restricted(address.email),
        "informed": informed_at(address.email),
        "history": choices_of(address.email),
        "words": {"uses": USES, "decisions": DECISIONS, "methods": METHODS},
    }
