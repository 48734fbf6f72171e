"""`create_app()`: the table of contents of the application, and nothing else."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from flask import Flask

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
from cesi_site.core.settings import PROJECT, load_settings


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
    return app


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
