"""One breach: what is known, the 72 hours, the two decisions with their reasons, and the log of each step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.core.clock import now
from cesi_site.core.languages import _
from cesi_site.privacy import operations, queries
from cesi_site.privacy.breach_texts import AUTHORITY, PERSONS
from cesi_site.privacy.errors import RightsError
from cesi_site.privacy.models import Breach
from cesi_site.staff.area import blueprint, complain, tell
from cesi_site.staff.breaches.forms import NO, YES, BreachForm, DecisionForm, ToldForm, WordsForm, moment, typed
from cesi_site.staff.breaches.listing import answer, for_officers
from cesi_site.staff.forms import EmptyForm

Answer = str | tuple[str, int] | Response
DECISIONS = {"authority": operations.decide_on_authority, "persons": operations.decide_on_persons}
TOLD = {"authority": operations.note_authority_told, "persons": operations.note_persons_told}
ACTS = {"close": operations.close_breach, "reopen": operations.reopen_breach}


def with_breach(view: Callable[..., Any]) -> Callable[..., Any]:
    """Give the view the breach behind its number (404 where there is none)."""

    @wraps(view)
    def loading(number: int, **rest: Any) -> Any:
        breach = queries.find_breach(number)
        if breach is None:
            abort(404)
        return view(breach, **rest)

    return for_officers(loading)


@blueprint.route("/breaches/new", methods=["GET", "POST"], endpoint="breach_new")
@for_officers
def add() -> Answer:
    """Note a breach: the 72 hours count from when somebody of us knew."""
    form = BreachForm(known_at=moment(now())).offer()
    if form.validate_on_submit():
        try:
            breach = operations.note_breach(form.described(), by=me())
            tell(_("The breach is noted. Its 72 hours end on %(end)s.", end=moment(breach.deadline)))
            return redirect(url_for("staff.breach", number=breach.id), 303)
        except RightsError as error:
            form.refuse(error)
    page = render_template("staff/breaches/form.html", form=form, breach=None)
    return (page, 422) if form.errors else page


@blueprint.route("/breaches/<int:number>/facts", methods=["GET", "POST"], endpoint="breach_facts")
@with_breach
def describe(breach: Breach) -> Answer:
    """Complete or correct what is known."""
    form = BreachForm(data=typed(breach)).offer()
    if form.validate_on_submit():
        try:
            operations.describe_breach(breach.id, form.described(), by=me())
            return redirect(url_for("staff.breach", number=breach.id), 303)
        except RightsError as error:
            form.refuse(error)
    page = render_template("staff/breaches/form.html", form=form, breach=breach)
    return (page, 422) if form.errors else page


@blueprint.get("/breaches/<int:number>", endpoint="breach")
@with_breach
def show(breach: Breach) -> str:
    """A breach."""
    return _page(breach)


@blueprint.post("/breaches/<int:number>/decide/<any(authority, persons):whom>", endpoint="breach_decide")
@with_breach
def decide(breach: Breach, whom: str) -> Answer:
    """Decide whether the authority, or the people, are told."""
    form = DecisionForm(prefix=whom).offer()
    if not form.validate_on_submit():
        return _page(breach, **{whom: form}), 422
    return _done(
        breach,
        lambda: DECISIONS[whom](breach.id, tell=form.tell.data == YES, reasons=form.reasons.data, by=me()),
    )


@blueprint.post("/breaches/<int:number>/told/<any(authority, persons):whom>", endpoint="breach_told")
@with_breach
def note_told(breach: Breach, whom: str) -> Answer:
    """Note that the authority, or the people, were told."""
    form = ToldForm(prefix=f"{whom}-told")
    if not form.validate_on_submit():
        return _page(breach, **{f"{whom}_told": form}), 422
    at = form.at.value
    assert at is not None
    return _done(breach, lambda: TOLD[whom](breach.id, at=at.astimezone(dt.UTC), words=form.words.data, by=me()))


@blueprint.post("/breaches/<int:number>/remark", endpoint="breach_remark")
@with_breach
def remark(breach: Breach) -> Answer:
    """Write a note in the log."""
    form = WordsForm(prefix="remark")
    if not form.validate_on_submit():
        return _page(breach, remark=form), 422
    return _done(breach, lambda: operations.remark_on_breach(breach.id, words=form.words.data, by=me()))


@blueprint.post("/breaches/<int:number>/<any(close, reopen):breach_act>", endpoint="breach_act")
@with_breach
def act(breach: Breach, breach_act: str) -> Answer:
    """Close the breach, or open it again."""
    if not EmptyForm().validate_on_submit():
        abort(400)
    return _done(breach, lambda: ACTS[breach_act](breach.id, by=me()))


def _page(breach: Breach, **typed_forms: Any) -> str:
    decided = {"authority": breach.tell_authority, "persons": breach.tell_persons}
    reasons = {"authority": breach.authority_reasons, "persons": breach.persons_reasons}
    forms: dict[str, Any] = {"remark": WordsForm(formdata=None, prefix="remark")}
    for name, tell_them in decided.items():
        known = {} if tell_them is None else {"tell": YES if tell_them else NO, "reasons": reasons[name]}
        forms[name] = DecisionForm(formdata=None, prefix=name, **known).offer()
        forms[f"{name}_told"] = ToldForm(formdata=None, prefix=f"{name}-told", at=moment(now()))
    return render_template(
        "staff/breaches/breach.html",
        breach=breach,
        forms=forms | typed_forms,
        names=names_of([event.actor_id for event in breach.events]),
        answer=answer,
        texts={"authority": AUTHORITY, "persons": PERSONS},
        now=now(),
    )


def _done(breach: Breach, act: Callable[[], object]) -> Response:
    number = breach.id
    try:
        act()
        tell(_("Done, and logged."))
    except RightsError as error:
        complain(str(error))
    return redirect(url_for("staff.breach", number=number), 303)
