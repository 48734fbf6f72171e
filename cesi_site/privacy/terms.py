"""By when a request about rights is answered (article 12.3 GDPR), counted as Regulation (EEC) 1182/71 counts.

A term of months ends with the day that has the same date as the day of receipt, or the month's last day where there is
none; when that is a Saturday, a Sunday or a legal holiday, with the next working day. Asking who somebody is does not
stop the clock here: that is stricter than the law.
"""

from __future__ import annotations

import datetime as dt

from cesi_site.core.clock import day_in_brussels
from cesi_site.core.working_days import on_working_day
from cesi_site.privacy.models import RightsRequest
from cesi_site.register.terms import add_months

MONTHS = 1
MONTHS_EXTENDED = 3
FIRST_ALARM, SECOND_ALARM = 20, 27
LATE = 3


def due_on(received_at: dt.datetime) -> dt.date:
    """Return the last day to answer a request that came at this instant."""
    return on_working_day(add_months(day_in_brussels(received_at), MONTHS))


def extended_due_on(received_at: dt.datetime) -> dt.date:
    """Return the last day where the term was extended by the two months that the law allows."""
    return on_working_day(add_months(day_in_brussels(received_at), MONTHS_EXTENDED))


def alarm_days(request: RightsRequest) -> tuple[dt.date, dt.date, dt.date]:
    """Return the days from which staff are reminded: after 20 and 27 days, and when it is late.

    Of an extended request they lie as long before its end.
    """
    if request.extended_to is None:
        start = day_in_brussels(request.received_at)
        first, second = (start + dt.timedelta(days=days) for days in (FIRST_ALARM, SECOND_ALARM))
    else:
        first, second = (request.extended_to - dt.timedelta(days=days) for days in (10, 3))
    return first, second, request.last_day + dt.timedelta(days=1)


def alarms_due(request: RightsRequest, today: dt.date) -> int:
    """Return how many reminders staff should have had by today; `LATE` of them once its last day has passed."""
    return sum(day <= today for day in alarm_days(request))
