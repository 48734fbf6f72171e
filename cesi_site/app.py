"""`create_app()`: the table of contents of the application, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from cesi_site import accounts, audit, commands, integrations, outbox, register
from cesi_site.accounts import processing as accounts_processing
from cesi_site.accounts.addresses import localised
from cesi_site.affiliation import processing as affiliation_processing
from cesi_site.affiliation import views as affiliation
from cesi_site.choices import processing as choices_processing
from cesi_site.contact import processing as contact_processing
from cesi_site.contact import views as contact
from cesi_site.content import processing as content_processing
from cesi_site.core import (
    abuse,
    behind,
    companies,
    consent,
    database,
    errors,
    guard,
    kept,
    language_choice,
    languages,
    logs,
    optional_tools,
    page_cache,
    sites,
    templating,
)
from cesi_site.core.consent import ConsentReader
from cesi_site.core.cookie_gate import CookieGate
from cesi_site.core.front_door import FrontDoor
from cesi_site.core.headers import SecurityHeaders
from cesi_site.core.page_cache import PageCache
from cesi_site.core.settings import DEFAULTS, PROJECT, load_settings
from cesi_site.core.site_flask import SiteFlask
from cesi_site.core.working_turns import WorkingTurns
from cesi_site.development import views as development
from cesi_site.enrolment import processing as enrolment_processing
from cesi_site.enrolment import views as enrolment
from cesi_site.members import processing as members_processing
from cesi_site.mycesi import views as mycesi
from cesi_site.newsletter import processing as newsletter_processing
from cesi_site.newsletter import views as newsletter
from cesi_site.privacy import operations as privacy_operations
from cesi_site.privacy import processing as privacy_processing
from cesi_site.privacy import processors
from cesi_site.privacy import views as privacy
from cesi_site.privacy.processing import cookies as cookies_processing
from cesi_site.public import views as public
from cesi_site.public.navigation import navigation
from cesi_site.staff import views as staff
from cesi_site.staff.area import error_page
from cesi_site.visits import measuring
from cesi_site.visits import processing as visits_processing


def create_app(**settings: Any) -> Flask:
    """Make the application. `settings` win over the environment (names without prefix). Raises `SettingError`."""
    config = load_settings(**settings)
    app = SiteFlask(
        "cesi_site",
        instance_path=config["INSTANCE_PATH"],
        static_folder=str(PROJECT / "static"),
        template_folder=str(PROJECT / "templates"),
    )
    app.config.update(config)
    app.localised_rules = {"security": localised}
    for ground in (
        logs,
        database,
        languages,
        sites,
        companies,
        language_choice,
        guard,
        abuse,
        templating,
        errors,
        behind,
    ):
        ground.init_app(app)
    for keeping in (kept, page_cache):
        keeping.init_app(app)
    for machinery in (audit, outbox):
        machinery.init_app(app)
    accounts.init_app(app)
    register.init_app(app, _declared(app.config), as_shipped=lambda: _declared(DEFAULTS))
    consent.init_app(app, _consent_reader(app))
    optional_tools.init_app(app, integrations.tools(app.config))
    measuring.init_app(app)
    for views in (public, contact, newsletter, enrolment, affiliation, privacy, mycesi, staff):
        app.register_blueprint(views.blueprint)
    errors.use_page_below(app, "/staff/", error_page)
    if app.config["DEVELOPMENT"]:
        app.register_blueprint(development.blueprint)
    app.jinja_env.globals["navigation"] = navigation
    commands.init_app(app)
    _wrap(app)
    return app


def _declared(config: Mapping[str, Any]) -> register.Register:
    """Collect what each part declares that it keeps, under these settings."""
    declared = register.Register(
        declaration
        for part in (
            content_processing,
            contact_processing,
            enrolment_processing,
            newsletter_processing,
            choices_processing,
            affiliation_processing,
            members_processing,
            privacy_processing,
        )
        for declaration in part.DECLARATIONS
    )
    declared.declare(*cookies_processing.declarations(config["CONSENT_MONTHS"]), *processors.declarations(config))
    declared.declare(
        *visits_processing.declarations(
            visits=config["VISITS"] == "visits",
            interests=config["INTERESTS"],
            consent_months=config["CONSENT_MONTHS"],
        )
    )
    declared.declare(*integrations.declarations(config))
    declared.declare(*accounts_processing.declarations(config["CONNECTION_LOG_MONTHS"]))
    return declared


def _consent_reader(app: Flask) -> ConsentReader:
    """Return the reader of consent for the purposes that are declared."""
    versions = {purpose.key: purpose.version for purpose in app.extensions["register"].purposes}
    return ConsentReader(versions, [tool.purpose for tool in integrations.tools(app.config)])


def _wrap(app: Flask) -> None:
    """Put the layers around Flask; the last one is the outermost."""
    known, register = app.extensions["sites"], app.extensions["register"]
    reader = app.extensions["consent"]
    retired = [cookie.name for cookie in register.retired_cookies]
    gate = app.extensions["cookie_gate"] = CookieGate(
        app.wsgi_app,
        declared=[cookie.name for cookie in register.cookies],
        retired=retired,
        domain_of=lambda host: sites.site_of_host(host, known).cookie_domain,
        optional={cookie.name: cookie.needs_consent for cookie in register.optional_cookies},
        reader=reader,
    )
    app.extensions["behind"].add(lambda: _note_dropped(gate))
    app.wsgi_app = gate  # type: ignore[method-assign]
    if database.is_sqlite(app):
        app.wsgi_app = WorkingTurns(app.wsgi_app)  # type: ignore[method-assign]
    app.wsgi_app = FrontDoor(app.wsgi_app, app.config["TRUSTED_HOSTS"])  # type: ignore[method-assign]
    app.wsgi_app = SecurityHeaders(app.wsgi_app)  # type: ignore[method-assign]
    recorder = measuring.recorder_of(app)
    if app.config["PAGE_CACHE_ENABLED"]:
        app.wsgi_app = PageCache(  # type: ignore[method-assign]
            app.wsgi_app,
            hosts=[site.host for site in known.values()],
            passing_by=[app.config["SESSION_COOKIE_NAME"], *retired],
            clock=app.extensions["stamp_clock"],
            variant=reader.variant,
            stray=gate.shows_stray,
            seen=recorder.seen if recorder else None,
        )
    if app.config["TRUSTED_PROXIES"]:  # outermost: the ready pages and the headers go by the visitor's scheme
        count = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]


def _note_dropped(gate: CookieGate) -> None:
    if dropped := gate.take_dropped():
        privacy_operations.note_dropped(dropped)
