"""The terms of a subscription and of mailings, in one place."""

from __future__ import annotations

import datetime as dt

from flask import current_app

CONFIRM_DAYS = 7
CONFIRM_TERM = dt.timedelta(days=CONFIRM_DAYS)
# So long before three years without an act of theirs are over, readers are asked whether to go on.
RENEWAL_DAYS = 30
# Mails go to addresses that a stranger typed: without a limit the form is a relay.
MAILS_A_DAY = 3


def soft_limit() -> int:
    """Return how many letters may come back softly, within the window, before an address is struck off."""
    return int(current_app.config["BOUNCE_SOFT_LIMIT"])


def soft_window() -> dt.timedelta:
    """Return how long a soft bounce counts."""
    return dt.timedelta(days=current_app.config["BOUNCE_SOFT_DAYS"])


def approval_above() -> int:
    """Return to how many recipients a newsletter may go without a second person."""
    return int(current_app.config["NEWSLETTER_APPROVAL_ABOVE"])
