"""One request: all its facts and its history, the next act on top, and the acts that lead to a decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.affiliation import operations, queries
from cesi_site.affiliation.advice import hints, indication
from cesi_site.affiliation.errors import AffiliationError
from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.affiliation.operations import Manager
from cesi_site.affiliation.states import Act, possible
from cesi_site.affiliation.summary import summary
from cesi_site.core.languages import Text, _
from cesi_site.staff import operations as desk
from cesi_site.staff.affiliations.forms import AcceptForm, NumberForm, WordsForm
from cesi_site.staff.affiliations.listing import for_officers
from cesi_site.staff.area import blueprint, complain, given, require_token, tell
from cesi_site.staff.words import suspicion_in_words

Answer = str | tuple[str, int] | Response


@dataclass(frozen=True)
class Step:
    """An act on a request as the page offers it. `hint` is given where words go with it; `danger` for an end."""

    act: Act
    label: Text
    run: Callable[..., AffiliationRequest]
    words: str | None = None
    hint: Text | None = None
    danger: bool = False


STEPS = {
    "take-up": Step(Act.TAKEN_UP, Text("In behandeling nemen", "Prendre en traitement"), operations.take_up),
    "offer": Step(Act.OFFERED, Text("Offerte is verstuurd", "L’offre est envoyée"), operations.record_offer),
    "sign": Step(
        Act.SIGNED, Text("Ondertekende overeenkomst is terug", "Le contrat signé est revenu"), operations.note_signature
    ),
    "complete": Step(Act.COMPLETED, Text("Aanvulling is ontvangen", "Le complément est reçu"), operations.complete),
    "ask": Step(
        Act.ASKED,
        Text("Iets vragen aan de aanvrager", "Poser une question au demandeur"),
        operations.ask_for_more,
        "question",
        Text(
            "De aanvrager krijgt uw vraag per mail; het antwoord komt bij uw team.",
            "Le demandeur reçoit votre question par e-mail ; la réponse arrive chez votre équipe.",
        ),
    ),
    "withdraw": Step(
        Act.WITHDRAWN,
        Text("Intrekken op vraag van de aanvrager", "Retirer à la demande du demandeur"),
        operations.withdraw,
        "reason",
        Text("De aanvrager krijgt een bevestiging per mail.", "Le demandeur reçoit une confirmation par e-mail."),
        danger=True,
    ),
    "refuse": Step(
        Act.REFUSED,
        Text("Weigeren", "Refuser"),
        operations.refuse,
        "reason",
        Text("De aanvrager leest deze reden in een mail.", "Le demandeur lit ce motif dans un e-mail."),
        danger=True,
    ),
}
# What comes next by itself, the first that is possible.
NEXT = ("take-up", "complete", "sign", "offer")


with_request = given(queries.request, for_officers)


@blueprint.get("/affiliations/<int:number>", endpoint="affiliation")
@with_request
def show_request(request: AffiliationRequest) -> str:
    """A request; that somebody read it is logged."""
    desk.note_reading(request, "affiliation:request:read", by=me())
    return _page(request)


@blueprint.post(
    "/affiliations/<int:number>/<any({}):step>".format(", ".join(f'"{s}"' for s in STEPS)), endpoint="affiliation_step"
)
@with_request
def step(request: AffiliationRequest, step: str) -> Answer:
    """Do one of the acts."""
    chosen = STEPS[step]
    if chosen.words is None:
        require_token()
        return _done(request, lambda: chosen.run(request.id, by=me()), chosen.act)
    form = WordsForm(prefix=step)
    if not form.validate_on_submit():
        return _page(request, **{step: form}), 422
    return _done(request, lambda: chosen.run(request.id, by=me(), **{str(chosen.words): form.words.data}), chosen.act)


@blueprint.post("/affiliations/<int:number>/note", endpoint="affiliation_note")
@with_request
def note(request: AffiliationRequest) -> Answer:
    """Write an internal note."""
    form = WordsForm(prefix="note")
    if not form.validate_on_submit():
        return _page(request, note=form), 422
    return _done(request, lambda: operations.add_note(request.id, by=me(), words=form.words.data), Act.NOTED)


@blueprint.post("/affiliations/<int:number>/release", endpoint="affiliation_release")
@with_request
def release(request: AffiliationRequest) -> Answer:
    """Let a request go on that was set apart."""
    require_token()
    return _done(request, lambda: operations.release(request.id, by=me()), Act.RELEASED)


@blueprint.post("/affiliations/<int:number>/number", endpoint="affiliation_number")
@with_request
def set_number(request: AffiliationRequest) -> Answer:
    """Fill in the enterprise number of a starting enterprise."""
    form = NumberForm(prefix="number")
    if not form.validate_on_submit():
        return _page(request, number=form), 422
    digits = form.enterprise_number.value
    assert digits is not None
    return _done(request, lambda: operations.correct_number(request.id, by=me(), enterprise_number=digits), None)


@blueprint.route("/affiliations/<int:number>/accept", methods=["GET", "POST"], endpoint="affiliation_accept")
@with_request
def accept(request: AffiliationRequest) -> Answer:
    """Make a member of the applicant and invite the first access manager."""
    form = AcceptForm.filled_with(request)
    if form.validate_on_submit() and _accepted(request, form):
        tell(_("%(name)s is a member now. The access manager is invited by mail.", name=request.legal_name))
        return redirect(url_for("staff.affiliation", number=request.id), 303)
    page = render_template("staff/affiliations/accept.html", application=request, form=form)
    return (page, 422) if form.errors else page


def _accepted(request: AffiliationRequest, form: AcceptForm) -> bool:
    try:
        operations.accept(
            request.id,
            by=me(),
            affiliated_on=form.first_day,
            employer_group=form.employer_group.value,
            manager=Manager(form.manager_email.value or "", form.manager_name.data, form.manager_language.data),
        )
    except AffiliationError as error:
        form.refuse(error)
        return False
    return True


def _page(request: AffiliationRequest, **forms: Any) -> str:
    open_acts = set() if request.is_held else set(possible(request.state))
    if request.is_held and request.state.is_open:
        open_acts = {Act.REFUSED}
    offered = {key: one for key, one in STEPS.items() if one.act in open_acts}
    shown = {key: WordsForm(formdata=None, prefix=key) for key, one in offered.items() if one.words}
    fixed = {"note": WordsForm(formdata=None, prefix="note"), "number": NumberForm(formdata=None, prefix="number")}
    return render_template(
        "staff/affiliations/request.html",
        application=request,
        sections=summary(request, for_staff=True),
        related=queries.related(request),
        hints=hints(request),
        tariff=indication(request),
        suspicions=[suspicion_in_words(word) for word in request.suspicions],
        steps=offered,
        next_step=next((key for key in NEXT if key in offered), None),
        can_accept=Act.ACCEPTED in open_acts,
        names=names_of([event.actor_id for event in request.events]),
        forms=shown | fixed | forms,
    )


def _said(done: Act | None) -> str:
    if done is Act.ASKED:
        return str(_("Your question is on its way."))
    return f"{done.label}." if done else str(_("The enterprise number is kept."))


def _done(request: AffiliationRequest, act: Callable[[], object], done: Act | None) -> Response:
    try:
        act()
        tell(_said(done))
    except AffiliationError as error:
        complain(str(error))
    return redirect(url_for("staff.affiliation", number=request.id), 303)
