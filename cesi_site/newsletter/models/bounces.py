"""What came back, what was decided on it, and the people of members whom mail no longer reaches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.choices.models import ADDRESS_LENGTH
from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey, words_of
from cesi_site.core.languages import Text
from cesi_site.newsletter.bounces.reports import LONGEST_WORDS, Kind

NOTE_LENGTH = 200
LETTER_LENGTH = 40
_OPEN = text("closed_at IS NULL")


class Source(StrEnum):
    """How a report came to us."""

    IMAP = "imap"
    MAILDIR = "maildir"
    PIPE = "pipe"
    SMTP = "smtp"
    """Said by the mail server itself while it was handed the letter."""


class Verdict(StrEnum):
    """What was decided on a report."""

    STRUCK_OFF = "struck_off"
    COUNTED = "counted"
    """Not yet often enough within the window."""
    ALREADY = "already"
    """The address was struck off before."""
    OUTDATED = "outdated"
    """The person has confirmed the address since the letter went."""
    NOTED = "noted"
    """It gives no reason to do anything."""
    UNPROVEN = "unproven"
    """It names no letter of ours: only shown, since anybody may have written it."""
    UNSUBSCRIBED = "unsubscribed"
    UNDONE = "undone"
    """Staff took it back."""

    @property
    def label(self) -> Text:
        """Its name, for staff."""
        return VERDICTS[self]


VERDICTS: Mapping[Verdict, Text] = {
    Verdict.STRUCK_OFF: Text("geschrapt", "radiée"),
    Verdict.COUNTED: Text("geteld", "comptée"),
    Verdict.ALREADY: Text("al geschrapt", "déjà radiée"),
    Verdict.OUTDATED: Text("intussen bevestigd", "confirmée depuis"),
    Verdict.NOTED: Text("niets gedaan", "rien fait"),
    Verdict.UNPROVEN: Text("zonder bewijs", "sans preuve"),
    Verdict.UNSUBSCRIBED: Text("uitgeschreven", "désinscrite"),
    Verdict.UNDONE: Text("teruggedraaid", "annulée"),
}


class Bounce(Base):
    """A report, or a refusal by a mail server, and what was decided on it.

    `key` is the same for the same mail, so that it counts once. `email` is the address to which our letter went, and
    empty where the report proves no letter of ours. `recipient_id` is that of the mailing's recipient; it is no foreign
    key, as the list of recipients goes before the reports. `letter` names a letter that is of no mailing
    (`outbox.return_path`). `words` are the report's own; empty where a person wrote
    them.
    """

    __tablename__ = "newsletter_bounce"
    __table_args__ = (Index("ix_newsletter_bounce_email_at", "email", "at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)
    source: Mapped[Source] = mapped_column(words_of(Source))
    kind: Mapped[Kind] = mapped_column(words_of(Kind))
    verdict: Mapped[Verdict] = mapped_column(words_of(Verdict))
    status: Mapped[str | None] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    email: Mapped[str | None] = mapped_column(String(ADDRESS_LENGTH))
    recipient_id: Mapped[int | None] = mapped_column(BigKey)
    mailing_id: Mapped[int | None]
    letter: Mapped[str | None] = mapped_column(String(LETTER_LENGTH))
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    undo_reason: Mapped[str | None] = mapped_column(String(NOTE_LENGTH))


class Closing(StrEnum):
    """Why a task about an undeliverable contact is closed."""

    NOTED = "noted"
    """Somebody of staff closed it, with a note."""
    CHANGED = "changed"
    """The person has another address now."""
    CONFIRMED = "confirmed"
    """The address is not struck off any more: confirmed by the person, or by staff."""
    LEFT = "left"
    """The person no longer stands for the member, or its affiliation ended."""

    @property
    def label(self) -> Text:
        """Its name, for staff."""
        return CLOSINGS[self]


CLOSINGS: Mapping[Closing, Text] = {
    Closing.NOTED: Text("afgesloten met een notitie", "close avec une note"),
    Closing.CHANGED: Text("het adres is gewijzigd", "l’adresse a été modifiée"),
    Closing.CONFIRMED: Text("het adres is niet meer geschrapt", "l’adresse n’est plus radiée"),
    Closing.LEFT: Text("is geen contact van het lid meer", "n’est plus un contact du membre"),
}


class Undeliverable(Base):
    """A task for staff: the information that the law prescribes no longer reaches a person of a member.

    It is open while `closed_at` is empty and the person still has that address, struck off (`queries.bounces`).
    """

    __tablename__ = "newsletter_undeliverable"
    __table_args__ = (
        Index(
            "uq_newsletter_undeliverable_open",
            "person_id",
            "email",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("member_person.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    bounce_id: Mapped[int | None] = mapped_column(ForeignKey("newsletter_bounce.id", ondelete="SET NULL"), index=True)
    opened_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[dt.datetime | None]
    closing: Mapped[Closing | None] = mapped_column(words_of(Closing))
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    note: Mapped[str | None] = mapped_column(String(NOTE_LENGTH))

    bounce: Mapped[Bounce | None] = relationship()
