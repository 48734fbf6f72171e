"""Whom announcements may reach, and who is left out of them and why (promises C2 and C3)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from cesi_site.choices.models import KEPT, Address, Choice, Decision
from cesi_site.choices.queries import blocked, reachable
from cesi_site.core import clock
from cesi_site.core.clock import start_of_day
from cesi_site.core.database import db
from cesi_site.core.languages import LANGUAGES
from cesi_site.enrolment.models import Announcement, AnnouncementRecipient, Enrolment, Participant, ServiceRequest
from cesi_site.enrolment.policy import ANNOUNCEMENT_DAYS, MOST_ANNOUNCEMENTS
from cesi_site.enrolment.queries.customers import USES, announced_by_order, orders_of
from cesi_site.enrolment.states import EnrolmentState
from cesi_site.enrolment.words import Organiser

# Why an address that trainings know gets nothing, beside what the person chose: the nearest to an order first.
REFUSED, EXPIRED, ENOUGH = "refused", "expired", "enough"
OTHER_HOUSE, NO_ORDER, ENTERED, ASKED = "other_house", "no_order", "entered", "asked"
TIME_OF_LIMIT = dt.timedelta(days=ANNOUNCEMENT_DAYS)
_ENTITLED = 0
_RANKS = {1: OTHER_HOUSE, 2: NO_ORDER, 3: ENTERED, 4: ASKED}


@dataclass(frozen=True)
class Reach:
    """How many addresses an announcement of a house reaches, and how many it does not, by reason."""

    people: int
    left_out: Mapping[str, int]


def may_get(house: Organiser) -> ColumnElement[bool]:
    """Return the condition on `Address` under which a house may announce to it: the one rule, for all and for one.

    Article XII.13 of the Code of Economic Law and the Royal Decree of 4 April 2003: advertising by mail needs a
    consent, but for the customers of the same provider who gave their address with an order and did not refuse.
    So (promise C2) an address gets the announcements of the house from which its owner ordered, where the box of
    refusal was left empty; or those of a house to which they said yes themselves. Nobody else: not who was entered by
    another, not who waits for a place or asked for an offer. Never who refused or objected since (article 21.3 GDPR,
    promise C3), whose data may not be used (article 18), who is erased or whose address is dead; and nobody whose
    clock has run out (promise I1).
    """
    ordered = announced_by_order(house).where(Enrolment.email == Address.email).correlate(Address).exists()
    return and_(or_(ordered, _said_yes(house)), reachable(USES[house], Address.email_hash))


def recipients(house: Organiser) -> Select[int, str]:
    """Return who gets an announcement of a house, each address once, as (key, language), by key."""
    found = select(Address.id, _language().label("language")).where(may_get(house), ~_had_enough(house))
    return found.order_by(Address.id)


def gets(house: Organiser, address_id: int) -> bool:
    """Tell whether a house may announce to one address this moment."""
    return db.session.scalar(select(Address.id).where(Address.id == address_id, may_get(house))) is not None


def is_too_many(recipient: AnnouncementRecipient, house: Organiser) -> bool:
    """Tell whether the house had announced enough to an address when this mail was put on its way.

    It is asked when the mail leaves: two announcements that were approved at once did not see each other.
    """
    of_address = AnnouncementRecipient.address_id == recipient.address_id
    before = _announced(house, recipient.queued_at).where(of_address, AnnouncementRecipient.id < recipient.id)
    return (db.session.scalar(before) or 0) >= MOST_ANNOUNCEMENTS


def reach(house: Organiser) -> Reach:
    """Count whom an announcement of a house would reach this moment, and whom not and why. No name is read."""
    enough = func.count().filter(_had_enough(house))
    allowed, served = db.session.execute(select(func.count(Address.id), enough).where(may_get(house))).one()
    nearest = _nearest(house)
    counted = select(nearest.c.rank, func.count().label("number")).group_by(nearest.c.rank)
    ranks = {row.rank: row.number for row in db.session.execute(counted)}
    left_out = _who_refused(house, nearest)
    left_out[EXPIRED] = ranks.pop(_ENTITLED, 0) - allowed - left_out.total()
    left_out.update({_RANKS[rank]: number for rank, number in ranks.items()})
    left_out[ENOUGH] = served
    return Reach(allowed - served, {why: number for why, number in left_out.items() if number})


def _who_refused(house: Organiser, nearest: Subquery) -> Counter[str]:
    """Say of those who could get it what keeps it from them: what they chose, or what became of their address."""
    entitled = select(Address.email_hash).join(nearest, nearest.c.email == Address.email)
    hashes = db.session.scalars(entitled.where(nearest.c.rank == _ENTITLED, ~may_get(house))).all()
    reasons = blocked(USES[house], hashes)
    return Counter(reasons[one].value if one in reasons else REFUSED for one in hashes)


def _had_enough(house: Organiser) -> ColumnElement[bool]:
    """As many announcements of a house are on their way to an address, or went there, as it may get in that time."""
    announced = _announced(house, clock.now()).where(AnnouncementRecipient.address_id == Address.id)
    return announced.correlate(Address).scalar_subquery() >= MOST_ANNOUNCEMENTS


def _announced(house: Organiser, until: dt.datetime) -> Select[int]:
    """Count what a house announced in the days before an instant."""
    return (
        select(func.count(AnnouncementRecipient.id))
        .join(Announcement, Announcement.id == AnnouncementRecipient.announcement_id)
        .where(Announcement.house == house, AnnouncementRecipient.queued_at > until - TIME_OF_LIMIT)
    )


def _said_yes(house: Organiser) -> ColumnElement[bool]:
    """The last word of an address on this use was a yes, and its own clock still runs."""
    other = aliased(Choice)
    last = select(func.max(other.id)).where(other.address_id == Address.id, other.use == USES[house])
    yes = exists().where(Choice.id == last.correlate(Address).scalar_subquery(), Choice.decision == Decision.CONSENT)
    return and_(yes, Address.last_contact_at >= start_of_day(KEPT.first_kept(clock.today())))


def _language() -> ColumnElement[str]:
    """The language of somebody's last order, else that in which they last chose something."""
    ordered = select(Enrolment.language).where(
        Enrolment.email == Address.email, Enrolment.state == EnrolmentState.CONFIRMED
    )
    chosen = select(Choice.language).where(Choice.address_id == Address.id)
    return func.coalesce(
        ordered.order_by(Enrolment.id.desc()).limit(1).correlate(Address).scalar_subquery(),
        chosen.order_by(Choice.id.desc()).limit(1).correlate(Address).scalar_subquery(),
        LANGUAGES[0],
    )


def _nearest(house: Organiser) -> Subquery:
    """Return each address that trainings know, once, with the nearest it came to an order of a house."""
    others = [one for one in Organiser if one is not house]
    sources = (
        orders_of(house).with_only_columns(Enrolment.email, literal(_ENTITLED).label("rank")),
        select(Address.email, literal(_ENTITLED)).where(_said_yes(house)),
        *(orders_of(other).with_only_columns(Enrolment.email, literal(1)) for other in others),
        select(Enrolment.email, literal(2)),
        select(Participant.email, literal(3)),
        select(ServiceRequest.email, literal(4)),
    )
    known = union_all(*sources).subquery()
    found = select(known.c.email, func.min(known.c.rank).label("rank")).where(known.c.email != "")
    return found.group_by(known.c.email).subquery()
