"""`flask privacy`: for the people who operate the site."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TextIO

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from cesi_site.choices.operations import review
from cesi_site.choices.queries import suppressed
from cesi_site.core import clock
from cesi_site.core.languages import LANGUAGES
from cesi_site.privacy import ledger, receipts, restoring
from cesi_site.privacy.editions import keep_current
from cesi_site.privacy.operations import count_expired, purge_expired
from cesi_site.privacy.versions import CURRENT, policy_fingerprint
from cesi_site.register import Holding, Register, current_register, register_as_shipped
from cesi_site.register.checking import Result, run_checks
from cesi_site.register.retention import Purged

TOO_OLD = "This backup is more than three years old: what was erased before that is not known any more."

privacy = AppGroup("privacy", help="What the privacy policy promises.")


@privacy.command("purge")
@click.option("--dry-run", is_flag=True, help="Count what is due, remove nothing.")
def purge_command(dry_run: bool) -> None:
    """Remove what has had its last day. The worker does the same every night."""
    console, register, at = Console(), current_register(), clock.now()
    due = count_expired(register=register, at=at)
    if dry_run:
        console.print(_table("Due now", register, {count.holding: count.rows for count in due}, due))
        return
    with _progress(console) as bars:
        tasks = {count.holding: bars.add_task(count.holding, total=count.rows) for count in due if count.rows}

        def advance(holding: Holding, rows: int) -> None:
            if holding.key in tasks:
                bars.update(tasks[holding.key], completed=rows)

        run = purge_expired(register=register, at=at, progress=advance)
    removed = {key: count["rows"] for key, count in run.counts.items()}
    console.print(_table(f"Retention run {run.id}", register, removed, due))


@privacy.command("audit")
@click.option("--json", "as_json", is_flag=True, help="Write it for machines.")
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
def audit_command(as_json: bool, language: str) -> None:
    """Check the live database against the promises; exit with 1 where something is not as promised."""
    results = run_checks()
    found = sum(len(result.findings) for result in results)
    if as_json:
        click.echo(json.dumps(_for_machines(results), ensure_ascii=False, indent=2))
    else:
        for result in results:
            _say(result, language)
        click.echo(f"{len(results)} checks, {found} findings.")
    if found:
        raise click.exceptions.Exit(1)


def _say(result: Result, language: str) -> None:
    mark = "!!" if result.findings else "ok"
    click.echo(f"{mark}  {', '.join(result.check.promises)}  {result.check.name.in_language(language)}")
    for finding in result.findings:
        click.echo(f"      {finding.what.in_language(language)}\n      -> {finding.todo.in_language(language)}")


def _for_machines(results: Sequence[Result]) -> dict[str, Any]:
    return {
        "at": clock.now().isoformat(timespec="seconds"),
        "findings": sum(len(result.findings) for result in results),
        "checks": [
            {
                "key": result.check.key,
                "promises": result.check.promises,
                "name": asdict(result.check.name),
                "findings": [asdict(finding) for finding in result.findings],
            }
            for result in results
        ],
    }


@privacy.command("version")
def version_command() -> None:
    """Print the fingerprint of the policy as it stands, and that of the newest version on record."""
    click.echo(f"now:       {policy_fingerprint(register_as_shipped())}")
    click.echo(f"version {CURRENT.number}: {CURRENT.fingerprint} since {CURRENT.since}")


@privacy.command("keep-policy")
def keep_policy_command() -> None:
    """Keep the policy as people read it now, where it changed. The worker does the same every hour."""
    edition = keep_current()
    click.echo(f"edition {edition.name} since {edition.since:%Y-%m-%d %H:%M} UTC")


@privacy.command("ledger")
def ledger_command() -> None:
    """Write the ledger of erasures to standard output: keep it before a PostgreSQL database is restored."""
    for entry in ledger.lines():
        click.echo(json.dumps(entry))


@privacy.command("replay")
@click.argument("file", type=click.File(encoding="utf-8"), required=False)
def replay_command(file: TextIO | None) -> None:
    """Erase anew what was erased after a restored backup was made: from FILE, else from the copy in the instance."""
    try:
        entries = ledger.copy() if file is None else ledger.read(file)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    if restoring.is_too_old():
        click.echo(TOO_OLD, err=True)
    click.echo(f"{len(entries)} erasures are known; {restoring.forget_again(entries)} addresses were erased anew.")


@privacy.command("check-receipt")
@click.argument("file", type=click.File(encoding="utf-8"))
def check_receipt_command(file: TextIO) -> None:
    """Tell whether FILE (- for standard input) is a receipt of ours in which nothing was changed."""
    try:
        document = receipts.read(file.read(receipts.LONGEST))
    except receipts.NotAReceipt:
        raise click.ClickException("This is no receipt of ours, or something in it was changed.") from None
    click.echo(f"{document['number']} of {document['at']} is ours and unchanged.")


@privacy.command("suppressions")
@click.option("--keep", "decision", flag_value="keep", help="Keep what is to be reviewed for three years more.")
@click.option(
    "--forget", "decision", flag_value="forget", help="Forget what is to be reviewed: an import may write again."
)
def suppressions_command(decision: str | None) -> None:
    """Count the addresses that are not written to; decide on those whose day of review has come (promise B7)."""
    if decision:
        click.echo(f"{review(keep=decision == 'keep')} reviewed.")
        return
    table = Table(title="Not written to")
    for column in ("Use", "Reason", "Addresses", "To review"):
        table.add_column(column, justify="right" if column in {"Addresses", "To review"} else "left")
    for row in suppressed():
        table.add_row(row.use, row.reason.value, str(row.addresses), str(row.to_review))
    Console().print(table)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console
    )


def _table(title: str, register: Register, rows: dict[str, int], counts: tuple[Purged, ...]) -> Table:
    clockless = {count.holding: count.clockless for count in counts}
    table = Table(title=title)
    for column in ("Holding", "Kept", "At the end", "Rows", "Without a date yet"):
        table.add_column(column, justify="right" if column in {"Rows", "Without a date yet"} else "left")
    for holding in register.holdings:
        kept = f"{holding.kept.months} months" if holding.kept.months else f"{holding.kept.days} days"
        end = type(holding.at_end).__name__.lower()
        table.add_row(holding.key, kept, end, str(rows[holding.key]), str(clockless[holding.key]))
    return table
