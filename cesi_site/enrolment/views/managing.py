"""The personal link of an enrolment: see it, replace a participant, take another date, cancel, answer an offer."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from flask import abort, g, redirect, url_for
from flask import request as http
from werkzeug.wrappers import Response

from cesi_site.core import clock
from cesi_site.core.abuse import within_limit
from cesi_site.core.languages import LANGUAGES, localized_route
from cesi_site.core.links import BadLink
from cesi_site.core.templating import datetime_long
from cesi_site.enrolment.conditions import steps_of
from cesi_site.enrolment.enrolling_errors import EnrolmentError
from cesi_site.enrolment.forms.managing import ActForm, CancelForm, MoveForm, ReplaceForm
from cesi_site.enrolment.models import Enrolment, TrainingSession
from cesi_site.enrolment.operations.changing import (
    can_cancel,
    can_move,
    can_replace,
    cancel,
    current_fee,
    move,
    replace_participant,
)
from cesi_site.enrolment.operations.offers import leave_waiting_list, take_offer
from cesi_site.enrolment.pages import steps_in_words
from cesi_site.enrolment.queries import enrolments as queries
from cesi_site.enrolment.queries.seats import free_seats
from cesi_site.enrolment.states import EnrolmentState
from cesi_site.enrolment.summary import price_rows, session_rows, summary, with_vat
from cesi_site.enrolment.tokens import read_token
from cesi_site.enrolment.views.area import blueprint, private_page
from cesi_site.enrolment.wording import dates_in_words

CHANGING_RATE = "30 per 1 hour"
DONE = frozenset({"taken", "left", "replaced", "moved", "cancelled"})
BOTH = ["GET", "POST"]


@localized_route(blueprint, nl="/inschrijving/<token>", fr="/inscription/suivi/<token>", methods=BOTH)
def manage(token: str) -> Response:
    """Show the enrolment and what can be done with it; the buttons of the waiting list act here."""
    enrolment = _open(token)
    if http.method == "GET":
        return _show(enrolment, token)
    form = ActForm()
    acts = {"take": (take_offer, "taken"), "leave": (leave_waiting_list, "left")}
    act = acts.get(http.form.get("go", "")) or abort(400)
    if not form.validate():
        return _show(enrolment, token, status=422)
    if not within_limit("enrolment change", CHANGING_RATE):
        return _show(enrolment, token, status=429)
    try:
        act[0](enrolment.id)
    except EnrolmentError as error:
        return _show(_open(token), token, status=409, error=error)
    return _done(token, act[1])


@localized_route(
    blueprint,
    nl="/inschrijving/<token>/vervangen/<int:participant>",
    fr="/inscription/suivi/<token>/remplacer/<int:participant>",
    methods=BOTH,
)
def replace(token: str, participant: int) -> Response:
    """Let a colleague take somebody's place, free of charge."""
    enrolment = _open(token)
    gone = next((one for one in enrolment.taking_part if one.id == participant), None) or abort(404)
    form = ReplaceForm()
    error: EnrolmentError | None = None
    status = 200
    if http.method == "POST":
        status = _status(form.validate())
        if status == 200:
            try:
                replace_participant(enrolment.id, participant, form.columns())
                return _done(token, "replaced")
            except EnrolmentError as refused:
                error, status = refused, 409
    _note_twins(token, participant=participant)
    return private_page(
        "enrolment/replace.html",
        status,
        form=form.with_ticket(),
        enrolment=enrolment,
        gone=gone,
        error=error,
        possible=can_replace(enrolment),
        back=url_for("enrolment.manage", token=token),
    )


@localized_route(
    blueprint, nl="/inschrijving/<token>/verplaatsen", fr="/inscription/suivi/<token>/deplacer", methods=BOTH
)
def change_date(token: str) -> Response:
    """Move the whole enrolment to another date of the same training."""
    enrolment = _open(token)
    others = queries.other_sessions(enrolment.session)
    free = free_seats([one.id for one in others])
    fitting = [one for one in others if free[one.id] >= enrolment.seats]
    form = MoveForm()
    form.session.choices = [(str(one.id), dates_in_words(one.days)) for one in fitting]
    error: EnrolmentError | None = None
    status = 200
    if http.method == "POST":
        status = _status(form.validate())
        if status == 200:
            try:
                move(enrolment.id, int(form.session.value or 0))
                return _done(token, "moved")
            except EnrolmentError as refused:
                error, status = refused, 409
    _note_twins(token)
    return private_page(
        "enrolment/move.html",
        status,
        form=form.with_ticket(),
        enrolment=enrolment,
        fitting=fitting,
        details={str(one.id): _where(one) for one in fitting},
        error=error,
        possible=can_move(enrolment),
        rows=session_rows(enrolment.session),
        back=url_for("enrolment.manage", token=token),
    )


@localized_route(blueprint, nl="/inschrijving/<token>/annuleren", fr="/inscription/suivi/<token>/annuler", methods=BOTH)
def cancel_enrolment(token: str) -> Response:
    """Show what cancelling costs, then cancel."""
    enrolment = _open(token)
    form = CancelForm()
    error: EnrolmentError | None = None
    status = 200
    if http.method == "POST":
        status = _status(form.validate())
        if status == 200:
            try:
                cancel(enrolment.id, fee=_amount(form.fee.data))
                return _done(token, "cancelled")
            except EnrolmentError as refused:
                error, status, enrolment = refused, 409, _open(token)
    _note_twins(token)
    fee = current_fee(enrolment)
    form.fee.data = str(fee)
    return private_page(
        "enrolment/cancel.html",
        status,
        form=form.with_ticket(),
        enrolment=enrolment,
        fee=fee,
        fee_with_vat=with_vat(fee, enrolment.vat_rate),
        steps=steps_in_words(steps_of(enrolment.cancellation)),
        error=error,
        possible=can_cancel(enrolment),
        rows=session_rows(enrolment.session),
        back=url_for("enrolment.manage", token=token),
    )


def _show(enrolment: Enrolment, token: str, *, status: int = 200, error: EnrolmentError | None = None) -> Response:
    _note_twins(token)
    done = http.args.get("done", "")
    waits = enrolment.state is EnrolmentState.WAITING_LIST
    return private_page(
        "enrolment/manage.html",
        status,
        form=ActForm().with_ticket(),
        enrolment=enrolment,
        session=enrolment.session,
        training=enrolment.session.training,
        rows=session_rows(enrolment.session),
        sections=summary(enrolment, enrolment.session.training.recognitions),
        prices=price_rows(enrolment),
        steps=steps_in_words(steps_of(enrolment.cancellation)),
        place=queries.place_in_line(enrolment) if waits else None,
        may={"replace": can_replace(enrolment), "move": can_move(enrolment), "cancel": can_cancel(enrolment)},
        over=enrolment.session.ends_at < clock.now(),
        offer_until=datetime_long(enrolment.offer_until) if enrolment.offer_until else None,
        done=done if done in DONE else None,
        error=error,
        token=token,
    )


def _open(token: str) -> Enrolment:
    """Return the enrolment that a link leads to; one that is not ours, or whose row is gone, is not found (404)."""
    try:
        return queries.enrolment(read_token(token)) or abort(404)
    except BadLink:
        abort(404)


def _status(valid: bool) -> int:
    if not valid:
        return 422
    return 200 if within_limit("enrolment change", CHANGING_RATE) else 429


def _done(token: str, what: str) -> Response:
    return redirect(url_for("enrolment.manage", token=token, done=what), 303)


def _note_twins(token: str, **more: int) -> None:
    g.twin_args = {language: {"token": token, **more} for language in LANGUAGES}


def _amount(typed: str | None) -> Decimal:
    try:
        return Decimal(typed or "-1")
    except InvalidOperation:
        return Decimal(-1)


def _where(session: TrainingSession) -> str:
    return ", ".join(value for _label, value in session_rows(session)[1:] if value)
