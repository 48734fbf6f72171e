"""Cookies as declarations (promise F9): one that is not declared cannot leave the server."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from cesi_site.core.languages import Text
from cesi_site.register.terms import life_in_words

SITES = ("cesi", "onemanagement", "mycesi")


class CookieKind(Enum):
    """What a cookie is for, as the law sorts them. Only the first needs no consent."""

    NECESSARY = Text("strikt noodzakelijk", "strictement nécessaire")
    STATISTICS = Text("statistieken", "statistiques")
    MARKETING = Text("marketing", "marketing")

    @property
    def title(self) -> Text:
        """Its name on the cookie page."""
        return self.value


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """What visitors are asked to allow: a purpose that is not strictly necessary, and that is switched on.

    `name` completes "Waarvoor: …", "Pour quoi : …"; `meaning` says what happens after a yes, and what not. Another
    `version` asks everybody again.
    """

    key: str
    name: Text
    meaning: Text
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Cookie:
    """A cookie that these sites may set.

    A `name` that ends in "*" stands for all that begin so. `sites` are the keys of the sites that set it; `shared` says
    that it holds for their whole registrable domain and not for one host alone. `life` None ends it with the browser's
    session. `needs_consent` is the key of the purpose that the visitor must have agreed to, and is None for strictly
    necessary ones alone (Belgian Act of 30 July 2018, article 10/2).
    """

    name: str
    provider: Text
    kind: CookieKind
    purpose: Text
    life: dt.timedelta | None
    sites: tuple[str, ...] = SITES
    shared: bool = False
    needs_consent: str | None = None

    def __post_init__(self) -> None:
        if (self.needs_consent is None) != (self.kind is CookieKind.NECESSARY):
            raise ValueError(f"cookie {self.name}: what is not strictly necessary needs consent, and only that")

    @property
    def life_in_words(self) -> Text:
        """How long it lives, in words."""
        return life_in_words(self.life)


@dataclass(frozen=True, kw_only=True)
class RetiredCookie:
    """A cookie of a tool that the sites no longer use. It is expired as soon as a browser shows it.

    `life` is how long it once lived, in words; `sites` are the keys of the sites that set it.
    """

    name: str
    provider: str
    kind: Text
    life: Text
    sites: tuple[str, ...] = ("cesi", "onemanagement")
