"""One enrolment: who, what it costs, what happened, and what staff do when the customer asks."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.core.belgian_fields import AmountField
from cesi_site.core.forms import ParagraphField, RadioOneField
from cesi_site.core.languages import _, _l
from cesi_site.enrolment.enrolling_errors import EnrolmentError
from cesi_site.enrolment.models import Enrolment
from cesi_site.enrolment.operations.correcting import can_correct, can_end, cancel_free, move_for, set_price
from cesi_site.enrolment.operations.terms import terms_for
from cesi_site.enrolment.queries import enrolments as queries
from cesi_site.enrolment.queries.correcting import sessions_to_move_to
from cesi_site.enrolment.summary import price_rows, summary
from cesi_site.enrolment.wording import dates_in_words
from cesi_site.staff import operations as desk
from cesi_site.staff.area import blueprint, given, tell
from cesi_site.staff.forms import StaffForm
from cesi_site.staff.sessions.listing import for_managers

Page = str | tuple[str, int] | Response
LONGEST_REASON = 600
BOTH = ["GET", "POST"]

with_enrolment = given(queries.enrolment, for_managers)


class PriceForm(StaffForm):
    """The price that holds from now on, and why."""

    price = AmountField(_l("Price for one participant, without VAT"), required=True)
    reason = ParagraphField(_l("Reason"), required=True, max_length=LONGEST_REASON, attributes={"rows": 3})


class ReasonForm(StaffForm):
    """Why the cancellation costs nothing."""

    reason = ParagraphField(_l("Reason"), required=True, max_length=LONGEST_REASON, attributes={"rows": 3})


class DateForm(StaffForm):
    """Another date of the same training."""

    session = RadioOneField(_l("Which date?"), required=True)


@blueprint.get("/sessions/enrolments/<int:number>", endpoint="session_enrolled")
@with_enrolment
def show(enrolment: Enrolment) -> str:
    """An enrolment with its people, its price and its history; that somebody opened it is logged as its session is."""
    desk.note_session_reading(enrolment.session, by=me())
    training = enrolment.session.training
    return render_template(
        "staff/sessions/enrolled.html",
        enrolment=enrolment,
        session=enrolment.session,
        sections=summary(enrolment, training.recognitions),
        prices=price_rows(enrolment),
        price=terms_for(training, None).price,
        names=names_of([event.actor_id for event in enrolment.events]),
        may={"price": can_correct(enrolment), "end": can_end(enrolment)},
    )


@blueprint.route("/sessions/enrolments/<int:number>/price", methods=BOTH, endpoint="session_enrolled_price")
@with_enrolment
def price(enrolment: Enrolment) -> Page:
    """Set the price: the member price once it is checked, or nothing where we owe the customer something."""
    form = PriceForm(price=f"{enrolment.price_each:.2f}".replace(".", ",") if enrolment.price_each is not None else "")
    if form.validate_on_submit():
        done = _("The price is set, and the enroler is mailed.")
        amount = form.price.value
        assert amount is not None
        if _do(form, lambda: set_price(enrolment.id, amount, reason=form.reason.value or "", by=me()), done):
            return _back(enrolment)
    return _page("staff/sessions/price.html", form, enrolment, possible=can_correct(enrolment))


@blueprint.route("/sessions/enrolments/<int:number>/cancel", methods=BOTH, endpoint="session_enrolled_cancel")
@with_enrolment
def cancel(enrolment: Enrolment) -> Page:
    """Cancel at no cost, for the customer who asked."""
    form = ReasonForm()
    if form.validate_on_submit():
        done = _("The enrolment is cancelled at no cost. The enroler and the participants are mailed.")
        if _do(form, lambda: cancel_free(enrolment.id, reason=form.reason.value or "", by=me()), done):
            return _back(enrolment)
    return _page("staff/sessions/cancel_free.html", form, enrolment, possible=can_end(enrolment))


@blueprint.route("/sessions/enrolments/<int:number>/move", methods=BOTH, endpoint="session_enrolled_move")
@with_enrolment
def move(enrolment: Enrolment) -> Page:
    """Move to another date, for the customer who asked."""
    form, dates = DateForm(), sessions_to_move_to(enrolment)
    form.session.choices = [(str(one.id), dates_in_words(one.days)) for one in dates]
    if form.validate_on_submit():
        done = _("The enrolment has another date. The enroler and the participants are mailed.")
        if _do(form, lambda: move_for(enrolment.id, int(form.session.value or 0), by=me()), done):
            return _back(enrolment)
    return _page("staff/sessions/move.html", form, enrolment, possible=can_end(enrolment), dates=dates)


def _do(form: StaffForm, act: Callable[[], object], done: str) -> bool:
    """Do it and say so, or say on the form why it was refused."""
    try:
        act()
    except EnrolmentError as error:
        form.refuse(error)
        return False
    tell(done)
    return True


def _page(template: str, form: StaffForm, enrolment: Enrolment, **more: object) -> Page:
    page = render_template(template, form=form, enrolment=enrolment, session=enrolment.session, **more)
    return (page, 422) if form.errors else page


def _back(enrolment: Enrolment) -> Response:
    return redirect(url_for("staff.session_enrolled", number=enrolment.id), 303)
