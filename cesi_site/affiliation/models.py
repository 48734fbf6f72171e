"""The tables of affiliation: drafts, requests with their history, tariffs, and who reads the requests."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.affiliation.states import Act, State
from cesi_site.core import clock
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import Base, BigKey, words_of
from cesi_site.register import Term

ADDRESS_LENGTH = 254
HASH_LENGTH = 64
# How long an unfinished form is kept after the last change.
DRAFT_KEPT = Term(days=30)


class AffiliationDraft(Base):
    """A form that is being filled in, behind a token of which only the hash is kept.

    `answers` holds, per step, the fields as they were typed. `email` is that of who fills it in, once it is known.
    """

    __tablename__ = "affiliation_draft"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    email: Mapped[str | None] = mapped_column(String(ADDRESS_LENGTH), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    started_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)

    @property
    def kept_until(self) -> dt.date:
        """The last day on which it can be gone on with."""
        return DRAFT_KEPT.last_day(self.changed_at)


class AffiliationRequest(Base):
    """An employer's request to join, as it was sent. Numbers are bare digits, telephones E.164.

    `submission` is the hash of the token of its draft: one draft is one request. `suspicions` say why somebody
    should look at it before anyone is mailed; `released_at` is when that was done, at once where there are none.
    `decided_at` is the clock of its retention. `organisation_id` is the member that it became.
    """

    __tablename__ = "affiliation_request"
    __table_args__ = (
        CheckConstraint("language IN ('nl', 'fr')", name="language"),
        CheckConstraint("worker_count BETWEEN 0 AND 99999", name="worker_count"),
        Index("ix_affiliation_request_state_id", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    submission: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    state: Mapped[State] = mapped_column(words_of(State), default=State.RECEIVED)
    suspicions: Mapped[list[str]] = mapped_column(default=list)
    received_at: Mapped[dt.datetime] = mapped_column(index=True)
    released_at: Mapped[dt.datetime | None]
    decided_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"), index=True)

    # Who the employer is.
    legal_name: Mapped[str] = mapped_column(String(200))
    trade_name: Mapped[str | None] = mapped_column(String(200))
    legal_form: Mapped[str] = mapped_column(String(20))
    enterprise_number: Mapped[str | None] = mapped_column(String(10), index=True)
    vat_status: Mapped[str | None] = mapped_column(String(10))
    nsso_number: Mapped[str | None] = mapped_column(String(12))
    street: Mapped[str] = mapped_column(String(200))
    postcode: Mapped[str] = mapped_column(String(12))
    town: Mapped[str] = mapped_column(String(120))
    country: Mapped[str] = mapped_column(String(2))
    correspondence_street: Mapped[str | None] = mapped_column(String(200))
    correspondence_postcode: Mapped[str | None] = mapped_column(String(12))
    correspondence_town: Mapped[str | None] = mapped_column(String(120))

    # What it does, where, and with how many.
    main_activity: Mapped[str] = mapped_column(String(200))
    nace_code: Mapped[str | None] = mapped_column(String(5))
    nace_version: Mapped[str | None] = mapped_column(String(4))
    joint_committees: Mapped[list[str]]
    works_at_office: Mapped[bool]
    worker_count: Mapped[int]
    temporary_count: Mapped[int | None]
    students_count: Mapped[int | None]
    young_count: Mapped[int | None]
    night_count: Mapped[int | None]
    surveillance_count: Mapped[int | None]
    first_worker_on: Mapped[dt.date | None] = mapped_column(Date)
    risks: Mapped[list[str]]

    # Who to speak with. Others that are named stand in `people`.
    contact_first_name: Mapped[str] = mapped_column(String(80))
    contact_last_name: Mapped[str] = mapped_column(String(80))
    contact_function: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), index=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    signatory_is_contact: Mapped[bool]
    signatory_function: Mapped[str | None] = mapped_column(String(120))
    po_number: Mapped[str | None] = mapped_column(String(35))
    advisor: Mapped[str | None] = mapped_column(String(10))
    advisor_level: Mapped[str | None] = mapped_column(String(4))
    has_committee: Mapped[bool | None]
    has_union: Mapped[bool | None]

    # From when, and from whom it comes.
    start_date: Mapped[dt.date] = mapped_column(Date)
    current_service: Mapped[str] = mapped_column(String(20))
    current_service_name: Mapped[str | None] = mapped_column(String(120))
    notice_given: Mapped[bool | None]
    notice_on: Mapped[dt.date | None] = mapped_column(Date)

    # The versions (`versions.py`) of the texts that stood on the page.
    conditions_version: Mapped[int]
    information_version: Mapped[int]
    # The wish to receive the newsletter; None where the question was not asked.
    newsletter: Mapped[bool | None]

    establishments: Mapped[list[AffiliationEstablishment]] = relationship(
        order_by="AffiliationEstablishment.id", cascade="all, delete-orphan", passive_deletes=True
    )
    people: Mapped[list[AffiliationPerson]] = relationship(
        order_by="AffiliationPerson.id", cascade="all, delete-orphan", passive_deletes=True, back_populates="request"
    )
    events: Mapped[list[AffiliationEvent]] = relationship(
        order_by="AffiliationEvent.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def reference(self) -> str:
        """What the applicant quotes: AFF-2026-000123."""
        return f"AFF-{self.received_at.astimezone(BRUSSELS).year}-{self.id:06d}"

    @property
    def contact_name(self) -> str:
        """First and last name of the contact person."""
        return f"{self.contact_first_name} {self.contact_last_name}"

    @property
    def is_held(self) -> bool:
        """Whether it waits for somebody to look at it, and nobody was mailed."""
        return self.released_at is None

    def person(self, part: Part) -> AffiliationPerson | None:
        """Return who was named for a part, or None."""
        return next((person for person in self.people if person.part == part), None)


class AffiliationEstablishment(Base):
    """A place of work beside the registered office. `unit_number` is ten bare digits."""

    __tablename__ = "affiliation_establishment"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("affiliation_request.id", ondelete="CASCADE"), index=True)
    name: Mapped[str | None] = mapped_column(String(200))
    street: Mapped[str] = mapped_column(String(200))
    postcode: Mapped[str] = mapped_column(String(12))
    town: Mapped[str] = mapped_column(String(120))
    unit_number: Mapped[str | None] = mapped_column(String(10))
    worker_count: Mapped[int | None]


class Part(StrEnum):
    """The part for which the applicant named somebody."""

    SIGNATORY = "signatory"
    BILLING = "billing"
    ADVISOR = "advisor"


class AffiliationPerson(Base):
    """Somebody whom the applicant named: they did not fill in the form themselves (promise H2).

    `told_at` is when they were mailed what is known of them, and from whom.
    """

    __tablename__ = "affiliation_person"
    __table_args__ = (UniqueConstraint("request_id", "part"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("affiliation_request.id", ondelete="CASCADE"))
    part: Mapped[Part] = mapped_column(words_of(Part))
    name: Mapped[str | None] = mapped_column(String(160))
    function: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(ADDRESS_LENGTH), index=True)
    told_at: Mapped[dt.datetime | None]

    request: Mapped[AffiliationRequest] = relationship(back_populates="people")


class AffiliationEvent(Base):
    """A step in the history of a request. `words` are those of the member of staff: a reason, a question, a note."""

    __tablename__ = "affiliation_event"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("affiliation_request.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    act: Mapped[Act] = mapped_column(words_of(Act))
    # The state after the act.
    state: Mapped[State] = mapped_column(words_of(State))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    words: Mapped[str | None] = mapped_column(Text)


class Tariff(Base):
    """What a tariff group costs per worker and year, without VAT, from `year` on until a later year has its own.

    `legal_base` marks amounts as the law names them, before the yearly indexation.
    """

    __tablename__ = "tariff"
    __table_args__ = (
        UniqueConstraint("year", "group_number"),
        CheckConstraint("group_number BETWEEN 1 AND 5", name="group_number"),
        CheckConstraint("up_to_five > 0 AND above_five > 0", name="amounts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    group_number: Mapped[int]
    above_five: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    up_to_five: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    legal_base: Mapped[bool]


class TariffActivity(Base):
    """The tariff group to which a NACE code with this beginning most likely belongs; the longest beginning counts."""

    __tablename__ = "tariff_activity"
    __table_args__ = (CheckConstraint("group_number BETWEEN 1 AND 5", name="group_number"),)

    prefix: Mapped[str] = mapped_column(String(5), primary_key=True)
    group_number: Mapped[int]


class AffiliationReader(Base):
    """An address at which the affiliation team reads the requests in one language."""

    __tablename__ = "affiliation_reader"
    __table_args__ = (UniqueConstraint("language", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
