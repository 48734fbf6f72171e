"""Commands for people who run the site: start it, try it, fill it with demo content."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from cesi_site.content.operations import load_starter_content
from cesi_site.core.server import Companion, serve
from cesi_site.development.demo import load_demo

TARGET = "wsgi:app"

demo = AppGroup("demo", help="Demo content, to try the site with.")
content = AppGroup("content", help="The services and the news.")


def _serve(*companions: Companion) -> NoReturn:
    config = current_app.config
    os.environ.pop("FLASK_RUN_FROM_CLI", None)  # the processes that follow are no commands
    worker = Companion("worker", [sys.executable, "-m", "cesi_site.outbox.worker", TARGET])
    serve(
        TARGET,
        host=config["HOST"],
        port=config["PORT"],
        workers=config["WEB_WORKERS"],
        threads=config["WEB_THREADS"],
        companions=[*companions, worker],
    )


@click.command("serve")
@with_appcontext
def serve_command() -> None:
    """Start the site and its worker; the database must be at the current schema."""
    _serve()


@click.command("dev")
@with_appcontext
def dev_command() -> None:
    """Set up what is missing, then start the site, its worker and the local mailbox (`make run`)."""
    if not current_app.config["DEVELOPMENT"]:
        raise click.ClickException("`flask dev` is for development: use `make run`.")
    _prepare()
    config = current_app.config
    companions = []
    if config["LOCAL_MAILBOX"]:
        folder, port = Path(config["INSTANCE_PATH"]) / "mailbox", config["MAIL_PORT"]
        mailbox = [sys.executable, "-m", "cesi_site.development.mailbox", str(folder), str(port)]
        companions.append(Companion("mailbox", mailbox))
    site, members = config["SITE_URL_CESI"], config["SITE_URL_MYCESI"]
    click.echo(f"The site is at {site} · MyCESI at {members} · the back office at {members}/staff/")
    click.echo(f"Every mail it sends is at {site}/dev/mailbox · Ctrl-C stops it.")
    _serve(*companions)


@demo.command("load")
def load_demo_command() -> None:
    """Bring the database to the current schema and load the demo content, as often as you like."""
    _prepare()


@content.command("load")
def load_content_command() -> None:
    """Load the services and articles a site starts with; what is there already stays as it is."""
    click.echo(f"{load_starter_content()} pages added.")


def _prepare() -> None:
    from flask_migrate import upgrade  # not at the top: the web processes load this module, too

    upgrade()
    for line in load_demo():
        click.echo(line)


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(serve_command)
    app.cli.add_command(dev_command)
    app.cli.add_command(demo)
    app.cli.add_command(content)
