"""Sessions in the calendar of somebody who comes: a request, its update, and its end (RFC 5546).

One file has one method: what takes a day part out of a calendar travels apart from what puts others in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import current_app
from icalendar import Calendar, Event, vCalAddress, vText

from cesi_site.core import clock
from cesi_site.core.languages import _, current_language
from cesi_site.core.sites import all_sites
from cesi_site.enrolment.calendar import PRODUCT, training_url
from cesi_site.enrolment.models import TrainingSession
from cesi_site.outbox.mail import Attachment

REQUEST, CANCEL = "REQUEST", "CANCEL"


@dataclass(frozen=True)
class Slot:
    """A day part as calendars know it, by its number."""

    part_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class Guest:
    """Whose calendar it is for."""

    name: str
    email: str


def invitation(session: TrainingSession, guest: Guest, *, extra: int = 0) -> Attachment:
    """Return the file that puts a session into a calendar, or moves it there, in the language in use.

    `extra` adds to the session's own number, for what changed for this guest alone.
    """
    return _file(session, guest, slots_of(session), REQUEST, extra)


def cancellation(
    session: TrainingSession, guest: Guest, slots: Sequence[Slot] | None = None, *, extra: int = 0
) -> Attachment:
    """Return the file that takes a session, or only these day parts of it, out of a calendar."""
    return _file(session, guest, slots_of(session) if slots is None else slots, CANCEL, extra)


def slots_of(session: TrainingSession) -> list[Slot]:
    """Return the day parts of a session."""
    return [Slot(part.id, part.starts_at, part.ends_at) for part in session.parts]


def _file(session: TrainingSession, guest: Guest, slots: Iterable[Slot], method: str, extra: int) -> Attachment:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT.format(language=current_language().upper()))
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for slot in slots:
        calendar.add_component(_event(session, slot, guest, method, extra))
    calendar.add_missing_timezones()
    name = f"{session.training.code}-{'x' if method == CANCEL else session.sequence + extra}.ics"
    content_type = f"text/calendar; method={method}; charset=utf-8"
    return Attachment(filename=name, content_type=content_type, data=calendar.to_ical())


def _event(session: TrainingSession, slot: Slot, guest: Guest, method: str, extra: int) -> Event:
    training, event = session.training, Event()
    site = all_sites()[training.organiser]
    event.add("uid", f"session-{session.id}-{slot.part_id}@{site.hostname}")
    event.add("dtstamp", session.changed_at)
    event.add("sequence", session.sequence + extra)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("summary", training.text("title"))
    event.add("description", f"{training.text('summary')}\n{session.teaching_language}, {training.code}")
    event.add("dtstart", slot.starts_at.astimezone(clock.BRUSSELS))
    event.add("dtend", slot.ends_at.astimezone(clock.BRUSSELS))
    event.add("location", session.venue.address() if session.venue else _("Online"))
    event.add("url", training_url(training, current_language()))
    event.add("organizer", _address(site.name, current_app.config["MAIL_FROM"]))
    attendee = _address(guest.name, guest.email)
    attendee.params["ROLE"], attendee.params["PARTSTAT"] = vText("REQ-PARTICIPANT"), vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee, encode=False)
    return event


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = vText(name)
    return address
