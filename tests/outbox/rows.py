"""Rows of the outbox, put there without ceremony, and mails and jobs that exist in tests only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select

from cesi_site.core.clock import now
from cesi_site.core.database import db, transaction
from cesi_site.outbox import registry
from cesi_site.outbox.mail import Mail
from cesi_site.outbox.models import JOB, MAIL, OutboxRow

TEMPLATES = {
    "mail/test/letter/subject.txt": "Brief {{ number }}: {{ title|default('géén titel') }}\n",
    "mail/test/letter/body.txt": "Tekst {{ number }}\n{{ text|default('') }}\n",
    "mail/test/letter/body.html": (
        '<!doctype html><html lang="{{ lang }}"><head><title>x</title><style>p { color: #123456 }'
        "@media print { p { color: black } }</style></head>"
        "<body><p>Tekst {{ number }}, {{ site.name }}</p></body></html>"
    ),
}


def a_row(**values: Any) -> OutboxRow:
    """Return a mail that waits."""
    moment = now()
    defaults = {
        "kind": MAIL,
        "name": "test.letter",
        "arguments": {},
        "token": "0" * 32,
        "queued_at": moment,
        "available_at": moment,
        "attempts": 0,
    }
    return OutboxRow(**(defaults | values))


def add_rows(count: int, kind: str = JOB, **values: Any) -> None:
    """Add rows that are due, numbered from 0 in their arguments."""
    with transaction() as session:
        session.add_all(a_row(kind=kind, arguments={"number": n}, token=f"{n:032}", **values) for n in range(count))


def rows() -> list[OutboxRow]:
    """Return all rows as they are now."""
    db.session.expire_all()
    return list(db.session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


@contextmanager
def known(kind: str, name: str, maker: Callable[..., Any]) -> Iterator[None]:
    """Let a mail or a job of this name exist for a while."""
    table: dict[str, Any] = registry.MAILS if kind == MAIL else registry.JOBS
    before = table.get(name)
    table[name] = maker
    try:
        yield
    finally:
        table.pop(name)
        if before is not None:
            table[name] = before


def add_templates(app: Flask) -> None:
    """Give the application the templates of the mail `test.letter`."""
    loader = app.jinja_env.loader
    assert loader is not None
    app.jinja_env.loader = ChoiceLoader([DictLoader(TEMPLATES), loader])


def letter(number: int, **values: Any) -> Mail:
    """Return a mail for reader number `number`."""
    context = {"number": number} | values.pop("context", {})
    return Mail(**({"to": [f"reader{number}@voorbeeld.be"], "language": "nl", "context": context} | values))
