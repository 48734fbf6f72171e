"""The triggers by which the database itself refuses to change the log.

Migrations call `unprotect` before and `protect` after every change of these tables: a table that is made
anew loses its triggers without a word.
"""

from __future__ import annotations

from collections.abc import Callable

Execute = Callable[[str], object]

_TABLES = ("audit_entry", "audit_head", "audit_checkpoint")

# (trigger, when, table, the condition under which it refuses)
_SQLITE = (
    ("audit_entry_no_update", "UPDATE", "audit_entry", "1"),
    (
        "audit_entry_no_delete",
        "DELETE",
        "audit_entry",
        "NOT EXISTS (SELECT 1 FROM audit_checkpoint WHERE last_id >= OLD.id)",
    ),
    # INSERT OR REPLACE passes the triggers for DELETE.
    (
        "audit_entry_no_replace",
        "INSERT",
        "audit_entry",
        (
            "NEW.id <= (SELECT coalesce(max(id), 0) FROM audit_entry)"
            " OR NEW.id <= (SELECT coalesce(max(last_id), 0) FROM audit_checkpoint)"
        ),
    ),
    ("audit_head_no_delete", "DELETE", "audit_head", "1"),
    ("audit_head_no_replace", "INSERT", "audit_head", "EXISTS (SELECT 1 FROM audit_head)"),
    ("audit_head_no_return", "UPDATE", "audit_head", "NEW.last_id < OLD.last_id"),
    ("audit_checkpoint_no_update", "UPDATE", "audit_checkpoint", "1"),
    ("audit_checkpoint_no_delete", "DELETE", "audit_checkpoint", "1"),
    (
        "audit_checkpoint_true",
        "INSERT",
        "audit_checkpoint",
        (
            "EXISTS (SELECT 1 FROM audit_checkpoint WHERE last_id >= NEW.last_id)"
            " OR NOT EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.last_id AND hash = NEW.hash)"
        ),
    ),
)

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_entry' THEN
        IF EXISTS (SELECT 1 FROM audit_checkpoint WHERE last_id >= OLD.id) THEN
            RETURN OLD;
        END IF;
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit_head' THEN
        IF NEW.last_id >= OLD.last_id THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'INSERT' AND TG_TABLE_NAME = 'audit_entry' THEN
        IF NEW.id > coalesce((SELECT max(last_id) FROM audit_checkpoint), 0) THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'INSERT' AND TG_TABLE_NAME = 'audit_checkpoint' THEN
        IF EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.last_id AND hash = NEW.hash)
            AND NEW.last_id > coalesce((SELECT max(last_id) FROM audit_checkpoint), 0) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log only grows';
END $$
"""

_POSTGRESQL_ROW_EVENTS = {
    "audit_entry": "INSERT OR UPDATE OR DELETE",
    "audit_head": "UPDATE OR DELETE",
    "audit_checkpoint": "INSERT OR UPDATE OR DELETE",
}


def protect(execute: Execute, dialect: str) -> None:
    """Set the triggers; `execute` runs a statement (`op.execute`), `dialect` is "sqlite" or "postgresql"."""
    if dialect == "sqlite":
        for name, act, table, refused in _SQLITE:
            execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {refused}"
                " BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
            )
        return
    execute(_POSTGRESQL_FUNCTION)
    for table, events in _POSTGRESQL_ROW_EVENTS.items():
        execute(f"CREATE TRIGGER {table}_rows BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION audit_guard()")
        execute(
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()"
        )


def unprotect(execute: Execute, dialect: str) -> None:
    """Take the triggers away, so that a migration can change the tables."""
    if dialect == "sqlite":
        for name, *_ in _SQLITE:
            execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for table in _TABLES:
        for kind in ("rows", "truncate"):
            execute(f"DROP TRIGGER IF EXISTS {table}_{kind} ON {table}")
    execute("DROP FUNCTION IF EXISTS audit_guard()")


def trigger_names(dialect: str) -> frozenset[str]:
    """Return the triggers that must exist; a test compares them with those that do."""
    if dialect == "sqlite":
        return frozenset(name for name, *_ in _SQLITE)
    return frozenset(f"{table}_{kind}" for table in _TABLES for kind in ("rows", "truncate"))
