"""How long a session lives, and what a password costs to check, from the settings."""

from __future__ import annotations

import datetime as dt

from flask import current_app


def idle_limit(*, staff: bool) -> dt.timedelta:
    """Return how long a session may lie unused."""
    minutes: int = current_app.config["SESSION_IDLE_MINUTES_STAFF" if staff else "SESSION_IDLE_MINUTES"]
    return dt.timedelta(minutes=minutes)


def longest_session() -> dt.timedelta:
    """Return how long a session may last, however busy it is."""
    hours: int = current_app.config["SESSION_HOURS"]
    return dt.timedelta(hours=hours)


def password_cost() -> str:
    """Return what a hash of a password costs, as one word to compare."""
    return repr(current_app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"])
