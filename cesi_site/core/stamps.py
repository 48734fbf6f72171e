"""Page stamps: a number per group of tables that grows with each commit that changed one of them.

A page kept in memory is good for as long as the stamps of the tables it was made from stay the same.
A model takes part with the class attribute `__page_stamp__ = "content"`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Connection, Engine, String, Table, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Mapper, ORMExecuteState, Session, UOWTransaction, mapped_column

from cesi_site.core.base import Base, db

_TOUCHED = "touched page stamps"
_RAISED = "raised page stamps"
_INFO = "page_stamp"


class PageStamp(Base):
    """One group of tables and how often it changed."""

    __tablename__ = "page_stamp"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)


_READ = select(PageStamp.name, PageStamp.version)
# One statement adds what is missing and raises what is there; both databases write it alike.
_BUMP = {
    dialect.__name__.rsplit(".", 1)[-1]: dialect.insert(PageStamp).on_conflict_do_update(
        index_elements=[PageStamp.name], set_={"version": PageStamp.version + 1}
    )
    for dialect in (postgresql, sqlite)
}


def read_stamps(engine: Engine | None = None) -> dict[str, int]:
    """Return all stamps; a name that never changed is absent.

    Read them before the page is made, so that a change meanwhile makes the page stale, never wrong.
    Needs an application context unless `engine` is given.
    """
    with (engine or db.engine).connect() as connection:
        return {row.name: row.version for row in connection.execute(_READ)}


def own_changes() -> int:
    """Return how often this process itself raised a stamp: it need not wait to know of those."""
    return _own_changes


_own_changes = 0


def touch(session: Session, name: str) -> None:
    """Raise the stamp `name` when `session` commits: for changes that SQLAlchemy does not see."""
    session.info.setdefault(_TOUCHED, set()).add(name)


@event.listens_for(Base, "after_mapper_constructed", propagate=True)
def _note_table(mapper: Mapper[Any], class_: type[Base]) -> None:
    stamp = getattr(class_, "__page_stamp__", None)
    if stamp is not None:
        mapper.local_table.info[_INFO] = stamp  # type: ignore[attr-defined]


@event.listens_for(db.session, "after_flush")
def _note_flush(session: Session, flush: UOWTransaction) -> None:
    changed = [entity for entity in session.dirty if session.is_modified(entity)]
    for entity in (*session.new, *changed, *session.deleted):
        stamp = getattr(entity, "__page_stamp__", None)
        if stamp is not None:
            touch(session, stamp)


@event.listens_for(db.session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if state.is_select:
        return
    table = getattr(state.statement, "table", None)
    if isinstance(table, Table) and _INFO in table.info:
        touch(state.session, table.info[_INFO])


@event.listens_for(db.session, "before_commit")
def _raise_stamps(session: Session) -> None:
    session.flush()
    touched: set[str] | None = session.info.pop(_TOUCHED, None)
    if touched:
        _bump(session.connection(), touched)
        session.info[_RAISED] = True


def _bump(connection: Connection, names: set[str]) -> None:
    # In the order of their names, so that two commits on PostgreSQL never wait for each other in a ring.
    rows = [{"name": name, "version": 1} for name in sorted(names)]
    connection.execute(_BUMP[connection.dialect.name], rows)


@event.listens_for(db.session, "after_commit")
def _count_change(session: Session) -> None:
    global _own_changes
    if session.info.pop(_RAISED, False):
        _own_changes += 1


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_TOUCHED, None)
    session.info.pop(_RAISED, None)
