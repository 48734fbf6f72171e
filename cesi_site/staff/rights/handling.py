"""One request: its facts, its last day, its history, and the steps that lead to a decision."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.choices.queries import is_restricted
from cesi_site.core.clock import today
from cesi_site.core.languages import _
from cesi_site.privacy import operations, queries
from cesi_site.privacy.decisions import OUTCOMES, suggestion
from cesi_site.privacy.errors import RightsError
from cesi_site.privacy.models import Channel, Identity, Right, RightsRequest, RightsState
from cesi_site.privacy.operations import Asked
from cesi_site.privacy.terms import alarm_days, extended_due_on
from cesi_site.staff.area import blueprint, complain, given, require_token, tell
from cesi_site.staff.rights.forms import DecisionForm, IdentityForm, NewRequestForm, WordsForm
from cesi_site.staff.rights.listing import for_officers
from cesi_site.staff.words import suspicion_in_words

Answer = str | tuple[str, int] | Response

WORDS: dict[str, Callable[..., object]] = {
    "ask": lambda asked, words: operations.ask_identity(asked.id, words=words, by=me()),
    "extend": lambda asked, words: operations.extend(asked.id, reason=words, by=me()),
    "note": lambda asked, words: operations.add_note(asked.id, words=words, by=me()),
}
ACTS: dict[str, Callable[[RightsRequest], object]] = {
    "take": lambda asked: operations.take(asked.id, by=me()),
    "withdraw": lambda asked: operations.withdraw_request(asked.id, by=me()),
    "restrict": lambda asked: operations.restrict_for(asked.id, restricted=True, by=me()),
    "resume": lambda asked: operations.restrict_for(asked.id, restricted=False, by=me()),
}


with_request = given(queries.find_request, for_officers)


@blueprint.get("/rights/<int:number>", endpoint="right")
@with_request
def show(asked: RightsRequest) -> str:
    """A request."""
    return _page(asked)


@blueprint.post(
    "/rights/<int:number>/<any({}):right_act>".format(", ".join(f'"{act}"' for act in ACTS)), endpoint="right_act"
)
@with_request
def act(asked: RightsRequest, right_act: str) -> Answer:
    """Do a step that needs no words."""
    require_token()
    return done(asked, lambda: ACTS[right_act](asked))


@blueprint.post(
    "/rights/<int:number>/<any({}):right_words>".format(", ".join(f'"{act}"' for act in WORDS)), endpoint="right_words"
)
@with_request
def say(asked: RightsRequest, right_words: str) -> Answer:
    """Do a step that needs words."""
    form = WordsForm(prefix=right_words)
    if not form.validate_on_submit():
        return _page(asked, **{right_words: form}), 422
    return done(asked, lambda: WORDS[right_words](asked, form.words.data))


@blueprint.post("/rights/<int:number>/identity", endpoint="right_identity")
@with_request
def identity(asked: RightsRequest) -> Answer:
    """Note how the person showed who they are."""
    form = IdentityForm(prefix="identity").offer()
    if not form.validate_on_submit():
        return _page(asked, identity=form), 422
    shown = Identity(form.identity.data)
    return done(asked, lambda: operations.show_identity(asked.id, identity=shown, by=me()))


@blueprint.route("/rights/<int:number>/decide", methods=["GET", "POST"], endpoint="right_decide")
@with_request
def decide(asked: RightsRequest) -> Answer:
    """Decide; `?outcome=` fills in words to begin with."""
    chosen = request.args.get("outcome", "")
    outcome = RightsState(chosen) if chosen in set(OUTCOMES) else RightsState.GRANTED
    form = DecisionForm(outcome=outcome.value, words=suggestion(asked.right, outcome, asked.language)).offer()
    if form.validate_on_submit():
        decided = RightsState(form.outcome.data)
        return done(asked, lambda: operations.decide(asked.id, outcome=decided, words=form.words.data, by=me()))
    page = render_template("staff/rights/decide.html", asked=asked, form=form, outcomes=OUTCOMES, chosen=outcome)
    return (page, 422) if form.errors else page


@blueprint.route("/rights/new", methods=["GET", "POST"], endpoint="right_new")
@for_officers
def add() -> Answer:
    """Note a request that came by letter, telephone or mail."""
    form = NewRequestForm().offer()
    if form.validate_on_submit():
        asked = Asked(
            right=Right(form.right.data),
            channel=Channel(form.channel.data),
            language=form.language.data,
            name=form.name.value,
            email=form.email.value,
            postal_address=form.postal_address.value,
            message=form.message.value,
        )
        received = operations.receive_request(asked, submission=f"desk {secrets.token_hex(12)}", by=me())
        tell(_("The request is noted. Its last day is %(day)s.", day=received.due_on.strftime("%d/%m/%Y")))
        return redirect(url_for("staff.right", number=received.id), 303)
    page = render_template("staff/rights/new.html", form=form)
    return (page, 422) if form.errors else page


def _page(asked: RightsRequest, **forms: Any) -> str:
    fixed = {name: WordsForm(formdata=None, prefix=name) for name in WORDS}
    fixed["identity"] = IdentityForm(formdata=None, prefix="identity").offer()
    return render_template(
        "staff/rights/request.html",
        asked=asked,
        forms=fixed | forms,
        names=names_of([event.actor_id for event in asked.events] + [asked.owner_id]),
        suspicions=[suspicion_in_words(word) for word in asked.suspicions],
        restricted=bool(asked.email and is_restricted(asked.email)),
        alarms=alarm_days(asked),
        could_extend_to=extended_due_on(asked.received_at),
        today=today(),
    )


def done(asked: RightsRequest, act: Callable[[], object]) -> Response:
    """Do it, say how it went, and go back to the request."""
    number = asked.id
    try:
        act()
        tell(_("Done, and logged."))
    except RightsError as error:
        complain(str(error))
    return redirect(url_for("staff.right", number=number), 303)
