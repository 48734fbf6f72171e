"""Why did I get this? The reader's own part of the answer: when the address came to us, and from where."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from cesi_site.core.clock import day_in_brussels
from cesi_site.core.languages import _, use_language
from cesi_site.core.templating import date_long
from cesi_site.newsletter.models import Origin


def why_subscribed(origin: Origin, confirmed_at: dt.datetime, language: str) -> str:
    """Say in `language` how an address came onto the list, and when that was confirmed."""
    return _subscribed(origin, day_in_brussels(confirmed_at), language)


@lru_cache(maxsize=10_000)
def _subscribed(origin: Origin, day: dt.date, language: str) -> str:
    with use_language(language):
        date = date_long(day)
        match origin:
            case Origin.PAGE:
                return str(
                    _("You subscribed on our page about the newsletter, and confirmed it on %(date)s.", date=date)
                )
            case Origin.FOOTER:
                return str(_("You subscribed at the foot of our website, and confirmed it on %(date)s.", date=date))
            case Origin.AFFILIATION:
                return str(
                    _("You asked for it with your request to join CESI, and confirmed it on %(date)s.", date=date)
                )
            case Origin.IMPORT:
                return str(
                    _("You said yes to our newsletter on %(date)s; your address came to us with a list.", date=date)
                )
            case Origin.STAFF:
                return str(_("Our staff put you on the list at your request, on %(date)s.", date=date))


def why_informed(organisation: str, since: dt.datetime, language: str) -> str:
    """Say in `language` for which member somebody is informed, and since when."""
    with use_language(language):
        date = date_long(since)
        words = _(
            "You stand for %(organisation)s, a member of CESI, since %(date)s.", organisation=organisation, date=date
        )
    return str(words)


def sample_why(language: str) -> str:
    """Return what stands in its place where nobody is mailed."""
    with use_language(language):
        return str(_("(Here each reader finds when and how the address came to us.)"))
