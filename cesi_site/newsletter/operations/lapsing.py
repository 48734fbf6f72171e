"""Mailings that nobody goes on with: their lists of recipients do not stay for ever (promise I1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import ColumnElement, func, select

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.newsletter.models import Mailing, MailingState
from cesi_site.newsletter.operations.mailing_errors import NotPossible
from cesi_site.newsletter.operations.mailings import cancel, write_again

Act = Callable[..., Mailing]
# A list is out of date by then: who has left since is found when it leaves, who has come is not on it.
COUNTED_FOR = dt.timedelta(days=30)
PAUSED_FOR = dt.timedelta(days=90)


def let_lapse() -> int:
    """Make drafts again of mailings counted a month ago and never let go, and cancel those paused on their way.

    Returns how many there were.
    """
    now, lapsed = clock.now(), 0
    counted = (MailingState.AWAITING_APPROVAL, MailingState.READY)
    for mailing_id in _found(Mailing.state.in_(counted), Mailing.counted_at < now - COUNTED_FOR):
        lapsed += _try(write_again, mailing_id)
    begun = func.coalesce(Mailing.started_at, Mailing.counted_at)
    for mailing_id in _found(Mailing.state == MailingState.PAUSED, begun < now - PAUSED_FOR):
        lapsed += _try(cancel, mailing_id)
    return lapsed


def _found(*conditions: ColumnElement[bool]) -> list[int]:
    return list(db.session.scalars(select(Mailing.id).where(*conditions)))


def _try(act: Act, mailing_id: int) -> bool:
    try:
        act(mailing_id, by=None)
    except NotPossible:  # somebody went on with it in this moment
        return False
    return True
