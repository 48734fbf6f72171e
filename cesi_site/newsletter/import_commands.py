"""`flask newsletter import`: bring in a list from a terminal."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from cesi_site.core.languages import LANGUAGES
from cesi_site.newsletter.importing import BadList
from cesi_site.newsletter.models import ImportGround, ListImport
from cesi_site.newsletter.operations import imports as operations
from cesi_site.newsletter.queries import imports as queries
from cesi_site.newsletter.queries.imports import Preview

FAULTS = {
    "empty": "The file holds no rows.",
    "not_text": "The file is no CSV.",
    "no_email": "The first line names no column 'email'.",
    "too_long": "The file is too long: 50,000 rows and 5 MB at most.",
}


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--ground",
    type=click.Choice([ground.value for ground in ImportGround]),
    required=True,
    help="asked: each is mailed to confirm; proved: each confirmed before, the file says when; "
    "left: they unsubscribed elsewhere; stop: they want no advertising.",
)
@click.option("--source", required=True, help="Where the list comes from; kept as the proof.")
@click.option("--language", type=click.Choice(LANGUAGES), required=True, help="For rows that name none.")
@click.option("--yes", is_flag=True, help="Carry it out without asking.")
def import_list(file: Path, ground: str, source: str, language: str, yes: bool) -> None:
    """Show what the CSV list FILE would do, and carry it out. Who left or objected never comes back by it."""
    try:
        kept = operations.upload(
            data=file.read_bytes(),
            filename=file.name,
            ground=ImportGround(ground),
            source=source[:200],
            language=language,
            by=None,
        )
    except BadList as error:
        raise click.ClickException(FAULTS[error.reason]) from None
    found = queries.preview(kept)
    Console().print(_table(found))
    if found.taken and (yes or click.confirm(f"Carry out {found.taken} rows?")):
        _carry_out(kept, found.taken + found.skipped)


def _carry_out(kept: ListImport, rows: int) -> None:
    number = kept.id
    operations.start(number, by=None)
    columns = (TextColumn("Carrying it out"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("import", total=rows)
        operations.carry_out(number, progress=lambda done: bar.update(task, completed=done))
    done = queries.find_import(number)
    assert done is not None
    for fate, count in sorted(done.counts.items()):
        click.echo(f"{count:8}  {fate}")


def _table(found: Preview) -> Table:
    table = Table(title="What the list would do")
    table.add_column("Rows", justify="right")
    table.add_column("")
    for fate, number in sorted(found.counts.items()):
        table.add_row(str(number), fate.value)
    return table
