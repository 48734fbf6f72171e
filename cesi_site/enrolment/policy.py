"""What is fixed or set about time: how long places are held, when people are reminded, how often a house announces."""

from __future__ import annotations

import datetime as dt

from flask import current_app

# The policy says so: one reader gets no more announcements of a house within as many days.
MOST_ANNOUNCEMENTS = 2
ANNOUNCEMENT_DAYS = 30


def offer_term() -> dt.timedelta:
    """Return for how long a place that came free is kept for who waits for it."""
    return dt.timedelta(hours=current_app.config["OFFER_HOURS"])


def reminder_days() -> int:
    """Return how many days before a session those who come are reminded of it."""
    days: int = current_app.config["ENROLMENT_REMINDER_DAYS"]
    return days
