"""`flask audit`: for the people who operate the site."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from cesi_site.audit.queries import verify

audit = AppGroup("audit", help="The append-only log of who did what.")


@audit.command("verify")
def verify_command() -> None:
    """Walk the whole chain; leave with 1 and the line's number when it does not hold."""
    verdict = verify()
    if verdict.broken_at is not None:
        click.echo(f"Line {verdict.broken_at}: {verdict.fault}; {verdict.lines} lines before it hold.", err=True)
        sys.exit(1)
    click.echo(f"{verdict.lines} lines hold. Head: {verdict.head}")
