"""Invented announcements, to try the desk with: one that went out, and a draft that waits for a second look."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from cesi_site.accounts.queries import account_by_email
from cesi_site.core import clock
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import db, transaction
from cesi_site.core.working_days import working_days_after
from cesi_site.enrolment.models import Announcement, AnnouncementState, Training
from cesi_site.enrolment.operations.announcements import Written, begin_announcement, write_announcement
from cesi_site.enrolment.words import Organiser

WRITER, READER = "ilse.jacobs@cesi.example", "lotte.baert@cesi.example"
# Numbers alone: nobody stands behind them.
PEOPLE = 236
LEFT_OUT = {"objected": 18, "other_house": 41, "entered": 310, "no_order": 12, "bounced": 4}
AUTUMN = {
    "subject_nl": "Ontbijtsessie: de nieuwe regels over re-integratie",
    "subject_fr": "Petit-déjeuner\u00a0: les nouvelles règles de réintégration",
    "body_nl": "Goedendag\n\nOp een ochtend overlopen wij met u wat er verandert, met koffie en tijd voor vragen.\n\n"
    "Deelnemen is gratis. Wij zien u graag.",
    "body_fr": "Bonjour,\n\nEn une matinée, nous parcourons avec vous ce qui change, autour d’un café et avec du temps "
    "pour vos questions.\n\nLa participation est gratuite. Au plaisir de vous y voir.",
    "event_place_nl": "CESI, Konrad Adenauerlaan 8, 1200 Brussel",
    "event_place_fr": "CESI, avenue Konrad Adenauer 8, 1200 Bruxelles",
}
SPRING = {
    "subject_nl": "Nieuwe data voor eerste hulp en reanimatie",
    "subject_fr": "Nouvelles dates\u00a0: premiers secours et réanimation",
    "body_nl": "Goedendag\n\nVoor deze opleidingen zijn er nieuwe data. Kleine groepen, veel oefenen.",
    "body_fr": "Bonjour,\n\nCes formations ont de nouvelles dates. De petits groupes, beaucoup d’exercices.",
}
SPRING_CODES = ("DEMO-EHB-01", "DEMO-EHB-03")
WORKING_DAYS_AHEAD = 8


def load_demo_announcements() -> int:
    """Add the invented announcements where there are none; return how many."""
    if db.session.scalar(select(func.count(Announcement.id))):
        return 0
    writer, reader = account_by_email(WRITER), account_by_email(READER)
    moment = clock.now() - dt.timedelta(days=20)
    event_at = dt.datetime.combine(working_days_after(moment.date(), WORKING_DAYS_AHEAD), dt.time(8, 30), BRUSSELS)
    with transaction():
        sent = begin_announcement(Organiser.CESI, by=writer)
        write_announcement(sent.id, Written(texts=AUTUMN, event_at=event_at.astimezone(dt.UTC), items=()), by=writer)
        sent.state, sent.people, sent.left_out = AnnouncementState.SENT, PEOPLE, LEFT_OUT
        sent.approved_by_id, sent.approved_at, sent.sent_at = reader.id if reader else None, moment, moment
        draft = begin_announcement(Organiser.CESI, by=writer)
        keys = db.session.scalars(select(Training.id).where(Training.code.in_(SPRING_CODES)).order_by(Training.code))
        items = [f"training {key}" for key in keys]
        write_announcement(draft.id, Written(texts=SPRING, event_at=None, items=items), by=writer)
    return 2
