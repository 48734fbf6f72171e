"""What staff do with a message: who reads which topics, what happened to a message, and in whose file it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.contact.models.messages import MessageState
from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey, words_of
from cesi_site.core.languages import Text as Words

# Nobody answers to these: they were set apart as abuse.
NO_REPLY_STATES = frozenset({MessageState.QUARANTINED, MessageState.REJECTED})

_RUNNING = text("ended_at IS NULL")


class TopicReader(Base):
    """A member of staff who reads the messages on a topic, who decided so and why."""

    __tablename__ = "contact_topic_reader"
    __table_args__ = (
        Index(
            "uq_contact_topic_reader_running",
            "account_id",
            "topic",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    topic: Mapped[str] = mapped_column(ForeignKey("contact_topic.key"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    given_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    began_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(200))


class Act(StrEnum):
    """What happened to a message. Each act is a line in its history."""

    RELEASED = "released"
    REJECTED = "rejected"
    TAKEN = "taken"
    GIVEN = "given"
    PUT_BACK = "put_back"
    HANDED_OVER = "handed_over"
    NOTED = "noted"
    ANSWERED = "answered"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    REPLIED = "replied"
    CLOSED = "closed"
    REOPENED = "reopened"
    FILED = "filed"
    MOVED = "moved"
    DETACHED = "detached"

    @property
    def label(self) -> Words:
        """What the history says of it."""
        return ACT_TITLES[self]


ACT_TITLES: Mapping[Act, Words] = {
    Act.RELEASED: Words("Uit quarantaine gelaten", "Sorti de quarantaine"),
    Act.REJECTED: Words("Verworpen als misbruik", "Rejeté comme abus"),
    Act.TAKEN: Words("Op zich genomen", "Pris en charge"),
    Act.GIVEN: Words("Doorgegeven aan een collega", "Confié à un collègue"),
    Act.PUT_BACK: Words("Teruggelegd voor het team", "Remis à l’équipe"),
    Act.HANDED_OVER: Words("Overgedragen naar een ander onderwerp", "Transféré vers un autre sujet"),
    Act.NOTED: Words("Interne notitie", "Note interne"),
    Act.ANSWERED: Words("Antwoord per mail", "Réponse par e-mail"),
    Act.ANSWERED_ELSEWHERE: Words("Beantwoord buiten de site", "Réponse donnée en dehors du site"),
    Act.REPLIED: Words("Reactie van de afzender", "Réaction de l’expéditeur"),
    Act.CLOSED: Words("Afgesloten", "Clôturé"),
    Act.REOPENED: Words("Heropend", "Rouvert"),
    Act.FILED: Words("In het dossier van een lid geplaatst", "Versé au dossier d’un membre"),
    Act.MOVED: Words("Naar een ander dossier verplaatst", "Déplacé vers un autre dossier"),
    Act.DETACHED: Words("Losgemaakt van een dossier", "Détaché d’un dossier"),
}


class ContactEvent(Base):
    """A line in the history of a message, and what was written with it.

    `words` are an answer, the sender's reply, a note or a reason. `actor_id` is empty for what the sender or the
    site did. `other_id` is the colleague who got the message, `topic` and `from_topic` say where it went,
    `organisation_id` whose file it is about. `mail_id` is the Message-ID of the mail in which a reply came.
    """

    __tablename__ = "contact_event"
    __table_args__ = (
        UniqueConstraint("message_id", "mail_id"),
        # The mail that carries an answer names its line: a number must not be given twice.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("contact_message.id", ondelete="CASCADE"))
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    act: Mapped[Act] = mapped_column(words_of(Act))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    from_topic: Mapped[str | None] = mapped_column(ForeignKey("contact_topic.key"))
    topic: Mapped[str | None] = mapped_column(ForeignKey("contact_topic.key"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"))
    words: Mapped[str | None] = mapped_column(Text)
    mail_id: Mapped[str | None] = mapped_column(String(250))


class FilingReason(StrEnum):
    """Why a message belongs to a member's file."""

    PERSON = "person"
    DOMAIN = "domain"
    STAFF = "staff"


class FilingState(StrEnum):
    """Whether it does: proposed by the site, and then as staff said."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DETACHED = "detached"


class ContactFiling(Base):
    """The file of a member in which a message may stand (promise E4), why, and what staff said of it."""

    __tablename__ = "contact_filing"
    __table_args__ = (
        UniqueConstraint("message_id", "organisation_id"),
        Index("ix_contact_filing_organisation_id_state", "organisation_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("contact_message.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    reason: Mapped[FilingReason] = mapped_column(words_of(FilingReason))
    state: Mapped[FilingState] = mapped_column(words_of(FilingState))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    decided_at: Mapped[dt.datetime | None]


class AnswerTemplate(Base):
    """Words to begin an answer with, in both languages; for one topic, or (None) for all of them."""

    __tablename__ = "contact_answer_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str | None] = mapped_column(ForeignKey("contact_topic.key"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    body_nl: Mapped[str] = mapped_column(Text)
    body_fr: Mapped[str] = mapped_column(Text)

    def body(self, language: str) -> str:
        """Return its text in "nl" or "fr"."""
        return {"nl": self.body_nl, "fr": self.body_fr}[language]
