"""Writes of offers by mail: a round that staff approve, and a mail for each person who has an offer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.enrolment.errors import TooSoon
from cesi_site.enrolment.models import OfferRound
from cesi_site.enrolment.offering import Offer
from cesi_site.enrolment.queries import attended
from cesi_site.enrolment.queries.offers import known_trainings, offers_of, rounds
from cesi_site.outbox.operations import queue_mail

# The rules change slowly: more often, the same offers would come again.
BETWEEN_ROUNDS = dt.timedelta(days=60)


@dataclass(frozen=True)
class Proposal:
    """What a round would mail: offers by the keys of addresses. Nothing of it is kept."""

    offers: dict[int, list[Offer]]


def propose() -> Proposal:
    """Return what a round would mail this moment."""
    catalogue = known_trainings()
    found = {one.id: offers_of(one, catalogue, by_mail=True) for one in attended.with_history()}
    return Proposal({key: offers for key, offers in found.items() if offers})


def next_round_on() -> dt.datetime | None:
    """Return from when on another round can be approved; None where it can be now."""
    last = next(iter(rounds()), None)
    return last.approved_at + BETWEEN_ROUNDS if last and last.approved_at + BETWEEN_ROUNDS > clock.now() else None


def approve_round(*, by: Account) -> OfferRound:
    """Mail everybody who has an offer; it is derived once more when the mail leaves. Raises `TooSoon`."""
    with transaction() as session:
        if next_round_on() is not None:
            raise TooSoon
        people = sorted(propose().offers)
        session.add(approved := OfferRound(approved_by=by.id, people=len(people)))
        session.flush()
        for address_id in people:
            queue_mail("enrolment.offers", key=f"offers {approved.id} {address_id}", address_id=address_id)
        record("enrolment:offers:approved", subject=approved, actor=by, details={"people": len(people)})
    return approved
