"""`flask contact`: the topics and their teams, the messages in quarantine, and replies that come by mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any, TypeVar

import click
from flask import Blueprint
from flask.cli import AppGroup
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cesi_site.contact import operations, queries
from cesi_site.contact.queries import Topic
from cesi_site.core.addresses import BadAddress
from cesi_site.core.languages import LANGUAGES

Command = TypeVar("Command", bound=Callable[..., Any])

WORD = r"[a-z0-9]+(-[a-z0-9]+)*"
TEXTS = {
    "name": "what visitors choose",
    "slug": "its word in addresses",
    "team": "who reads it",
    "note": "what to know before writing",
}

# The exit status by which a mail server knows that a mail was refused (sysexits.h: EX_DATAERR).
DATA_ERROR = 65
OUTCOMES = {
    operations.Outcome.TAKEN: "Taken in.",
    operations.Outcome.AGAIN: "Taken in before.",
    operations.Outcome.AUTOMATIC: "Left alone: a robot sent it.",
    operations.Outcome.TOO_MANY: "Refused: too many replies to this message today.",
    operations.Outcome.UNKNOWN: "Refused: it answers no message of its sender.",
}
REFUSED = frozenset({operations.Outcome.TOO_MANY, operations.Outcome.UNKNOWN})

topics = AppGroup("topics", help="The topics that visitors choose from, and who reads them.")
quarantine = AppGroup("quarantine", help="Messages that look like abuse and wait for somebody to look at them.")


def register(blueprint: Blueprint) -> None:
    """Give the blueprint its commands."""
    blueprint.cli.short_help = "The contact router: topics, quarantine and replies."
    blueprint.cli.add_command(topics)
    blueprint.cli.add_command(quarantine)
    blueprint.cli.add_command(intake)


def _word(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(WORD, value):
        raise click.BadParameter("use small letters, digits and hyphens")
    return value


def _facts(*, required: bool) -> Callable[[Command], Command]:
    """Options for the columns of a topic, in both languages."""

    def decorate(command: Command) -> Command:
        for name, meaning in reversed(TEXTS.items()):
            for language in reversed(LANGUAGES):
                needed, check = required and name != "note", _word if name == "slug" else None
                words = f"{meaning} ({language})"
                command = click.option(f"--{name}-{language}", required=needed, callback=check, help=words)(command)
        for option in (
            click.option("--position", type=int, help="order in the list"),
            click.option("--restricted/--open", default=None, help="one team alone reads it; no text in receipts"),
            click.option("--answer-days", type=click.IntRange(1, 30), required=required, help="working days"),
        ):
            command = option(command)
        return command

    return decorate


@topics.command("list")
def list_topics() -> None:
    """Show every topic with its team and addresses."""
    table = Table(title="Contact topics")
    for column in ("Key", "Name", "Team", "Answer in", "Read at", ""):
        table.add_column(column, overflow="fold")
    for topic in queries.all_topics():
        table.add_row(*_row(topic))
    Console().print(table)


def _row(topic: Topic) -> Sequence[str]:
    marks = [word for word, holds in (("restricted", topic.restricted), ("not offered", not topic.active)) if holds]
    days = "1 working day" if topic.answer_days == 1 else f"{topic.answer_days} working days"
    addresses = "\n".join(f"{language}: {address}" for language, address in topic.addresses)
    both = [f"{text.nl}\n{text.fr}" for text in (topic.name, topic.team)]
    return (topic.key, *map(escape, both), days, addresses, ", ".join(marks))


@topics.command("add")
@click.argument("key", callback=_word)
@_facts(required=True)
@click.option("--address-nl", "-n", multiple=True, required=True, help="who reads Dutch messages")
@click.option("--address-fr", "-f", multiple=True, required=True, help="who reads French messages")
def add_topic(key: str, address_nl: Sequence[str], address_fr: Sequence[str], **facts: Any) -> None:
    """Add a topic at the end of the list."""
    given: dict[str, Any] = {"note_nl": "", "note_fr": "", "restricted": False}
    given |= {name: value for name, value in facts.items() if value is not None}
    with _told():
        operations.add_topic(key, addresses={"nl": address_nl, "fr": address_fr}, **given)
    click.echo(f"Added: {key}.")


@topics.command("change")
@click.argument("key")
@_facts(required=False)
@click.option("--offered/--not-offered", "active", default=None, help="whether visitors can choose it")
def change_topic(key: str, **facts: Any) -> None:
    """Change a topic; what is not named stays as it is."""
    given = {name: value for name, value in facts.items() if value is not None}
    if not given:
        raise click.UsageError("Name at least one option; --help lists them.")
    with _told():
        operations.change_topic(key, **given)
    click.echo(f"Changed: {key}.")


@topics.command("addresses")
@click.argument("key")
@click.argument("language", type=click.Choice(LANGUAGES))
@click.argument("addresses", nargs=-1, required=True)
def set_addresses(key: str, language: str, addresses: Sequence[str]) -> None:
    """Say who reads a topic in one language, in the place of who did."""
    with _told():
        operations.set_addresses(key, language, addresses)
    click.echo(f"{key}, {language}: {', '.join(addresses)}")


@topics.command("load")
def load_topics() -> None:
    """Add the topics a site starts with; those that are there stay as they are."""
    click.echo(f"Added {operations.load_topics()} topics.")


@quarantine.command("list")
def list_quarantine() -> None:
    """Show the messages that wait, the oldest first."""
    table = Table(title="In quarantine")
    for column in ("Number", "Received", "Topic", "From", "Why", "Beginning"):
        table.add_column(column, overflow="fold")
    for message in queries.quarantined():
        beginning = escape(" ".join(message.body.split())[:160])
        received = f"{message.received_at:%Y-%m-%d %H:%M} UTC"
        why = ", ".join(message.quarantine_reasons)
        table.add_row(str(message.id), received, message.topic, escape(message.email), why, beginning)
    Console().print(table)


@quarantine.command("release")
@click.argument("numbers", nargs=-1, required=True, type=int)
def release(numbers: Sequence[int]) -> None:
    """Let messages go to their teams, by their numbers in the list."""
    for number in numbers:
        try:
            message = operations.release(number)
        except operations.HandlingError:
            raise click.ClickException(f"Message {number} is not in quarantine.") from None
        click.echo(f"Released: {message.reference}.")


@click.command("intake")
@click.argument("mail", type=click.File("rb"))
def intake(mail: IO[bytes]) -> None:
    """Take in the reply in MAIL: a file with one mail as it came in, or - for standard input.

    Leaves with 0 when it was taken in, or needs nothing (a robot wrote it, it was taken in before); with 65 (data
    error) when it answers no message of its sender: a mail server that hands mails to this command then tells so.
    """
    taken = operations.take_reply(mail.read())
    about = f" ({taken.message.reference})" if taken.message else ""
    click.echo(f"{OUTCOMES[taken.outcome]}{about}", err=taken.outcome in REFUSED)
    if taken.outcome in REFUSED:
        raise SystemExit(DATA_ERROR)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what an operation refuses into a sentence for the terminal."""
    try:
        yield
    except operations.UnknownTopic as error:
        raise click.ClickException(f"There is no topic {error}. `flask contact topics list` shows all.") from None
    except operations.TopicExists as error:
        raise click.ClickException(f"Another topic uses {error} already.") from None
    except operations.NobodyReads as error:
        raise click.ClickException(f"Nobody would read this topic in: {error}. Give it an address first.") from None
    except BadAddress as error:
        raise click.ClickException(f"Not an e-mail address: {error}") from None
