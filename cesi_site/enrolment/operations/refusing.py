"""What staff refuse of what was set apart: no person sent it, so nobody is mailed."""

from __future__ import annotations

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.enrolment.enrolling_errors import NotApart
from cesi_site.enrolment.models import Enrolment
from cesi_site.enrolment.operations import seats
from cesi_site.enrolment.operations.history import log
from cesi_site.enrolment.operations.offers import held_enrolment, offer_held
from cesi_site.enrolment.states import SEATED, EnrolmentAct, EnrolmentState


def refuse(enrolment_id: int, *, by: Account) -> Enrolment:
    """End an enrolment that was set apart; its places go to who waits. Raises `NotApart`."""
    with transaction():
        enrolment = held_enrolment(enrolment_id)
        if not enrolment.is_set_apart:
            raise NotApart
        if enrolment.state in SEATED:
            seats.give_back(enrolment.session_id, enrolment.seats)
        enrolment.state, enrolment.cancelled_at = EnrolmentState.CANCELLED_BY_ORGANISER, clock.now()
        enrolment.offer_until = None
        log(enrolment, EnrolmentAct.CANCELLED, by=by)
        record("enrolment:enrolment:refused", subject=enrolment, actor=by)
        offer_held(seats.hold(enrolment.session_id))
    return enrolment
