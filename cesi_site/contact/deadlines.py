"""By when a team answers: working days, as Belgium counts them."""

from __future__ import annotations

import datetime as dt

from cesi_site.core.clock import day_in_brussels
from cesi_site.core.working_days import working_days_after


def answer_by(received_at: dt.datetime, working_days: int) -> dt.date:
    """Return the day by which a message of `received_at` is answered; the day of receipt is not counted."""
    return working_days_after(day_in_brussels(received_at), working_days)
