"""One request: what was asked, its history, and the steps to an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.core.identifiers import show_enterprise_number, show_phone
from cesi_site.core.languages import NAMES, Text
from cesi_site.enrolment import operations
from cesi_site.enrolment.errors import CatalogueError
from cesi_site.enrolment.models import ServiceRequest
from cesi_site.enrolment.queries.requests import find_request
from cesi_site.enrolment.request_words import WITH_WORDS, RequestAct
from cesi_site.enrolment.words import TEACHING
from cesi_site.members.queries import organisation
from cesi_site.staff.area import MEMBERS, blueprint, complain, given, require_token, tell
from cesi_site.staff.requests.forms import WordsForm
from cesi_site.staff.requests.listing import for_desk
from cesi_site.staff.words import suspicion_in_words

Answer = str | tuple[str, int] | Response

BUTTONS: dict[RequestAct, Text] = {
    RequestAct.RELEASED: Text("Doorlaten", "Laisser passer"),
    RequestAct.TAKEN: Text("Op mij nemen", "Prendre en charge"),
    RequestAct.ELSEWHERE: Text("Ik heb geantwoord", "J’ai répondu"),
    RequestAct.CLOSED: Text("Afsluiten", "Clôturer"),
    RequestAct.REOPENED: Text("Heropenen", "Rouvrir"),
    RequestAct.REJECTED: Text("Verwerpen als misbruik", "Rejeter comme abus"),
}

with_request = given(find_request, for_desk)


@blueprint.get("/requests/<int:number>", endpoint="request")
@with_request
def show(asked: ServiceRequest) -> str:
    """A request."""
    return _page(asked)


@blueprint.post(f"/requests/<int:number>/<any({', '.join(BUTTONS)}):request_act>", endpoint="request_act")
@with_request
def act(asked: ServiceRequest, request_act: str) -> Response:
    """Do what a button says."""
    require_token()
    return _done(asked, RequestAct(request_act))


@blueprint.post(
    f"/requests/<int:number>/<any({', '.join(sorted(WITH_WORDS))}):request_words>", endpoint="request_words"
)
@with_request
def say(asked: ServiceRequest, request_words: str) -> Answer:
    """Answer who asked, or leave a note for colleagues."""
    form = WordsForm(prefix=request_words)
    if not form.validate_on_submit():
        return _page(asked, **{request_words: form}), 422
    return _done(asked, RequestAct(request_words), form.words.data)


def _done(asked: ServiceRequest, act: RequestAct, words: str | None = None) -> Response:
    number = asked.id
    try:
        operations.step_request(number, act, by=me(), words=words)
        tell(f"{act.label}.")
    except CatalogueError as error:
        complain(str(error))
    return redirect(url_for("staff.request", number=number), 303)


def _page(asked: ServiceRequest, **forms: Any) -> str:
    possible = operations.possible_acts(asked)
    member = organisation(asked.organisation_id) if asked.organisation_id else None
    return render_template(
        "staff/requests/request.html",
        asked=asked,
        facts=_facts(asked),
        buttons=[(act, BUTTONS[act]) for act in BUTTONS if act in possible],
        may_answer=RequestAct.ANSWERED in possible,
        forms={act.value: WordsForm(formdata=None, prefix=act.value) for act in WITH_WORDS} | forms,
        names=names_of([event.actor_id for event in asked.events] + [asked.owner_id]),
        suspicions=[suspicion_in_words(word) for word in asked.suspicions],
        member=member,
        may_open_member=bool(me().staff_roles & MEMBERS),
    )


SHOWN: dict[str, Callable[[Any], object]] = {
    "phone": show_phone,
    "enterprise_number": show_enterprise_number,
    "teaching_language": lambda key: TEACHING[key],
    "language": lambda key: NAMES[key],
}


def _facts(asked: ServiceRequest) -> dict[str, object]:
    """Return the facts that are shown in another form than they are stored; empty where nothing was typed."""
    return {name: show(value) if (value := getattr(asked, name)) else None for name, show in SHOWN.items()}
