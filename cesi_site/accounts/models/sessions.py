"""Sessions as rows, so that an end is an end on every machine; and the counters that slow guessing down."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.accounts.models.account import NEVER_AGAIN, Account
from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey


class SignIn(Base):
    """One session. The browser's cookie holds a random token; here stands only its hash."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_account", "account_id", "ended_at"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)
    ended_at: Mapped[dt.datetime | None]
    # "logout", "idle", "too_old", or a reason of `operations.end_sessions`
    end_reason: Mapped[str | None] = mapped_column(String(20))
    # The organisation that this session acts for, once it does.
    organisation_id: Mapped[int | None] = mapped_column(BigInteger)
    # Whether a second factor was shown.
    strong: Mapped[bool] = mapped_column(default=False)
    ip: Mapped[str | None] = mapped_column(String(45))
    browser: Mapped[str | None] = mapped_column(String(40))
    system: Mapped[str | None] = mapped_column(String(40))
    # ISO 3166 code; None where it is not known.
    country: Mapped[str | None] = mapped_column(String(2))

    account: Mapped[Account] = relationship()


class Lock(Base):
    """Wrong tries on one account, from one network, or on one second factor (`accounts.locks`)."""

    __tablename__ = "sign_in_lock"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[dt.datetime] = mapped_column(index=True)
