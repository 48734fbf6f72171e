"""The tables of the policy and cookie pages, made from the register in the language in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from cesi_site.core.languages import Text
from cesi_site.core.sites import Site
from cesi_site.register import Activity, Anonymise, Cookie, Ground, Processor, Register, RetiredCookie

Row = list[str | Markup]

REMOVED = Text("wordt gewist", "effacement")
ANONYMISED = Text("wat naar een persoon verwijst, wordt gewist", "effacement de ce qui désigne une personne")


def activities(register: Register) -> list[Row]:
    """What is done, on what ground and how long its main data stays; each name leads to its details."""
    return [
        [
            _lines([_link(activity), *([activity.switched_off] if activity.switched_off else [])]),
            str(activity.ground.title),
            str(activity.main_term),
        ]
        for activity in register.activities
    ]


def sources(register: Register) -> list[Row]:
    """Where the data of each activity comes from (article 14.2.f GDPR)."""
    return [[_link(activity), str(activity.source)] for activity in register.activities]


def grounds(register: Register) -> list[Row]:
    """Each ground that is used, what it comes down to, and the activities that rest on it."""
    used = ((ground, [one for one in register.activities if one.ground is ground]) for ground in Ground)
    return [
        [_lines([_capital(str(ground.title)), ground.article]), str(ground.meaning), _list(map(_link, activities))]
        for ground, activities in used
        if activities
    ]


def retention(register: Register) -> list[Row]:
    """How long each kind of data is kept, and what happens then."""
    rows: list[Row] = []
    for activity in register.activities:
        for holding in activity.holdings:
            end = ANONYMISED if isinstance(holding.at_end, Anonymise) else REMOVED
            law = [] if holding.law is None else [holding.law]
            rows.append([_capital(str(holding.name)), _lines([holding.kept_in_words, *law]), str(end)])
        for place in activity.elsewhere:
            rows.append([_capital(str(place.name)), str(place.kept_in_words), str(place.cleared)])
    return rows


def recipients(register: Register, processors: Iterable[Processor]) -> list[Row]:
    """Who receives the data of each activity: people first, then the processors that touch it."""
    named = {processor.key: processor for processor in processors}
    return [
        [
            _link(activity),
            _lines([*activity.recipients, *(named[key].name for key in activity.processors if key in named)]),
        ]
        for activity in register.activities
    ]


def security(register: Register) -> list[Text]:
    """The measures of all activities, each once."""
    return list(dict.fromkeys(measure for activity in register.activities for measure in activity.security))


def cookies(register: Register, sites: Mapping[str, Site]) -> list[Row]:
    """Provider, hosts, name, kind, purpose and life of each cookie (promise F9)."""
    return [
        [
            Markup("<code>{}</code>").format(cookie.name),
            str(cookie.provider),
            _lines(hosts(cookie, sites)),
            str(cookie.kind.title),
            str(cookie.purpose),
            str(cookie.life_in_words),
        ]
        for cookie in register.cookies
    ]


def retired_cookies(register: Register, sites: Mapping[str, Site]) -> list[Row]:
    """The same of cookies that old tools left behind."""
    return [
        [
            Markup("<code>{}</code>").format(cookie.name),
            cookie.provider,
            _lines(hosts(cookie, sites)),
            str(cookie.kind),
            str(cookie.life),
        ]
        for cookie in register.retired_cookies
    ]


def hosts(cookie: Cookie | RetiredCookie, sites: Mapping[str, Site]) -> list[str]:
    """Return where a cookie holds: the shared domain of its sites, or their hosts."""
    shared = isinstance(cookie, RetiredCookie) or cookie.shared
    found = (sites[key] for key in cookie.sites)
    return list(dict.fromkeys((shared and site.cookie_domain) or site.hostname for site in found))


def _link(activity: Activity) -> Markup:
    return Markup('<a href="#{}">{}</a>').format(activity.key, activity.name)


def _lines(parts: Iterable[object]) -> Markup:
    return Markup("<br>").join(map(escape, parts))


def _list(links: Iterable[Markup]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(link) for link in links)
    return Markup('<ul class="table-links" role="list">{}</ul>').format(items)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
