"""What the settings say about time: how long places are held, and when people are reminded."""

from __future__ import annotations

import datetime as dt

from flask import current_app


def offer_term() -> dt.timedelta:
    """Return for how long a place that came free is kept for who waits for it."""
    return dt.timedelta(hours=current_app.config["OFFER_HOURS"])


def reminder_days() -> int:
    """Return how many days before a session those who come are reminded of it."""
    days: int = current_app.config["ENROLMENT_REMINDER_DAYS"]
    return days
