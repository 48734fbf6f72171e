"""Writes of offers by mail: a round that staff approve, and a mail for each person who has an offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import insert_once, transaction
from cesi_site.enrolment.errors import TooSoon
from cesi_site.enrolment.models import OfferRound
from cesi_site.enrolment.offering import Offer
from cesi_site.enrolment.queries.offers import all_offers_by_mail, known_trainings, rounds
from cesi_site.outbox.operations import queue_mail

# The rules change slowly: more often, the same offers would come again.
BETWEEN_ROUNDS = dt.timedelta(days=60)


@dataclass(frozen=True)
class Proposal:
    """What a round would mail: offers by the keys of addresses. Nothing of it is kept."""

    offers: Mapping[int, list[Offer]]


def propose() -> Proposal:
    """Return what a round would mail this moment."""
    return Proposal(all_offers_by_mail(known_trainings()))


def next_round_on() -> dt.datetime | None:
    """Return from when on another round can be approved; None where it can be now."""
    last = next(iter(rounds()), None)
    return last.approved_at + BETWEEN_ROUNDS if last and last.approved_at + BETWEEN_ROUNDS > clock.now() else None


def approve_round(*, by: Account) -> OfferRound:
    """Mail everybody who has an offer; it is derived once more when the mail leaves.

    Raises `TooSoon`, also for the second of two who approve the same round in one moment.
    """
    with transaction() as session:
        last = next(iter(rounds()), None)
        # The first write is the turn in which two are told apart: of those that follow the same round, one stays.
        row = {"approved_at": clock.now(), "approved_by": by.id, "people": 0, "follows": last.id if last else 0}
        number = insert_once(OfferRound, row) if next_round_on() is None else None
        if number is None:
            raise TooSoon
        approved = session.get_one(OfferRound, number)
        people = sorted(propose().offers)
        approved.people = len(people)
        for address_id in people:
            queue_mail("enrolment.offers", key=f"offers {approved.id} {address_id}", address_id=address_id)
        record("enrolment:offers:approved", subject=approved, actor=by, details={"people": len(people)})
    return approved
