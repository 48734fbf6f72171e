"""Who takes part: enrolments with their participants, history and practical requests, and forms not sent yet."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.core import clock
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import Base, BigKey, words_of
from cesi_site.enrolment.models.sessions import TrainingSession
from cesi_site.enrolment.states import Attendance, EnrolmentAct, EnrolmentState, MemberWish, VatStatus
from cesi_site.register import Term

ADDRESS_LENGTH = 254
HASH_LENGTH = 64
PO_LENGTH = 35
MOST_PARTICIPANTS = 15
# How long a form that was not sent is kept after the last change.
DRAFT_KEPT = Term(days=30)


class Enrolment(Base):
    """An enrolment of one to fifteen participants in a session, by one enroler.

    submission      hash of the token of its draft: one form is one enrolment
    suspicions      why somebody of the team should look at it before anyone is mailed
    seats           how many places it takes: as many as it has participants, in all its states
    training        title and first day, in the enroler's language: what my data says the row is about
    organisation_id the member for whom somebody signed in to MyCESI enrolled; `organisation` is what was typed
    price_each      for one participant, without VAT, as it was at the receipt; None where none was set
    cancellation    the steps of the conditions as they were at the receipt (`conditions.steps_of` reads them)
    subsidies       keys of the recognitions that the employer asks for
    cancel_fee      what cancelling costs, without VAT, frozen in that moment
    waiting_position
                    the higher, the later somebody came on the waiting list of this session
    offer_until     until when the places that came free are held for who waits
    sequence        what it adds to the session's own number in calendar files: it grows with each change of its own
    reminded_at     when the enroler and the participants were reminded of the session
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint("language IN ('nl', 'fr')", name="language"),
        CheckConstraint(f"seats BETWEEN 1 AND {MOST_PARTICIPANTS}", name="seats"),
        CheckConstraint("price_each >= 0 AND vat_rate >= 0 AND cancel_fee >= 0", name="amounts"),
        CheckConstraint("state <> 'waiting_list' OR waiting_position IS NOT NULL", name="waits_in_order"),
        CheckConstraint("offer_until IS NULL OR state = 'waiting_list'", name="offered_to_who_waits"),
        Index("ix_enrolment_session_id_state_waiting_position", "session_id", "state", "waiting_position"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    submission: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    state: Mapped[EnrolmentState] = mapped_column(words_of(EnrolmentState, 30))
    suspicions: Mapped[list[str]] = mapped_column(default=list)
    seats: Mapped[int]
    language: Mapped[str] = mapped_column(String(2))
    source: Mapped[str] = mapped_column(String(200))
    training: Mapped[str] = mapped_column(String(240))
    received_at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)
    decided_at: Mapped[dt.datetime | None]
    cancelled_at: Mapped[dt.datetime | None]
    cancel_fee: Mapped[Decimal | None]
    waiting_position: Mapped[int | None]
    offer_until: Mapped[dt.datetime | None] = mapped_column(index=True)
    sequence: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[dt.datetime | None]

    # Who enrols, and for which employer.
    first_name: Mapped[str] = mapped_column(String(80))
    last_name: Mapped[str] = mapped_column(String(80))
    function: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), index=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    organisation: Mapped[str | None] = mapped_column(String(200))
    enterprise_number: Mapped[str | None] = mapped_column(String(10), index=True)
    vat_status: Mapped[VatStatus | None] = mapped_column(words_of(VatStatus))
    member_wish: Mapped[MemberWish | None] = mapped_column(words_of(MemberWish))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"), index=True)
    joint_committee: Mapped[str | None] = mapped_column(String(10))

    # What is invoiced, where to, and under which conditions.
    invoice_name: Mapped[str | None] = mapped_column(String(200))
    invoice_street: Mapped[str | None] = mapped_column(String(200))
    invoice_postcode: Mapped[str | None] = mapped_column(String(12))
    invoice_town: Mapped[str | None] = mapped_column(String(120))
    invoice_email: Mapped[str | None] = mapped_column(String(ADDRESS_LENGTH))
    po_number: Mapped[str | None] = mapped_column(String(PO_LENGTH))
    subsidies: Mapped[list[str]] = mapped_column(default=list)
    price_each: Mapped[Decimal | None]
    vat_rate: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    conditions_version: Mapped[int]
    cancellation: Mapped[dict[str, Any]] = mapped_column(default=dict)

    # What was chosen beside the conditions (promises C2 and C5).
    no_announcements: Mapped[bool]
    announcements_partner: Mapped[bool]
    no_analysis: Mapped[bool]

    session: Mapped[TrainingSession] = relationship()
    participants: Mapped[list[Participant]] = relationship(
        order_by="Participant.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
        back_populates="enrolment",
    )
    events: Mapped[list[EnrolmentEvent]] = relationship(
        order_by="EnrolmentEvent.id", cascade="all, delete-orphan", passive_deletes=True
    )
    practical: Mapped[EnrolmentPractical | None] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def reference(self) -> str:
        """What the customer quotes: INS-2026-000123."""
        return f"INS-{self.received_at.astimezone(BRUSSELS).year}-{self.id:06d}"

    @property
    def name(self) -> str:
        """First and last name of who enrolled."""
        return f"{self.first_name} {self.last_name}".strip()

    def is_by(self, first_name: str, last_name: str, email: str | None) -> bool:
        """Whether these are the name and address of who enrolled: several people may read mail at one address."""
        return (first_name.casefold(), last_name.casefold(), email) == (
            self.first_name.casefold(),
            self.last_name.casefold(),
            self.email,
        )

    @property
    def taking_part(self) -> list[Participant]:
        """The participants who were not replaced."""
        return [one for one in self.participants if one.replaced_at is None]

    @property
    def is_set_apart(self) -> bool:
        """Whether somebody of the team has to look at it before anybody is mailed."""
        return self.state is EnrolmentState.RECEIVED or (bool(self.suspicions) and not self.state.is_over)

    @property
    def awaits_member_check(self) -> bool:
        """Whether the employer said that it is a member, and nobody of the team has set the price since."""
        claimed = self.member_wish is MemberWish.YES and self.organisation_id is None
        return claimed and all(event.act is not EnrolmentAct.PRICE_SET for event in self.events)

    @property
    def has_offer(self) -> bool:
        """Whether places are held for it until it says yes or no."""
        return self.offer_until is not None and self.offer_until > clock.now()


class Participant(Base):
    """Somebody who takes part, or did until a colleague came in their place (`replaced_by_id`).

    is_enroler        the same person as who enrolled (`Enrolment.is_by`): they need no notice of their own
    told_at           when they were mailed what is known of them, and from whom (article 14 GDPR)
    attendance        what staff wrote down; None until they did
    certificate_code  unguessable; the certificate can be checked by it
    """

    __tablename__ = "enrolment_participant"
    __table_args__ = (
        CheckConstraint("language IN ('nl', 'fr')", name="language"),
        CheckConstraint("attendance IS NULL OR attendance_at IS NOT NULL", name="attendance"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    training: Mapped[str] = mapped_column(String(240))
    first_name: Mapped[str] = mapped_column(String(80))
    last_name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(ADDRESS_LENGTH), index=True)
    language: Mapped[str] = mapped_column(String(2))
    function: Mapped[str | None] = mapped_column(String(120))
    is_enroler: Mapped[bool] = mapped_column(default=False)
    entered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    told_at: Mapped[dt.datetime | None]
    replaced_at: Mapped[dt.datetime | None]
    replaced_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("enrolment_participant.id", ondelete="SET NULL"), index=True
    )
    attendance: Mapped[Attendance | None] = mapped_column(words_of(Attendance))
    attendance_at: Mapped[dt.datetime | None]
    attendance_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    certificate_code: Mapped[str | None] = mapped_column(String(40), unique=True)
    certificate_issued_at: Mapped[dt.datetime | None]

    enrolment: Mapped[Enrolment] = relationship(back_populates="participants")

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


class EnrolmentEvent(Base):
    """A step in the history of an enrolment. `words` are those of staff, such as a reason."""

    __tablename__ = "enrolment_event"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    act: Mapped[EnrolmentAct] = mapped_column(words_of(EnrolmentAct, 30))
    # The state after the act.
    state: Mapped[EnrolmentState] = mapped_column(words_of(EnrolmentState, 30))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    words: Mapped[str | None] = mapped_column(Text)


class EnrolmentPractical(Base):
    """What participants need in practice on the day. Kept apart, for it is gone as soon as the session is over."""

    __tablename__ = "enrolment_practical"
    __table_args__ = (UniqueConstraint("enrolment_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    request: Mapped[str] = mapped_column(Text)


class EnrolmentDraft(Base):
    """A form that was filled in and not sent, behind a token of which only the hash is kept.

    `answers` are the fields as they were typed. `organisation_id` and `account_id` are set for somebody who began it
    in MyCESI, with the right to enrol for that member.
    """

    __tablename__ = "enrolment_draft"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    email: Mapped[str | None] = mapped_column(String(ADDRESS_LENGTH), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)
