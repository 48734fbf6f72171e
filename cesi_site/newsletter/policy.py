"""The terms of a subscription, in one place."""

from __future__ import annotations

import datetime as dt

CONFIRM_DAYS = 7
CONFIRM_TERM = dt.timedelta(days=CONFIRM_DAYS)
# Mails go to addresses that a stranger typed: without a limit the form is a relay.
MAILS_A_DAY = 3
