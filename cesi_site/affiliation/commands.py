"""`flask affiliation`: what the form starts with, and who reads the requests."""

from __future__ import annotations

from collections.abc import Sequence

import click
from flask import Blueprint

from cesi_site.affiliation import operations
from cesi_site.core.addresses import BadAddress
from cesi_site.core.languages import LANGUAGES


def register(blueprint: Blueprint) -> None:
    """Give the blueprint its commands."""
    blueprint.cli.short_help = "Requests to join: tariffs and readers."
    blueprint.cli.add_command(load)
    blueprint.cli.add_command(set_readers)


@click.command("load")
def load() -> None:
    """Fill in the tariffs, activities and readers a site starts with; what is there stays as it is."""
    operations.load_starter()
    click.echo("Tariffs, activities and readers are there.")


@click.command("readers")
@click.argument("language", type=click.Choice(LANGUAGES))
@click.argument("addresses", nargs=-1, required=True)
def set_readers(language: str, addresses: Sequence[str]) -> None:
    """Say who reads the requests in one language, in the place of who did."""
    try:
        operations.set_readers(language, addresses, by=None)
    except BadAddress as error:
        raise click.ClickException(f"Not an e-mail address: {error}") from None
    click.echo(f"{language}: {', '.join(addresses)}")
