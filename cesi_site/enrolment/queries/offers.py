"""Offers as they stand this moment: derived anew each time, kept nowhere, so that an objection ends them at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cesi_site.choices.models import Address
from cesi_site.choices.uses import find_switch
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.core.languages import Text
from cesi_site.enrolment.models import Training, TrainingSession
from cesi_site.enrolment.models.offers import OfferRound
from cesi_site.enrolment.offering import Attended, Known, Offer, Person, offers_for
from cesi_site.enrolment.queries import attended
from cesi_site.enrolment.queries.announced import may_get
from cesi_site.enrolment.queries.attended import AttendedRow
from cesi_site.enrolment.queries.customers import USES
from cesi_site.enrolment.words import SHOWN, Organiser


@dataclass(frozen=True)
class ShownOffer:
    """An offer with its training and the next date of it."""

    training: Training
    offer: Offer
    next_day: dt.datetime | None


def known_trainings() -> Mapping[int, Known]:
    """Return the public trainings as the rules of offers know them."""
    public = select(Training).where(Training.published_at.is_not(None)).options(joinedload(Training.theme))
    dated = frozenset(_next_days())
    return {one.id: _known(one, has_dates=one.id in dated) for one in db.session.scalars(public).unique()}


def offers_of(
    address: Address | None,
    catalogue: Mapping[int, Known],
    *,
    by_mail: bool = False,
    read_about: Sequence[int] = (),
) -> list[Offer]:
    """Return what somebody could take next. None for who objected: nothing of them is read but the objection.

    By mail they come from a house that may announce its trainings to this address, and from no other. `read_about` are
    trainings that they read about with consent; whoever passes them leaves out who objected. `address` is None for
    somebody who never gave one with a choice, and attended nothing.
    """
    if address is None:
        return offers_for(Person(attended=(), read_about=read_about), catalogue, clock.today())
    rows = attended.attended_by(address)
    if not (rows or read_about):
        return []
    houses = _announcing(address) if by_mail else _announcing(address) | {row.organiser for row in rows}
    number, function = _work(rows)
    others = attended.Together(number).colleagues(address.id, enterprise_number=number, function=function)
    person = _person(rows, attended.planned_by(address), houses, function, others)
    return offers_for(replace(person, read_about=read_about), catalogue, clock.today())


def all_offers_by_mail(catalogue: Mapping[int, Known]) -> Mapping[int, list[Offer]]:
    """Return what each address would be offered by mail, by their keys: in a few statements, however many they are."""
    announcing = {house: frozenset(db.session.scalars(select(Address.id).where(may_get(house)))) for house in USES}
    planned, together = attended.planned(), attended.Together()
    found = {}
    for key, rows in attended.histories().items():
        houses = {house for house, keys in announcing.items() if key in keys}
        number, function = _work(rows)
        others = together.colleagues(key, enterprise_number=number, function=function)
        person = _person(rows, planned.get(key, frozenset()), houses, function, others)
        if offers := offers_for(person, catalogue, clock.today()):
            found[key] = offers
    return found


def shown(offers: Sequence[Offer]) -> list[ShownOffer]:
    """Return offers with what a page or a mail shows of them."""
    ids = [offer.training_id for offer in offers]
    trainings = {one.id: one for one in db.session.scalars(select(Training).where(Training.id.in_(ids)))}
    days = _next_days()
    return [
        ShownOffer(trainings[offer.training_id], offer, days.get(offer.training_id))
        for offer in offers
        if offer.training_id in trainings
    ]


def rounds() -> Sequence[OfferRound]:
    """Return when offers were mailed, the latest first."""
    return db.session.scalars(select(OfferRound).order_by(OfferRound.id.desc())).all()


def _announcing(address: Address) -> frozenset[Organiser]:
    switches = {house: find_switch(use) for house, use in USES.items()}
    return frozenset(house for house, switch in switches.items() if switch is not None and switch.is_on(address))


def _work(rows: Sequence[AttendedRow]) -> tuple[str, str]:
    """Return the employer and the function of the latest training for which both are known, else empty words."""
    known = ((row.enterprise_number, row.function) for row in rows if row.function and row.enterprise_number)
    return next(known, ("", ""))


def _person(
    rows: Sequence[AttendedRow],
    planned: frozenset[int],
    houses: Collection[str],
    function: str,
    colleagues: Mapping[int, int],
) -> Person:
    return Person(
        attended=[Attended(training_id=row.training_id, last_day=row.last_day) for row in rows],
        planned=planned,
        houses=frozenset(str(house) for house in houses),
        function=function or None,
        colleagues=colleagues,
    )


def _known(one: Training, *, has_dates: bool) -> Known:
    return Known(
        id=one.id,
        code=one.code,
        title=Text(one.title_nl, one.title_fr),
        organiser=one.organiser.value,
        theme_id=one.theme_id,
        theme=Text(one.theme.name_nl, one.theme.name_fr),
        refresher_months=one.refresher_months,
        refresher_id=one.refresher_id,
        has_dates=has_dates,
    )


def _next_days() -> dict[int, dt.datetime]:
    """Return the next day on which each training begins and takes enrolments."""
    ahead = (
        select(TrainingSession.training_id, TrainingSession.starts_at)
        .where(
            TrainingSession.state.in_(SHOWN),
            TrainingSession.deadline >= clock.today(),
            TrainingSession.starts_at > clock.now(),
        )
        .order_by(TrainingSession.starts_at.desc())
    )
    return {row[0]: row[1] for row in db.session.execute(ahead)}
