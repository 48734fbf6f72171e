"""The append-only log: who did what, and when. Lines hold ids and states, never a name or an address."""

from __future__ import annotations

from flask import Flask

from cesi_site.audit.commands import audit
from cesi_site.audit.operations import record

__all__ = ["init_app", "record"]


def init_app(app: Flask) -> None:
    """Add `flask audit` to the application."""
    app.cli.add_command(audit)
