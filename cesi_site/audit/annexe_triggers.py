"""The triggers by which the database itself refuses to change an annexe; for migrations."""

from __future__ import annotations

from collections.abc import Callable

Execute = Callable[[str], object]


def protect_annexe(execute: Execute, dialect: str, table: str, checkpoint: str) -> None:
    """Let the database refuse to change `table`: rows are added, and go only behind a row of `checkpoint`."""
    if dialect == "sqlite":
        for name, act, on, refused in _sqlite_triggers(table, checkpoint):
            execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {on} WHEN {refused}"
                f" BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
        return
    execute(_POSTGRESQL_FUNCTION.format(table=table, checkpoint=checkpoint))
    for on, acts in ((table, "UPDATE OR DELETE"), (checkpoint, "INSERT OR UPDATE OR DELETE")):
        execute(f"CREATE TRIGGER {on}_rows BEFORE {acts} ON {on} FOR EACH ROW EXECUTE FUNCTION {table}_guard()")
        execute(
            f"CREATE TRIGGER {on}_truncate BEFORE TRUNCATE ON {on} FOR EACH STATEMENT EXECUTE FUNCTION {table}_guard()"
        )


def unprotect_annexe(execute: Execute, dialect: str, table: str, checkpoint: str) -> None:
    """Take the triggers away, so that a migration can change the tables."""
    if dialect == "sqlite":
        for name in annexe_trigger_names(dialect, table, checkpoint):
            execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for on in (table, checkpoint):
        for kind in ("rows", "truncate"):
            execute(f"DROP TRIGGER IF EXISTS {on}_{kind} ON {on}")
    execute(f"DROP FUNCTION IF EXISTS {table}_guard()")


def annexe_trigger_names(dialect: str, table: str, checkpoint: str) -> frozenset[str]:
    """Return the triggers that must exist."""
    if dialect == "sqlite":
        return frozenset(name for name, *_ in _sqlite_triggers(table, checkpoint))
    return frozenset(f"{on}_{kind}" for on in (table, checkpoint) for kind in ("rows", "truncate"))


def _sqlite_triggers(table: str, checkpoint: str) -> tuple[tuple[str, str, str, str], ...]:
    # A row without a number of its own has none yet when the trigger for INSERT sees it.
    return (
        (f"{table}_no_update", "UPDATE", table, "1"),
        (
            f"{table}_no_delete",
            "DELETE",
            table,
            f"NOT EXISTS (SELECT 1 FROM {checkpoint} WHERE last_id >= OLD.id)",  # noqa: S608 - names of our own tables
        ),
        (f"{table}_no_replace", "INSERT", table, f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"),  # noqa: S608
        (f"{checkpoint}_no_update", "UPDATE", checkpoint, "1"),
        (f"{checkpoint}_no_delete", "DELETE", checkpoint, "1"),
        (
            f"{checkpoint}_forward",
            "INSERT",
            checkpoint,
            f"EXISTS (SELECT 1 FROM {checkpoint} WHERE last_id >= NEW.last_id)",  # noqa: S608
        ),
    )


_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = '{table}' THEN
        IF EXISTS (SELECT 1 FROM {checkpoint} WHERE last_id >= OLD.id) THEN
            RETURN OLD;
        END IF;
    ELSIF TG_OP = 'INSERT' AND TG_TABLE_NAME = '{checkpoint}' THEN
        IF NEW.last_id > coalesce((SELECT max(last_id) FROM {checkpoint}), 0) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '{table} only grows';
END $$
"""
