"""Holdings: which rows hold personal data, whose they are, what their clock is and what becomes of them.

One shape serves the notice, the policy, the nightly purge, the export and erasure. A holding reaches a
second table through `on`, never through a scalar subquery: on a million rows that costs seconds a batch.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    LargeBinary,
    SQLColumnExpression,
    Table,
    false,
    inspect,
    select,
    true,
)
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute
from sqlalchemy.sql.elements import True_

from cesi_site.core.languages import Text
from cesi_site.register.terms import Term

LONGEST = Term(months=36)


class DeclarationError(ValueError):
    """A declaration contradicts itself, its table or another one; the message says which and why."""


@dataclass(frozen=True)
class Person:
    """Somebody whose rows are looked for: by normalised addresses, and by account where there is one."""

    emails: frozenset[str] = frozenset()
    account_id: int | None = None


Subject: TypeAlias = Callable[[Person], ColumnElement[bool]]


def by_address(column: SQLColumnExpression[str] | SQLColumnExpression[str | None]) -> Subject:
    """Find a person's rows by a column that holds a normalised e-mail address."""
    return lambda person: column.in_(sorted(person.emails))


def nobody(person: Person) -> ColumnElement[bool]:
    """For rows that carry bare numbers, in which no person can be looked up."""
    return false()


@dataclass(frozen=True)
class Delete:
    """The row goes."""


@dataclass(frozen=True)
class Anonymise:
    """The row stays, with these values in the place of what pointed at a person."""

    values: Mapping[InstrumentedAttribute[Any], object]


@dataclass(frozen=True)
class Keep:
    """Erasure does not touch the row: `law` names what forbids it. It still ends on its last day."""

    law: Text


@dataclass(frozen=True)
class Follow:
    """The row shares the fate of the row that it hangs on, by a foreign key that cascades."""


Clock: TypeAlias = SQLColumnExpression[dt.date] | SQLColumnExpression[dt.date | None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Holding:
    """A table that holds personal data, or some rows of it.

    key             unique name, "contact.messages": stands in the evidence of every purge
    name            what it is, in the reader's words
    model           the table's class; its primary key has one column
    subject         finds a person's rows
    clock           date or instant from which `kept` counts; a row without one is kept until it has one
    kept            how long; over three years only with a `law` (promise I1)
    clock_in_words  completes "kept 3 years …": "vanaf de dag dat …", "à partir du jour où …"
    on              joins the table that holds `subject` or `clock`, where it is another one
    rows            which rows of the table, when not all
    export          name in a person's export -> column; the names have labels in `register.labels`, and `email`,
                    `name`, `first_name` and `last_name` mean those of the person whose row it is
    words           name in the export -> value -> how a person reads it: for every value of an enumeration
    provided        of these, the columns that the person typed (article 20 GDPR)
    third_person    of these, the columns about somebody else: masked in an export
    impersonal      the other columns: keys, states, figures; every column is claimed by one or the other
    at_end          what the purge does after the last day
    on_erasure      what the person's own request does
    law             what obliges or allows to keep longer than three years
    purged_by       for a table that cannot be purged row by row: removes all that is older than the instant
                    it is given, and returns how many rows went
    """

    key: str
    name: Text
    model: type[DeclarativeBase]
    subject: Subject
    clock: Clock
    kept: Term
    clock_in_words: Text
    export: Mapping[str, InstrumentedAttribute[Any]]
    on: ColumnElement[bool] = field(default_factory=true)
    rows: ColumnElement[bool] = field(default_factory=true)
    words: Mapping[str, Mapping[Any, Text]] = field(default_factory=dict)
    provided: tuple[InstrumentedAttribute[Any], ...] = ()
    third_person: tuple[InstrumentedAttribute[Any], ...] = ()
    impersonal: tuple[InstrumentedAttribute[Any], ...] = ()
    at_end: Delete | Anonymise = field(default_factory=Delete)
    on_erasure: Delete | Anonymise | Keep | Follow = field(default_factory=Delete)
    law: Text | None = None
    purged_by: Callable[[dt.datetime], int] | None = None

    def __post_init__(self) -> None:
        self._check_term()
        self._check_columns()

    def _check_term(self) -> None:
        day = dt.date(2027, 3, 1)
        if self.law is None and self.kept.last_day(day) > LONGEST.last_day(day):
            raise DeclarationError(f"{self.key}: kept longer than three years without a law (promise I1)")

    def _check_columns(self) -> None:
        if len(self.table.primary_key.columns) != 1:
            raise DeclarationError(f"{self.key}: the primary key of {self.table.name} must be one column")
        exported = {column.key for column in self.export.values()}
        if unknown := sorted(self.words.keys() - self.export.keys()):
            raise DeclarationError(f"{self.key}: words for what is not exported: {unknown}")
        for title, columns in (("provided", self.provided), ("third_person", self.third_person)):
            if strangers := sorted({column.key for column in columns} - exported):
                raise DeclarationError(f"{self.key}: {title} names columns that are not exported: {strangers}")
        own = {*self.export.values(), *self.impersonal}
        if strangers := sorted(str(column) for column in own if column.class_ is not self.model):
            raise DeclarationError(f"{self.key}: these columns belong to another table: {strangers}")

    @property
    def table(self) -> Table:
        """The table behind the model."""
        table = inspect(self.model).local_table
        assert isinstance(table, Table)
        return table

    @property
    def primary_key(self) -> Column[Any]:
        """The one column of the table's primary key."""
        return self.table.primary_key.columns[0]

    @property
    def naming(self) -> tuple[InstrumentedAttribute[Any], ...]:
        """The columns that name whoever has the row's address: exported as `name`, or `first_name` and `last_name`.

        Empty where the row has no address of its own (none exported as `email`): such a row names something else.
        """
        if "email" not in self.export:
            return ()
        return tuple(self.export[name] for name in ("first_name", "last_name", "name") if name in self.export)

    @property
    def files(self) -> frozenset[str]:
        """The names in an export under which whole files stand."""
        return frozenset(
            name for name, column in self.export.items() if isinstance(column.property.columns[0].type, LargeBinary)
        )

    @property
    def joined(self) -> bool:
        """Whether another table holds the subject or the clock."""
        return not isinstance(self.on, True_)

    @property
    def clock_is_a_day(self) -> bool:
        """Whether the clock holds dates, and not instants."""
        return isinstance(select(self.clock).selected_columns[0].type, Date)

    @property
    def claimed(self) -> frozenset[str]:
        """Names of the table's columns that this holding answers for."""
        named = {*self.export.values(), *self.impersonal}
        columns = [column for attribute in named for column in attribute.property.columns]
        return frozenset({self.primary_key.name, *(column.name for column in columns)})

    @property
    def kept_in_words(self) -> Text:
        """How long and from when: "3 jaar vanaf de dag dat …"."""
        term = self.kept.in_words
        return Text(f"{term.nl} {self.clock_in_words.nl}", f"{term.fr} {self.clock_in_words.fr}")


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Personal data that an activity keeps outside the database: in a log, a mailbox, or memory.

    `kept_in_words` completes "kept …"; `cleared` is a short phrase that says how it goes.
    """

    key: str
    name: Text
    kept_in_words: Text
    cleared: Text


@dataclass(frozen=True)
class Impersonal:
    """A table without personal data, and why it has none."""

    table: str
    reason: str
