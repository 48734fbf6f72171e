"""Sessions as calendar files (RFC 5545): one event for each day part, with the time zone that explains its hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, Event

from cesi_site.core import clock
from cesi_site.core.languages import _, current_language
from cesi_site.core.sites import all_sites, external_url
from cesi_site.enrolment.models import SessionPart, Training, TrainingSession
from cesi_site.enrolment.words import SessionState

PRODUCT = "-//CESI//Trainings//{language}"
REFRESH = dt.timedelta(hours=12)


def calendar_of(sessions: Iterable[TrainingSession], *, method: str = "PUBLISH", name: str | None = None) -> bytes:
    """Return an iCalendar file of these sessions, in the language in use.

    An event keeps its UID for ever, whoever organises it, and its SEQUENCE grows with each change, so that calendars
    replace what they have. `method` is PUBLISH for a feed, REQUEST or CANCEL for a mail to a participant.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT.format(language=current_language().upper()))
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name is not None:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for session in sessions:
        for part in session.parts:
            calendar.add_component(_event(session, part))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(session: TrainingSession, part: SessionPart) -> Event:
    training = session.training
    event = Event()
    event.add("uid", f"session-{session.id}-{part.id}@{all_sites()['cesi'].hostname}")
    event.add("dtstamp", session.changed_at)
    event.add("last-modified", session.changed_at)
    event.add("sequence", session.sequence)
    event.add("status", "CANCELLED" if session.state is SessionState.CANCELLED else "CONFIRMED")
    event.add("summary", training.text("title"))
    event.add("description", f"{training.text('summary')}\n{session.teaching_language}, {training.code}")
    event.add("dtstart", part.starts_at.astimezone(clock.BRUSSELS))
    event.add("dtend", part.ends_at.astimezone(clock.BRUSSELS))
    event.add("location", session.venue.address() if session.venue else _("Online"))
    event.add("url", training_url(training, current_language()))
    return event


def training_url(training: Training, language: str) -> str:
    """Return the canonical address of a training: on the site of its organiser."""
    slug = training.text("slug", language)
    return external_url("enrolment.training", language=language, site=training.organiser, slug=slug)
