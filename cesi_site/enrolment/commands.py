"""`flask enrolment`: what the catalogue starts with, and its search."""

from __future__ import annotations

import click
from flask import Blueprint

from cesi_site.enrolment import operations


def register(blueprint: Blueprint) -> None:
    """Give the blueprint its commands."""
    blueprint.cli.short_help = "The catalogue of trainings."
    blueprint.cli.add_command(load)
    blueprint.cli.add_command(index)


@click.command("load")
def load() -> None:
    """Fill in the invented trainings with dates ahead of today; what is there stays as it is."""
    click.echo(f"{operations.load_catalogue()} trainings added.")


@click.command("index")
def index() -> None:
    """Write the words of the search anew, for example after a change of the stems."""
    click.echo(f"{operations.index_everything()} trainings indexed.")
