"""Flask as this site uses it: addresses in two languages, and nothing done twice for each request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any

from flask import Flask, Request, request
from flask.sansio.app import App
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.templating import Environment
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from werkzeug.datastructures import ImmutableDict
from werkzeug.routing import IntegerConverter, Map

HASHED_FOR = 365 * 24 * 3600
UNHASHED_FOR = 3600


class SiteTemplate(Template):
    """A template whose macros are imported from one module, made once.

    Jinja looks at every import whether the globals differ from those the module was made with, which costs more
    than the import; here they are the same for all templates.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class SiteEnvironment(Environment):
    """Jinja's environment, in which a template that was loaded once is found at once."""

    template_class = SiteTemplate

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options)
        self._loaded: dict[str, Template] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template finds everywhere: without more of its own, one mapping for all, quickly copied."""
        return super().make_globals(d) if d else self.globals

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> Template:
        """Return a template; where files may change meanwhile (`auto_reload`), Jinja looks each time."""
        if globals is not None or self.auto_reload or isinstance(name, Template):
            return super().get_template(name, parent, globals)
        loaded = self._loaded.get(name)
        if loaded is None:
            loaded = self._loaded[name] = super().get_template(name, parent)
        return loaded


class SiteSessions(SecureCookieSessionInterface):
    """Flask's signed cookie; who brings none costs nothing: Flask would make its signer all the same."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the visitor's session, an empty one where no cookie came."""
        return super().open_session(app, request) if "HTTP_COOKIE" in request.environ else self.session_class()


class KeyConverter(IntegerConverter):
    """The key of a row in an address: a number that a database could not hold is no page, and not looked up."""

    regex = r"[0-9]{1,9}"


class SiteMap(Map):
    """Addresses, with keys of rows for whole numbers."""

    default_converters = ImmutableDict({**Map.default_converters, "int": KeyConverter})


class SiteFlask(Flask):
    """Flask with the habits of this site.

    A library's pages stand at our addresses, one per language: `localised_rules` maps a blueprint's name to a
    function that gives (language, rule) for an endpoint. And a browser keeps a static file for a year when its
    address holds its hash.
    """

    jinja_environment = SiteEnvironment
    url_map_class = SiteMap
    session_interface = SiteSessions()
    localised_rules: Mapping[str, Callable[[str], Iterable[tuple[str, str]]]] = {}

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Add a rule, or one per language for a page whose addresses are ours."""
        translate = self.localised_rules.get((endpoint or "").partition(".")[0])
        if translate is None:
            super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)
            return
        for language, own in translate(endpoint or ""):
            defaults = {**options.get("defaults", {}), "lang": language}
            settled = {**options, "defaults": defaults}
            super().add_url_rule(own, endpoint, view_func, provide_automatic_options, **settled)

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """Return for how many seconds a static file may be kept."""
        return HASHED_FOR if "v" in request.args else UNHASHED_FOR

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return `func`: no view of this site is a coroutine, and Flask would ask that of each hook at each request."""
        return func
