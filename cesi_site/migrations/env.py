"""How Alembic runs the migrations here: numbered files, whole or not at all, on SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript
from flask import current_app
from sqlalchemy import Connection

from cesi_site.core.database import UtcDateTime, db

# Any number, as long as nothing else on the server takes the same advisory lock.
POSTGRESQL_LOCK = 2_307_114


def number(context_: Any, revision: Any, directives: list[MigrationScript]) -> None:
    """Name a new migration by the next number, and write none when nothing changed."""
    script = directives[0]
    if getattr(context.config.cmd_opts, "autogenerate", False) and script.upgrade_ops.is_empty():  # type: ignore[union-attr]
        directives[:] = []
        return
    versions = Path(__file__).with_name("versions").glob("[0-9]*.py")
    script.rev_id = f"{max((int(file.name[:4]) for file in versions), default=0) + 1:04d}"


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | bool:
    """Write the site's own column types as what the database makes of them."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    """Run the migrations in one transaction that no other process can interleave."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # A table that is made anew is dropped first: with the keys enforced, its children's rows would go.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({POSTGRESQL_LOCK})")
    options = {**current_app.extensions["migrate"].configure_args, "process_revision_directives": number}
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        transactional_ddl=True,
        **options,
    )
    with context.begin_transaction():
        context.run_migrations()
    if sqlite and (orphans := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"a migration would leave rows without their parent: {orphans[:5]}")
    connection.commit()


with db.engine.connect() as connection:
    try:
        migrate(connection)
    finally:
        # The next one who borrows this connection expects the keys to be enforced.
        connection.invalidate()
