"""Who receives the newsletter, and who asked for it without confirming yet."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.choices.models import ADDRESS_LENGTH, Address
from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey, words_of


class Origin(StrEnum):
    """Where an address came from."""

    PAGE = "page"
    FOOTER = "footer"
    AFFILIATION = "affiliation"
    IMPORT = "import"
    STAFF = "staff"


class EndReason(StrEnum):
    """Why a subscription ended."""

    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    NOT_RENEWED = "not_renewed"
    STAFF = "staff"


class Subscription(Base):
    """What one address receives: the edition in one `language`, on its `themes` (`newsletter.themes`).

    It runs while `ended_at` is empty. `renewal_asked_at` is when the reader was asked to renew, until they answer.
    """

    __tablename__ = "newsletter_subscription"
    __table_args__ = (
        # The readers of one edition, in the order of their keys: what a mailing counts and walks through.
        Index(
            "ix_newsletter_subscription_running",
            "language",
            "id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    address_id: Mapped[int] = mapped_column(ForeignKey("choice_address.id", ondelete="CASCADE"), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    themes: Mapped[list[str]]
    confirmed_at: Mapped[dt.datetime]
    origin: Mapped[Origin] = mapped_column(words_of(Origin))
    origin_page: Mapped[str | None] = mapped_column(String(200))
    text_version: Mapped[str] = mapped_column(String(40))
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[EndReason | None] = mapped_column(words_of(EndReason))
    renewal_asked_at: Mapped[dt.datetime | None]

    address: Mapped[Address] = relationship(lazy="joined", innerjoin=True)

    @property
    def runs(self) -> bool:
        """Whether this address receives the newsletter."""
        return self.ended_at is None


class Signup(Base):
    """An address that waits for its confirmation, seven days at most. Anybody may have typed it.

    With `changes_subscription_id` it is the new address of a reader. `submission` makes two clicks one sign-up.
    """

    __tablename__ = "newsletter_signup"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    submission: Mapped[str] = mapped_column(String(40), unique=True)
    email: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), index=True)
    language: Mapped[str] = mapped_column(String(2))
    themes: Mapped[list[str]]
    origin: Mapped[Origin] = mapped_column(words_of(Origin))
    origin_page: Mapped[str | None] = mapped_column(String(200))
    text_version: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)
    confirmed_at: Mapped[dt.datetime | None]
    changes_subscription_id: Mapped[int | None] = mapped_column(
        ForeignKey("newsletter_subscription.id", name="fk_newsletter_signup_changes", ondelete="CASCADE"), index=True
    )
