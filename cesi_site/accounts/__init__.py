"""Accounts of members and staff: signing in, second factors, sessions, and the connection log."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Set accounts up: Flask-Security, who is signed in, what follows from a sign-in, mails and commands."""
    from cesi_site.accounts import keeper, mails, second_step, security, signals, views
    from cesi_site.accounts.commands import staff

    library = security.init_app(app)
    keeper.init_app(app, library.login_manager)
    signals.connect(app)
    app.register_blueprint(views.blueprint)
    app.view_functions["security.two_factor_rescue"] = views.lost_factor
    second_step.init_app(app, library)
    app.cli.add_command(staff)
    app.extensions["accounts"] = mails
