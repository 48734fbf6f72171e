"""What models are made of: their base class, the site's own column types, and the session they live in.

Import these names from `core.database`.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, MetaData, Numeric
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows by itself only in an INTEGER key, which holds 64 bits there.
BigKey = BigInteger().with_variant(Integer(), "sqlite")


def words_of(words: type[StrEnum], length: int = 20) -> Enum:
    """Return the column type of an enumeration: its words themselves, on every database."""
    return Enum(words, native_enum=False, length=length, values_callable=lambda all_: [one.value for one in all_])


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An instant: aware `datetime` in, aware UTC `datetime` out, on both databases.

    Raises `ValueError` for a naive value, which could mean any time zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Take `value` to UTC; refuse it when it has no time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Give back the time zone that SQLite does not keep."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """What every model inherits; each writes its own `__tablename__`."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            dt.datetime: UtcDateTime(),
            Decimal: Numeric(12, 2),
            dict[str, Any]: JSON(),
            list[str]: JSON(),
        },
    )


# Objects stay readable after the commit: an operation hands its view a finished object, not a second query.
db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})
