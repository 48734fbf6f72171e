"""`create_app()`: the table of contents of the application, and nothing else."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from cesi_site.core import (
    abuse,
    database,
    errors,
    guard,
    headers,
    language_choice,
    languages,
    logs,
    page_cache,
    sites,
    templating,
)
from cesi_site.core.cookie_gate import CookieGate
from cesi_site.core.database import db
from cesi_site.core.page_cache import PageCache
from cesi_site.core.settings import PROJECT, load_settings
from cesi_site.core.stamps import read_stamps


def create_app(**settings: Any) -> Flask:
    """Make the application. `settings` win over the environment (names without prefix). Raises `SettingError`."""
    config = load_settings(**settings)
    app = templating.SiteFlask(
        "cesi_site",
        instance_path=config["INSTANCE_PATH"],
        static_folder=str(PROJECT / "static"),
        template_folder=str(PROJECT / "templates"),
    )
    app.config.update(config)
    for ground in (logs, database, languages, sites, language_choice, guard, headers, abuse, templating, errors):
        ground.init_app(app)
    page_cache.init_app(app)
    _TEMPORARY_parts(app)
    _wrap(app)
    return app


def _wrap(app: Flask) -> None:
    """Put the layers around Flask; the last one is the outermost."""
    known, register = app.extensions["sites"], app.extensions["register"]
    if app.config["TRUSTED_PROXIES"]:
        count = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    if app.config["PAGE_CACHE_ENABLED"]:
        with app.app_context():
            engine = db.engine
        app.wsgi_app = PageCache(  # type: ignore[method-assign]
            app.wsgi_app,
            hosts=[site.host for site in known.values()],
            session_cookie=app.config["SESSION_COOKIE_NAME"],
            read_stamps=lambda: read_stamps(engine),
            trust_seconds=app.config["PAGE_CACHE_SECONDS"],
        )
    app.wsgi_app = CookieGate(  # type: ignore[method-assign]
        app.wsgi_app,
        declared=[cookie.name for cookie in register.cookies],
        retired=[cookie.name for cookie in register.retired_cookies],
        domain_of=lambda host: sites.site_of_host(host, known).cookie_domain,
    )


def _TEMPORARY_parts(app: Flask) -> None:
    # while the parts are being written side by side: takes what is there; the lead replaces it by plain imports
    for name in ("audit", "outbox"):
        if importlib.util.find_spec(f"cesi_site.{name}"):
            module = importlib.import_module(f"cesi_site.{name}")
            if hasattr(module, "init_app"):
                module.init_app(app)
    from cesi_site.register import Register
    from cesi_site.register import init_app as init_register

    register = Register()
    for name in ("public", "contact", "privacy", "audit", "outbox", "core"):
        if importlib.util.find_spec(f"cesi_site.{name}") and importlib.util.find_spec(f"cesi_site.{name}.processing"):
            register.declare(*importlib.import_module(f"cesi_site.{name}.processing").DECLARATIONS)
    init_register(app, register)
    for name in ("public", "contact", "privacy", "development"):
        if name == "development" and not app.config["DEVELOPMENT"]:
            continue
        if importlib.util.find_spec(f"cesi_site.{name}") and importlib.util.find_spec(f"cesi_site.{name}.views"):
            app.register_blueprint(importlib.import_module(f"cesi_site.{name}.views").blueprint)
    if importlib.util.find_spec("cesi_site.public") and importlib.util.find_spec("cesi_site.public.navigation"):
        app.jinja_env.globals["navigation"] = importlib.import_module("cesi_site.public.navigation").navigation
    else:
        app.jinja_env.globals["navigation"] = lambda site: []
