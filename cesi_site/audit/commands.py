"""`flask audit`: for the people who operate the site."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from cesi_site.audit import annexes
from cesi_site.audit.queries import verify

audit = AppGroup("audit", help="The append-only log of who did what.")


@audit.command("verify")
def verify_command() -> None:
    """Walk the whole chain and the tables that it vouches for; leave with 1 and the number of what does not hold."""
    verdict = verify()
    if verdict.broken_at is not None:
        click.echo(f"Line {verdict.broken_at}: {verdict.fault}; {verdict.lines} lines before it hold.", err=True)
        sys.exit(1)
    broken = [(annexe.table, fault) for annexe in annexes.known() for fault in annexes.faults(annexe)]
    for table, fault in broken:
        where = "no line speaks of it" if fault.line is None else f"line {fault.line} speaks of it"
        click.echo(f"Row {fault.row} of {table}: it was {fault.what}; {where}.", err=True)
    if broken:
        sys.exit(1)
    click.echo(f"{verdict.lines} lines hold. Head: {verdict.head}")
