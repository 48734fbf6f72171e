"""`flask newsletter bounces`: take in what came back, from a file, standard input, a maildir or the mailbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cesi_site.newsletter.bounce_jobs import imap_box
from cesi_site.newsletter.bounces.sources import Intake, NoAccess, read_imap, read_maildir
from cesi_site.newsletter.models import Source
from cesi_site.newsletter.operations.bounces import Taken, take_in

# The exit status by which a mail server knows that a mail is not taken here (sysexits.h: EX_DATAERR).
DATA_ERROR = 65


@click.command("bounces")
@click.argument("mail", type=click.File("rb"), required=False)
@click.option("--to", "sent_to", metavar="ADDRESS", help="The envelope's recipient, where the mail does not hold it.")
@click.option("--maildir", type=click.Path(path_type=Path, file_okay=False), help="Read all mails of a maildir.")
@click.option("--imap", "from_imap", is_flag=True, help="Read all mails of the mailbox of the settings, now.")
def bounces(mail: IO[bytes] | None, sent_to: str | None, maildir: Path | None, from_imap: bool) -> None:
    """Take in non-delivery reports and mails that unsubscribe: MAIL is a file with one mail, or - for standard input.

    Leaves with 65 (data error) when a person has to read the one mail: hand it on. From a maildir or the mailbox, what
    is dealt with is removed, and the rest goes to a folder of its own.
    """
    if sum(map(bool, (mail, maildir, from_imap))) != 1:
        raise click.UsageError("Name one of: a file (or -), --maildir, --imap.")
    if mail is not None:
        _take_one(mail.read(), sent_to)
    elif maildir is not None:
        _take_all(Source.MAILDIR, lambda intake: read_maildir(maildir, intake))
    else:
        box = imap_box()
        if box is None:
            raise click.ClickException("CESI_BOUNCE_IMAP_HOST is not set.")
        _take_all(Source.IMAP, lambda intake: read_imap(box, intake))


def _take_one(raw: bytes, sent_to: str | None) -> None:
    taken = take_in(raw, source=Source.PIPE, sent_to=sent_to)
    click.echo(_in_words(taken), err=not taken.is_ours)
    if not taken.is_ours:
        raise SystemExit(DATA_ERROR)


def _in_words(taken: Taken) -> str:
    if taken.again:
        return "Taken in before."
    if taken.bounce is None:
        return "Left alone: a person wrote it."
    about = f" ({taken.bounce.status})" if taken.bounce.status else ""
    return f"{taken.kind.value}{about}: {taken.bounce.verdict.value}"


def _take_all(source: Source, read: Callable[[Intake], Iterator[bool]]) -> None:
    outcomes: Counter[str] = Counter()

    def intake(raw: bytes) -> bool:
        taken = take_in(raw, source=source)
        outcomes[_in_words(taken) if taken.again or not taken.bounce else taken.bounce.verdict.value] += 1
        return taken.is_ours

    columns = (TextColumn("Mails"), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("read", total=None)
            for _ in read(intake):
                progress.advance(task)
    except NoAccess as error:
        raise click.ClickException(str(error)) from None
    finally:
        for outcome, number in sorted(outcomes.items()):
            click.echo(f"{number:6}  {outcome}")
