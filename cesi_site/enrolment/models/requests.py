"""What somebody asks of a team: a service, or a training in their own company; and what became of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey, words_of
from cesi_site.enrolment.models.trainings import Training
from cesi_site.enrolment.request_words import RequestAct, RequestState, Team

ADDRESS_LENGTH = 254


class ServiceRequest(Base):
    """A request. The phone number is in E.164, the enterprise number ten bare digits.

    submission   the fingerprint of one sending: the same form sent twice has the same
    service_key, training_id
                 what is asked for, one of both; `title` is its name as it stood on the page
    team         who reads it
    participants for how many people; `place`, `period` and `teaching_language` as far as who asked named them
    organisation_id
                 the member for whom it was sent from MyCESI
    answer_by    the day that was promised; None as long as it is set apart
    """

    __tablename__ = "service_request"
    __table_args__ = (
        CheckConstraint("(service_key IS NULL) <> (training_id IS NULL)", name="one_subject"),
        Index("ix_service_request_state_received_at", "state", "received_at"),
        Index("ix_service_request_email_received_at", "email", "received_at"),
        # A number is never given twice: a reference, or a mail that waits, must not point at another request.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    submission: Mapped[str] = mapped_column(String(32), unique=True)
    service_key: Mapped[str | None] = mapped_column(String(60))
    training_id: Mapped[int | None] = mapped_column(ForeignKey("training.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    team: Mapped[Team] = mapped_column(words_of(Team))
    language: Mapped[str] = mapped_column(String(2))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    phone: Mapped[str | None] = mapped_column(String(20))
    organisation: Mapped[str] = mapped_column(String(200))
    enterprise_number: Mapped[str | None] = mapped_column(String(10))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"), index=True)
    participants: Mapped[int | None]
    teaching_language: Mapped[str | None] = mapped_column(String(2))
    place: Mapped[str | None] = mapped_column(String(200))
    period: Mapped[str | None] = mapped_column(String(200))
    message: Mapped[str] = mapped_column(Text)
    state: Mapped[RequestState] = mapped_column(words_of(RequestState))
    suspicions: Mapped[list[str]]
    received_at: Mapped[dt.datetime]
    released_at: Mapped[dt.datetime | None]
    answer_by: Mapped[dt.date | None] = mapped_column(Date)
    answered_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    # The member of staff who deals with it.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)

    training: Mapped[Training | None] = relationship()
    events: Mapped[list[ServiceRequestEvent]] = relationship(order_by="ServiceRequestEvent.id", passive_deletes=True)

    @property
    def reference(self) -> str:
        """What who asked quotes: SRV-2026-000123."""
        return request_reference(self.id, self.received_at)

    @property
    def is_late(self) -> bool:
        """Whether the day by which we promised to answer has passed."""
        open_ = self.state in {RequestState.RECEIVED, RequestState.IN_PROGRESS}
        return open_ and self.answer_by is not None and self.answer_by < clock.today()


class ServiceRequestEvent(Base):
    """A line in the history of a request; `words` are an answer or a note. No actor: who asked, or the site."""

    __tablename__ = "service_request_event"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_request.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    act: Mapped[RequestAct] = mapped_column(words_of(RequestAct))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    words: Mapped[str | None] = mapped_column(Text)


class ServiceRequestReader(Base):
    """An address at which a team reads the requests in one language."""

    __tablename__ = "service_request_reader"
    __table_args__ = (UniqueConstraint("team", "language", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team: Mapped[Team] = mapped_column(words_of(Team))
    language: Mapped[str] = mapped_column(String(2))
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))


def request_reference(number: int, received_at: dt.datetime) -> str:
    """Return the reference of a request by its key and the year in which it came."""
    return f"SRV-{clock.day_in_brussels(received_at).year}-{number:06d}"
