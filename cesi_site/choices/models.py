"""The tables of what people chose.

One row per address carries the clock of the last contact; what a person chose hangs on it and goes with it. What
must outlive it, so that nobody who left is written to again, is kept by a keyed hash of the address alone.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey, words_of
from cesi_site.register import Term

ADDRESS_LENGTH = 254
HASH_LENGTH = 64
KEPT = Term(months=36)


class Use(StrEnum):
    """What an address may be used for, each with a switch of its own (promise K5)."""

    NEWSLETTER = "newsletter"
    ANNOUNCEMENTS = "announcements"
    ANNOUNCEMENTS_PARTNER = "announcements_partner"
    ANALYSIS = "analysis"


class Barred(StrEnum):
    """What a suppression holds for, beside a single use."""

    EVERYTHING = "*"
    """All that no law prescribes: newsletters, announcements, analysis."""
    UNDELIVERABLE = "bounced"
    """All mail, statutory information included: the address does not exist."""


class Decision(StrEnum):
    """What a person decided on one use."""

    CONSENT = "consent"
    WITHDRAWAL = "withdrawal"
    OBJECTION = "objection"
    LIFTED = "lifted"
    """An objection taken back, without a consent."""


class Method(StrEnum):
    """How a decision came to us."""

    PAGE = "page"
    LINK = "link"
    ONE_CLICK = "one_click"
    MAILTO = "mailto"
    STAFF = "staff"
    IMPORT = "import"
    RENEWAL = "renewal"
    NEW_ADDRESS = "new_address"


class Reason(StrEnum):
    """Why an address is not written to."""

    BOUNCED = "bounced"
    RESTRICTED = "restricted"
    ERASED = "erased"
    OBJECTED = "objected"
    UNSUBSCRIBED = "unsubscribed"
    MOVED = "moved"
    """The person takes our mail at another address since."""
    IMPORTED = "imported"
    """It stood on a list of addresses not to write to."""


class Address(Base):
    """An address that somebody made a choice with, normalised. `email_hash` is `queries.email_hash` of it.

    `last_contact_at` is the person's last act; three years after it the row goes, with all that hangs on it.
    """

    __tablename__ = "choice_address"
    # Personal links name rows by their key for years: SQLite must not give it to another address.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    email: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), unique=True)
    email_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), index=True)
    last_contact_at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class FormerAddress(Base):
    """Where a person went who changed address: links in old mails still work, and show nothing (promise B4).

    `id` is the key that the former address had.
    """

    __tablename__ = "choice_former_address"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    address_id: Mapped[int] = mapped_column(ForeignKey("choice_address.id", ondelete="CASCADE"), index=True)


class Choice(Base):
    """One decision, and its proof (articles 7.1 and 21 GDPR). Rows are added, never changed.

    `text` is what the person read when deciding and `text_version` its number; `page` names where that was.
    """

    __tablename__ = "choice"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    address_id: Mapped[int] = mapped_column(ForeignKey("choice_address.id", ondelete="CASCADE"), index=True)
    use: Mapped[Use] = mapped_column(words_of(Use, 30))
    decision: Mapped[Decision] = mapped_column(words_of(Decision))
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    method: Mapped[Method] = mapped_column(words_of(Method))
    text_version: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    page: Mapped[str | None] = mapped_column(String(200))
    by_account: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class Suppression(Base):
    """An address that is not written to, as a keyed hash alone (promise B7). It outlives every other row.

    `use` is a word of `Use` or of `Barred`. `review_on` is the day on which staff say whether it is still needed.
    """

    __tablename__ = "choice_suppression"
    __table_args__ = (UniqueConstraint("email_hash", "use"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    email_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    use: Mapped[str] = mapped_column(String(30))
    reason: Mapped[Reason] = mapped_column(words_of(Reason))
    since: Mapped[dt.datetime] = mapped_column(default=clock.now)
    review_on: Mapped[dt.date] = mapped_column(Date, index=True)


class Restriction(Base):
    """The person's data is kept and not used (article 18 GDPR), from `since` until `ended_at`."""

    __tablename__ = "choice_restriction"
    __table_args__ = (
        Index(
            "uq_choice_restriction_running",
            "email_hash",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    email_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    reason: Mapped[str] = mapped_column(String(200))
    since: Mapped[dt.datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[dt.datetime | None]
