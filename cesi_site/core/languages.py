"""Dutch and French as equals: addresses, texts and the reader's choice.

An endpoint has one address per language, each a static rule that carries its language as a default
(`localized_route`). The language in use is `g.lang`: put there by the address, or by `use_language`
where something is written for somebody else than the one who asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app, g, has_app_context, has_request_context, request, url_for
from flask_babel import Babel, force_locale, get_translations, lazy_gettext
from flask_babel import gettext as gettext
from flask_babel import ngettext as ngettext

from cesi_site.core.web_addresses import parts_of

LANGUAGES = ("nl", "fr")
LOCALES = {"nl": "nl_BE", "fr": "fr_BE"}
TAGS = {"nl": "nl-BE", "fr": "fr-BE"}
# What a language calls itself, for who chooses it; `language_name` is for who reads about it.
NAMES = {"nl": "Nederlands", "fr": "Français"}
# The button with this name takes a half-filled form along to the other language.
SWITCH = "language_switch"
COOKIE = "cesi_language"
COOKIE_DAYS = 365

View = TypeVar("View", bound=Callable[..., Any])

_ = gettext
_l = lazy_gettext


@dataclass(frozen=True)
class Text:
    """The same text in both languages. `str()` gives it in the language in use."""

    nl: str
    fr: str

    def in_language(self, language: str) -> str:
        """Return the text in `language`, "nl" or "fr"."""
        return {"nl": self.nl, "fr": self.fr}[language]

    def __str__(self) -> str:
        return self.in_language(current_language())


def localized_route(
    blueprint: Blueprint, *, nl: str, fr: str, methods: list[str] | None = None
) -> Callable[[View], View]:
    """Give a view its Dutch and its French address (paths without the language prefix).

    The endpoint is the view's name. `url_for` picks the address of the language in use, or of `lang=`.
    """

    def register(view: View) -> View:
        for language, path in (("nl", nl), ("fr", fr)):
            blueprint.add_url_rule(
                f"/{language}{path}", view.__name__, view, methods=methods, defaults={"lang": language}
            )
        return view

    return register


def language_of_path(path: str) -> str | None:
    """Return the language that an address stands in, or None for one without."""
    segment = path.split("/", 2)[1] if path.startswith("/") else ""
    return segment if segment in LANGUAGES else None


def preferred_language() -> str | None:
    """Return what this visitor prefers: the choice they made, else what the browser asks for, else None."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES)


def current_language() -> str:
    """Return the language in use: of the address, of `use_language`, or the one this visitor prefers."""
    if not has_app_context():
        return LANGUAGES[0]
    language: str | None = g.get("lang")
    if language is None:
        asked = (language_of_path(request.path) or preferred_language()) if has_request_context() else None
        language = g.lang = asked or LANGUAGES[0]
    return language


@contextmanager
def use_language(language: str) -> Iterator[None]:
    """Write everything inside in `language`: texts, dates and the addresses that `url_for` gives."""
    before = g.get("lang")
    g.lang = language
    try:
        with force_locale(LOCALES[language]):
            yield
    finally:
        if before is None:
            g.pop("lang", None)
        else:
            g.lang = before


def language_name(language: str) -> str:
    """Return what `language` is called in the language in use."""
    return str({"nl": gettext("Dutch"), "fr": gettext("French")}[language])


def other_language(language: str) -> str:
    """Return the other one of the two languages."""
    return LANGUAGES[1 - LANGUAGES.index(language)]


def has_twin() -> bool:
    """Tell whether this request's page exists in both languages; an error has no twin, nor has a staff page."""
    endpoint = request.endpoint if request else None
    return endpoint is not None and _takes_language(endpoint)


def twin_url(language: str) -> str:
    """Return the address of this same page in `language`.

    A view whose slug or query differs per language puts its values in `g.twin_args[language]`. A page
    without a twin (an error, a page without language) leads to the home page.
    """
    return twin_urls()[language]


def twin_urls() -> Mapping[str, str]:
    """Return `twin_url` of each language."""
    known: Mapping[str, str] | None = g.get("twin_urls")
    if known is None:
        known = g.twin_urls = _twin_urls()
    return known


def _twin_urls() -> Mapping[str, str]:
    if not has_twin():
        return {language: url_for("public.home", lang=language) for language in LANGUAGES}
    endpoint = str(request.endpoint)
    own = g.get("twin_args", {})
    values = {**(request.view_args or {}), **(request.args.to_dict(flat=False) if request.query_string else {})}
    if own or values:
        arguments = {language: own.get(language, values) for language in LANGUAGES}
        return {language: url_for(endpoint, **{**arguments[language], "lang": language}) for language in LANGUAGES}
    return plain_urls(endpoint)


def plain_urls(endpoint: str) -> Mapping[str, str]:
    """Return the address of a page in each language, of a page that takes nothing else: put together once."""
    plain: dict[str, Mapping[str, str]] = current_app.extensions["plain_addresses"]
    if endpoint not in plain:
        plain[endpoint] = {language: url_for(endpoint, lang=language) for language in LANGUAGES}
    return plain[endpoint]


def _takes_language(endpoint: str) -> bool:
    return current_app.url_map.is_endpoint_expecting(endpoint, "lang")


def switched_language(path: str, host: str, referrer: str | None) -> str | None:
    """Return the language a visitor just chose by going from one language to the other, or None.

    Only our own links lead from a page in one language to a page in another: the language switch and the
    page of choice. So that step is the choice that promise F3 speaks of, and it needs no script, form or
    special address.
    """
    target = language_of_path(path)
    if target is None or not referrer:
        return None
    came_from = parts_of(referrer)
    if came_from is None or came_from.netloc != host:
        return None
    origin = language_of_path(came_from.path)
    crossed = origin != target if origin else came_from.path in {"", "/"}
    return target if crossed else None


def translated(message: str) -> str:
    """Return a message in the language in use; each catalogue is looked up once."""
    language = current_language()
    known: dict[str, Callable[[str], str]] = current_app.extensions["catalogues"]
    if language not in known:
        with force_locale(LOCALES[language]):
            known[language] = get_translations().ugettext
    return known[language](message)


def init_app(app: Flask) -> None:
    """Bind Flask-Babel and the addresses' language to the application."""
    app.extensions["catalogues"], app.extensions["plain_addresses"] = {}, {}
    Babel(app, locale_selector=lambda: LOCALES[current_language()])

    @app.url_value_preprocessor
    def take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "lang" in values:
            g.lang = values.pop("lang")

    @app.url_defaults
    def give_language(endpoint: str, values: dict[str, Any]) -> None:
        if "lang" not in values and _takes_language(endpoint):
            values["lang"] = current_language()
