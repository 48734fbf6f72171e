"""The connection log (promise G2): only ever added to, its lines vouched for by the audit log."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import BigInteger, Enum, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core.database import Base, BigKey


class Happening(enum.StrEnum):
    """What a line of the connection log tells."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_LOCKED = "sign_in_locked"
    PASSWORD_RIGHT = "password_right"  # noqa: S105 - the second step is still to come
    CODE_FAILED = "code_failed"
    RECOVERY_CODE_USED = "recovery_code_used"
    ENTERED = "entered"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    INVITATION_ACCEPTED = "invitation_accepted"
    RESET_ASKED = "reset_asked"
    PASSWORD_RESET = "password_reset"  # noqa: S105
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    ADDRESS_CHANGED = "address_changed"
    FACTOR_SET = "factor_set"
    FACTOR_REMOVED = "factor_removed"
    FACTOR_RESET = "factor_reset"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_MADE = "codes_made"
    CONFIRMED_AGAIN = "confirmed_again"
    NOT_ME = "not_me"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


def happening_type() -> Enum:
    """Return the column type of happenings: the words themselves, on every database."""
    return Enum(Happening, native_enum=False, length=40, values_callable=lambda all_: [one.value for one in all_])


class ConnectionEvent(Base):
    """One line: when, whose account, from where, with what, and what came of it.

    An address that has no account stands here as a keyed hash only. No foreign key: a line outlives its account.
    """

    __tablename__ = "connection_event"
    __table_args__ = (
        Index("ix_connection_event_account", "account_id", "id"),
        Index("ix_connection_event_address_hash", "address_hash", "at"),
        Index("ix_connection_event_network", "network", "at"),
        Index("ix_connection_event_happening", "happening", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    happening: Mapped[Happening] = mapped_column(happening_type())
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    address_hash: Mapped[str | None] = mapped_column(String(64))
    # The organisation that was active, where there was one: its access manager sees who, when and the outcome.
    organisation_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    # The session's row, so that a session can be told apart from another.
    sign_in_id: Mapped[int | None] = mapped_column(BigInteger)
    ip: Mapped[str | None] = mapped_column(String(45))
    # The /24 (IPv4) or /48 (IPv6) around it: with the browser's family, what a device is known by.
    network: Mapped[str | None] = mapped_column(String(45))
    browser: Mapped[str | None] = mapped_column(String(40))
    system: Mapped[str | None] = mapped_column(String(40))
    country: Mapped[str | None] = mapped_column(String(2))
    # One word more: the kind of factor, the reason of an end.
    detail: Mapped[str | None] = mapped_column(String(40))


class ConnectionCheckpoint(Base):
    """All lines up to `last_id` may go. Setting one is itself a line of the audit log."""

    __tablename__ = "connection_checkpoint"

    last_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]


class ConnectionAlert(Base):
    """An attack that staff should look at: one row for as long as it lasts."""

    __tablename__ = "connection_alert"
    __table_args__ = (Index("ix_connection_alert_key", "kind", "target", "last_at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    # "account": many failures on one account; "source": one source on many accounts.
    kind: Mapped[str] = mapped_column(String(10))
    # The account's address as a keyed hash, or the network that asks.
    target: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    began_at: Mapped[dt.datetime]
    last_at: Mapped[dt.datetime]
    failures: Mapped[int] = mapped_column(Integer)
    accounts: Mapped[int] = mapped_column(Integer)
    seen_by: Mapped[int | None] = mapped_column(BigInteger)
    seen_at: Mapped[dt.datetime | None]
