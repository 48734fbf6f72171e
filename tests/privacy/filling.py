"""A person with a row in every holding of the register, made from the tables: a new feature needs no word here.

Values are made by a column's type and name. Where a table takes only some values, `OWN` names one.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Enum, LargeBinary, Numeric, String, Table, Text, UniqueConstraint
from sqlalchemy import Integer as AnyInteger
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.elements import BinaryExpression, Null

from cesi_site.accounts.models import Account
from cesi_site.choices.queries import email_hash
from cesi_site.core import clock
from cesi_site.core.database import UtcDateTime, db, transaction
from cesi_site.members.roles import Role
from cesi_site.newsletter.bounces.reports import FAILURES, Kind
from cesi_site.privacy import ledger
from cesi_site.privacy.models import RightsState
from cesi_site.register import Holding, Person, Register
from cesi_site.register.finding import Selection
from cesi_site.register.retention import children_first

FIRST, LAST = "Wilhelmina", "Quetelaert"
NAME = f"{FIRST} {LAST}"
EMAIL = "w.quetelaert@voorbeeld-persoon.be"
PHONE = "+32479112233"
TRACES = (FIRST, LAST, EMAIL, PHONE)
PERSON = Person(frozenset({EMAIL}))

# Tables in which a value that is made by type and name alone would not do.
OWN: Mapping[str, Mapping[str, Any]] = {
    "member_person": {"role": Role.READER, "access_until": None, "end_reason": None, "access_from": clock.now()},
    "enrolment_participant": {"attendance_at": clock.now()},
    "organisation": {"employer_group": "A", "ended_on": None, "legal_name": "Bakkerij De Korst"},
    "rights_request": {"state": RightsState.GRANTED, "decided_at": clock.now()},
    "account": {"active": True},
    "staff_role": {"ended_at": clock.now()},
    "training_session": {"starts_at": clock.now() - dt.timedelta(hours=2)},
}
# Holdings whose condition cannot be read as values: those that fulfil it.
FULFILLING: Mapping[str, Mapping[str, Any]] = {
    "newsletter.other_reports": {"kind": next(kind for kind in Kind if kind not in FAILURES)},
}
# One address has one account: it is open, and so is not closed.
IMPOSSIBLE = {"accounts.closed"}
CODES = {"language": "nl", "country": "BE", "enterprise_number": "0123456749", "nace_code": "85599"}


def fillable(register: Register) -> list[Holding]:
    """Return the holdings in which a person can have a row, parents before children."""
    found = [one for one in children_first(register.holdings) if Selection(PERSON).can_find(one)]
    return [one for one in reversed(found) if one.key not in IMPOSSIBLE]


def fill(register: Register) -> dict[str, Any]:
    """Give the person a row in each holding; return the keys of the rows by the holdings' keys."""
    return _Filling(fillable(register)).everything()


def fill_every(register: Register, number: int) -> dict[str, Any]:
    """Add a row to each holding, those included in which nobody can be looked up; `number` tells calls apart.

    Left out are the logs that vouch for each other's lines: those are written by what happens.
    """
    # Parents first, and of one table what is declared first: what hangs on a row hangs on the usual kind.
    ordered = reversed(children_first(reversed(register.holdings)))
    return _Filling([one for one in ordered if one.purged_by is None], number).everything()


class _Filling:
    """Makes rows, each once a table, with those that they hang on."""

    def __init__(self, holdings: list[Holding], number: int = 0) -> None:
        self.made: dict[Table, Any] = {}
        self.count = itertools.count(1 + number * 10_000)
        self.email = EMAIL if not number else f"{number}.{EMAIL}"
        self.codes = CODES | {"enterprise_number": f"{int(CODES['enterprise_number']) + number:010d}"}
        self.holdings = holdings
        self.personal = {holding.table.name for holding in self.holdings}

    def everything(self) -> dict[str, Any]:
        keys = {}
        with transaction() as session:
            for holding in self.holdings:
                row = self.row(holding)
                session.flush()
                keys[holding.key] = getattr(row, holding.primary_key.key)
        return keys

    def row(self, holding: Holding) -> Any:
        if holding.key in FULFILLING:
            return self.make(holding.model, {**FULFILLING[holding.key], **dict(self.joined(holding))})
        named = {one.left.table for one in _parts(holding.rows) if isinstance(one, BinaryExpression)}
        found = self.made.get(holding.table)
        if found is not None and named <= {holding.table} and all(_fits(found, one) for one in _parts(holding.rows)):
            return found
        for table in named - {holding.table}:  # a row of its own: another holding may ask for another kind of parent
            self.made[table] = self.make(_model_of(table), dict(_equalities(holding.rows, table=table)))
        own = dict(_equalities(holding.rows, table=holding.table))
        row = self.make(holding.model, own | dict(self.joined(holding)))
        self.made.setdefault(holding.table, row)
        return row

    def joined(self, holding: Holding) -> Iterator[tuple[str, Any]]:
        """Tie a row to the one it is found by, where no foreign key does."""
        for one in _parts(holding.on):
            sides: list[Any] = [one.left, one.right] if isinstance(one, BinaryExpression) else []
            for mine, other in (sides, sides[::-1]) if sides else ():
                if mine.table is holding.table and other.table is not holding.table:
                    yield mine.key, getattr(self.parent(other.table), other.key)

    def parent(self, table: Table) -> Any:
        if table not in self.made:
            self.made[table] = self.make(_model_of(table), {})
        return self.made[table]

    def make(self, model: type[DeclarativeBase], given: Mapping[str, Any]) -> Any:
        table = model.__table__
        assert isinstance(table, Table)
        values = {**OWN.get(table.name, {}), **given}
        attributes = {prop.columns[0].key: prop.key for prop in model.__mapper__.column_attrs}
        for column in table.columns:
            if column.key in values or (column.primary_key and not column.foreign_keys and _numbers_itself(column)):
                continue
            value = self.value(table, column)
            if value is not None:
                values[column.key] = value
        email = table.columns.get("email")
        if table in self.made and email is not None and email.unique:  # one address has one row here
            values["email"] = f"{next(self.count)}.{values['email']}"
        row = model(**{attributes.get(name, name): value for name, value in values.items()})
        db.session.add(row)
        db.session.flush()
        return row

    def value(self, table: Table, column: Any) -> Any:
        for key in column.foreign_keys:
            needed = not column.nullable or key.column.table in self.made
            mine = key.column.table is not table
            return getattr(self.parent(key.column.table), key.column.key) if needed and mine else None
        return self.made_up(table.name, column, next(self.count), about_them=table.name in self.personal)

    def made_up(self, table: str, column: Any, number: int, *, about_them: bool) -> Any:
        name, kind = column.name, column.type
        match kind:
            case Enum():
                return None if column.nullable else (kind.enum_class or list)(kind.enums[0])
            case UtcDateTime():
                return None if column.nullable else clock.now()
            case Date():
                return None if column.nullable else clock.today()
            case Boolean():
                return None if column.nullable else False
            case AnyInteger() | Numeric():
                return None if column.nullable else number if column.primary_key or _is_unique(column) else 1
            case LargeBinary():
                return f"{NAME if about_them else number} {number}".encode()
            case JSON():
                return None if column.nullable or column.default is not None else [NAME if about_them else "x"]
            case Text() | String():
                return self.text(table, name, number, kind.length) if about_them or name in self.codes else f"w{number}"
        raise AssertionError(f"{table}.{name}: no value for {kind!r}; name one in OWN of tests/privacy/filling.py")

    def text(self, table: str, name: str, number: int, length: int | None) -> str:
        if name in self.codes:
            return self.codes[name][:length]
        if name.endswith("email_hash"):
            return ledger.email_hash(self.email) if table == "erasure_ledger" else email_hash(self.email)
        if name.endswith("hash") or name == "submission":
            return f"w{number}"
        for ending, value in (("email", self.email), ("first_name", FIRST), ("last_name", LAST), ("phone", PHONE)):
            if name.endswith(ending):
                return value
        if name in {"name", "contact_name"}:
            return NAME
        return f"w{number}"[:length] if length and length < 60 else f"{NAME} {PHONE} {number}"


def _is_unique(column: Any) -> bool:
    rules = (rule for rule in column.table.constraints if isinstance(rule, UniqueConstraint))
    return any(column in rule.columns.values() for rule in rules)


def _numbers_itself(column: Any) -> bool:
    return isinstance(column.type, AnyInteger) and column.autoincrement is not False


def _parts(condition: Any) -> Iterator[Any]:
    yield from getattr(condition, "clauses", [condition])


def _model_of(table: Table) -> type[DeclarativeBase]:
    return {mapper.local_table: mapper.class_ for mapper in Account.registry.mappers}[table]


def _equalities(
    condition: Any,
    operators: Collection[str] = ("eq", "is_", "is_not", "in_op", "not_in_op"),
    *,
    table: Table | None = None,
) -> Iterator[tuple[str, Any]]:
    """Give the values that a holding's rows must have, where its condition names them (of one `table`, or all)."""
    for one in _parts(condition):
        if not isinstance(one, BinaryExpression) or table not in {None, one.left.table}:
            continue
        made_anyway = isinstance(one.right, Null) and not isinstance(one.left.type, UtcDateTime)
        if one.operator.__name__ in operators and not (one.operator.__name__ == "is_not" and made_anyway):
            yield str(one.left.key), _wanted(one)


def _wanted(one: Any) -> Any:
    """Return a value with which a row fulfils a part of a condition."""
    value: Any = getattr(one.right, "value", None)
    match one.operator.__name__:
        case "is_not" if isinstance(one.right, Null):
            return clock.now()
        case "is_" if isinstance(one.right, Null):
            return None
        case "in_op":
            return next(iter(value))
        case "not_in_op":
            return next(word for word in one.left.type.enum_class if word not in value)
        case _:
            return value if value is not None else str(one.right) == "true"


def _fits(row: Any, condition: Any) -> bool:
    """Tell whether a row that was made is among a holding's rows."""
    if not isinstance(condition, BinaryExpression):
        return True
    operator, name = condition.operator.__name__, str(condition.left.key)
    if condition.left.table is not row.__table__:
        return True
    if isinstance(condition.right, Null):
        return (getattr(row, name) is None) == (operator == "is_")
    if operator in {"eq", "is_", "ne", "is_not"}:
        equal = getattr(row, name) == dict(_equalities(condition, {"eq", "is_", "ne", "is_not"}))[name]
        return bool(equal) == (operator in {"eq", "is_"})
    if operator in {"in_op", "not_in_op"}:
        return (getattr(row, name) in list(condition.right.value)) == (operator == "in_op")
    return True
