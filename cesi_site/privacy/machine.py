"""The policy for machines: what the register says, in both languages, as `/privacy.json` gives it.

Its form is described by `static/privacy.schema.json`. A field may be added; `format` changes when one goes or means
something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cesi_site.core.companies import PRIVACY_ADDRESS, Company
from cesi_site.core.languages import Text
from cesi_site.core.sites import Site
from cesi_site.privacy.tables import ANONYMISED, REMOVED, hosts
from cesi_site.privacy.versions import CURRENT
from cesi_site.register import (
    Activity,
    Anonymise,
    Cookie,
    Elsewhere,
    Holding,
    Processor,
    Register,
    RetiredCookie,
    Term,
)

FORMAT = 1
SCHEMA = "privacy.schema.json"

Words = dict[str, str]


def as_data(
    register: Register,
    *,
    companies: Iterable[Company],
    processors: Iterable[Processor],
    sites: Mapping[str, Site],
    pages: Mapping[str, str],
    schema: str,
) -> dict[str, Any]:
    """Return the register as plain data. `pages` are the addresses of the policy page, `schema` that of its schema."""
    return {
        "$schema": schema,
        "format": FORMAT,
        "version": CURRENT.number,
        "since": CURRENT.since.isoformat(),
        "fingerprint": register.fingerprint,
        "pages": dict(pages),
        "sites": [site.base_url for site in sites.values()],
        "contact": PRIVACY_ADDRESS,
        "controllers": [_company(company) for company in companies],
        "processors": [_processor(processor) for processor in processors],
        "activities": [_activity(activity) for activity in register.activities],
        "cookies": [_cookie(cookie, sites) for cookie in register.cookies],
        "retired_cookies": [_retired(cookie, sites) for cookie in register.retired_cookies],
    }


def words(text: Text) -> Words:
    """Return a text in both languages."""
    return {"nl": text.nl, "fr": text.fr}


def _company(company: Company) -> dict[str, Any]:
    return {
        "key": company.key,
        "name": company.name,
        "trade_name": company.trade_name,
        "enterprise_number": company.enterprise_number,
    }


def _processor(processor: Processor) -> dict[str, Any]:
    return {
        "key": processor.key,
        "name": processor.name,
        "service": words(processor.service),
        "url": processor.url,
    }


def _activity(activity: Activity) -> dict[str, Any]:
    return {
        "key": activity.key,
        "name": words(activity.name),
        "running": activity.running,
        "purpose": words(activity.purpose),
        "ground": {
            "article": f"6.1.{activity.ground.point}",
            "name": words(activity.ground.title),
            "why": words(activity.ground_in_words),
            "balancing": _maybe(activity.balancing),
        },
        "persons": _list(activity.persons),
        "data": _list(activity.data),
        "source": words(activity.source),
        "obligatory": words(activity.obligatory),
        "recipients": _list(activity.recipients),
        "processors": list(activity.processors),
        "controllers": list(activity.controllers),
        "transfers": _maybe(activity.transfers),
        "security": _list(activity.security),
        "details": _list(activity.details),
        "kept": [*map(_holding, activity.holdings), *map(_elsewhere, activity.elsewhere)],
    }


def _holding(holding: Holding) -> dict[str, Any]:
    return {
        "key": holding.key,
        "name": words(holding.name),
        "kept": words(holding.kept_in_words),
        "term": _term(holding.kept),
        "end": words(ANONYMISED if isinstance(holding.at_end, Anonymise) else REMOVED),
        "law": _maybe(holding.law),
    }


def _elsewhere(place: Elsewhere) -> dict[str, Any]:
    return {
        "key": place.key,
        "name": words(place.name),
        "kept": words(place.kept_in_words),
        "term": None,
        "end": words(place.cleared),
        "law": None,
    }


def _term(term: Term) -> str:
    """Return a term as ISO 8601 writes it: P36M, P30D."""
    return f"P{term.months}M" if term.months else f"P{term.days}D"


def _cookie(cookie: Cookie, sites: Mapping[str, Site]) -> dict[str, Any]:
    return {
        "name": cookie.name,
        "provider": words(cookie.provider),
        "hosts": hosts(cookie, sites),
        "kind": cookie.kind.name.lower(),
        "purpose": words(cookie.purpose),
        "seconds": None if cookie.life is None else int(cookie.life.total_seconds()),
        "needs_consent": cookie.needs_consent,
    }


def _retired(cookie: RetiredCookie, sites: Mapping[str, Site]) -> dict[str, Any]:
    return {
        "name": cookie.name,
        "provider": cookie.provider,
        "hosts": hosts(cookie, sites),
        "kind": words(cookie.kind),
        "life": words(cookie.life),
    }


def _maybe(text: Text | None) -> Words | None:
    return None if text is None else words(text)


def _list(texts: Iterable[Text]) -> list[Words]:
    return [words(text) for text in texts]
