"""The tables of the members: organisations, their places of work, their people with their roles, their documents.

Access runs from `access_from` up to the instant `access_until`, which may lie ahead; without one it has no
planned end. So one comparison says whether a person may enter, and a withdrawal holds from the next request on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    and_,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.accounts.models import Account
from cesi_site.core.clock import day_in_brussels, today
from cesi_site.core.database import Base, words_of
from cesi_site.core.languages import Text as Words
from cesi_site.members.roles import Reason, Right, Role
from cesi_site.register import Term

ADDRESS_LENGTH = 254
EMPLOYER_GROUPS = ("A", "B", "C+", "C-", "D")
KEPT = Term(months=36)

_NO_END = text("access_until IS NULL")
# The logs name rows by their key and outlive them: SQLite must not give the key of a removed row to another one.
_NEVER_AGAIN = {"sqlite_autoincrement": True}


class Organisation(Base):
    """An employer that joined CESI. `enterprise_number` is ten bare digits; a starter may not have one yet.

    `employer_group` (A, B, C+, C-, D) says which services belong to the contribution, `is_micro` (at most five
    workers) which contribution is due: two facts. `ended_on` is the last day of the affiliation, and may lie ahead.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("employer_group IN ('A', 'B', 'C+', 'C-', 'D')", name="employer_group"),
        CheckConstraint("language IN ('nl', 'fr')", name="language"),
        _NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_number: Mapped[str | None] = mapped_column(String(10), unique=True)
    legal_name: Mapped[str] = mapped_column(String(200), index=True)
    trade_name: Mapped[str | None] = mapped_column(String(200))
    legal_form: Mapped[str | None] = mapped_column(String(40))
    street: Mapped[str] = mapped_column(String(200))
    postcode: Mapped[str] = mapped_column(String(12))
    town: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2))
    main_activity: Mapped[str | None] = mapped_column(String(200))
    nace_code: Mapped[str | None] = mapped_column(String(5))
    nsso_number: Mapped[str | None] = mapped_column(String(12))
    employer_group: Mapped[str | None] = mapped_column(String(2))
    is_micro: Mapped[bool] = mapped_column(default=False)
    worker_count: Mapped[int | None]
    affiliated_on: Mapped[dt.date] = mapped_column(Date)
    ended_on: Mapped[dt.date | None] = mapped_column(Date, index=True)
    # Raised by every change of a right: holding this row is the queue in which they happen one by one.
    access_version: Mapped[int] = mapped_column(default=0)
    # When the access manager last said who still needs access, and when they were last asked.
    access_confirmed_at: Mapped[dt.datetime] = mapped_column(index=True)
    access_asked_at: Mapped[dt.datetime | None]

    establishments: Mapped[list[Establishment]] = relationship(
        order_by="Establishment.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def is_active(self) -> bool:
        """Whether the affiliation runs today, or begins on a day that was agreed."""
        return self.ended_on is None or self.ended_on >= today()

    @property
    def is_ahead(self) -> bool:
        """Whether the affiliation is agreed and has not begun."""
        return self.affiliated_on > today()


class Establishment(Base):
    """A place of work of an organisation. `unit_number` is its ten digits in the register of enterprises."""

    __tablename__ = "establishment"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    unit_number: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    street: Mapped[str] = mapped_column(String(200))
    postcode: Mapped[str] = mapped_column(String(12))
    town: Mapped[str] = mapped_column(String(120))
    worker_count: Mapped[int | None]


class Mandate(Base):
    """An organisation lets an office (a payroll office, an accountant) act for it, up to the instant `until`."""

    __tablename__ = "mandate"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    office_number: Mapped[str] = mapped_column(String(10), index=True)
    office_name: Mapped[str] = mapped_column(String(200))
    since: Mapped[dt.datetime]
    until: Mapped[dt.datetime]

    def runs(self, at: dt.datetime) -> bool:
        """Whether the office may act at the instant `at`."""
        return self.since <= at < self.until


class MemberPerson(Base):
    """A person of an organisation, in one role. `account_id` is empty for who has no access of their own.

    With `establishment_id` the role covers that place of work alone. With `mandate_id` the person works for an
    office that acts for the organisation. `end_reason` says why the role ended.
    """

    __tablename__ = "member_person"
    __table_args__ = (
        Index(
            "uq_member_person_current",
            "organisation_id",
            "email",
            unique=True,
            sqlite_where=_NO_END,
            postgresql_where=_NO_END,
        ),
        CheckConstraint("language IN ('nl', 'fr')", name="language"),
        _NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    email: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), index=True)
    name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    role: Mapped[Role] = mapped_column(words_of(Role))
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"))
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    access_from: Mapped[dt.datetime]
    access_until: Mapped[dt.datetime | None] = mapped_column(index=True)
    end_reason: Mapped[Reason | None] = mapped_column(words_of(Reason))

    organisation: Mapped[Organisation] = relationship()
    establishment: Mapped[Establishment | None] = relationship()
    mandate: Mapped[Mandate | None] = relationship()
    account: Mapped[Account | None] = relationship()

    def runs(self, at: dt.datetime) -> bool:
        """Whether the role runs at the instant `at`; `is_current` asks the same of the database."""
        return self.access_from <= at and (self.access_until is None or self.access_until > at)

    def may(self, right: Right) -> bool:
        """Whether the role holds `right`."""
        return right in self.role.rights

    def covers(self, establishment_id: int | None) -> bool:
        """Whether the role reaches what belongs to that place of work, or (None) to the whole organisation."""
        return self.establishment_id in {None, establishment_id}


def is_current(at: dt.datetime | ColumnElement[dt.datetime]) -> ColumnElement[bool]:
    """Return the condition that a person's role runs at the instant `at`."""
    until = MemberPerson.access_until
    return and_(MemberPerson.access_from <= at, or_(until.is_(None), until > at))


def last_day(until: dt.datetime) -> dt.date:
    """Return the last day in Brussels of something that ends at the instant `until`."""
    return day_in_brussels(until - dt.timedelta(microseconds=1))


class ClaimedDomain(Base):
    """A mail domain under which an organisation's people write; staff note it. Companies of a group may share one."""

    __tablename__ = "claimed_domain"
    __table_args__ = (UniqueConstraint("domain", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    domain: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))


class DocumentKind(StrEnum):
    """What a document is. There is no medical kind: the member area holds nothing medical."""

    CONTRACT = "contract"
    RISK_ANALYSIS = "risk_analysis"
    PREVENTION_PLAN = "prevention_plan"
    POLICY_ADVICE = "policy_advice"
    VISIT_REPORT = "visit_report"
    ANNUAL_REPORT = "annual_report"
    OTHER = "other"

    @property
    def label(self) -> Words:
        """Its name, in both languages."""
        return KIND_LABELS[self]


KIND_LABELS: Mapping[DocumentKind, Words] = {
    DocumentKind.CONTRACT: Words("overeenkomst", "contrat"),
    DocumentKind.RISK_ANALYSIS: Words("risicoanalyse", "analyse des risques"),
    DocumentKind.PREVENTION_PLAN: Words("preventieplan", "plan de prévention"),
    DocumentKind.POLICY_ADVICE: Words("beleidsadvies", "avis stratégique"),
    DocumentKind.VISIT_REPORT: Words("verslag van een bedrijfsbezoek", "rapport d’une visite d’entreprise"),
    DocumentKind.ANNUAL_REPORT: Words("jaarverslag", "rapport annuel"),
    DocumentKind.OTHER: Words("ander document", "autre document"),
}
# These hold for as long as the affiliation runs; the others tell of one moment.
STANDING_KINDS = (DocumentKind.CONTRACT, DocumentKind.RISK_ANALYSIS, DocumentKind.PREVENTION_PLAN)


class MemberDocument(Base):
    """A document in an organisation's file, put there by staff. Without `establishment_id` it is about all of it."""

    __tablename__ = "member_document"
    __table_args__ = (Index("ix_member_document_organisation_id_id", "organisation_id", "id"), _NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"))
    kind: Mapped[DocumentKind] = mapped_column(words_of(DocumentKind))
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    filename: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    # Loaded only where it is asked for.
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)

    organisation: Mapped[Organisation] = relationship()
    establishment: Mapped[Establishment | None] = relationship()

    @property
    def kept_until(self) -> dt.date | None:
        """The last day it is in the file; None for as long as the affiliation runs, three years included after it."""
        start = self.organisation.ended_on if self.kind in STANDING_KINDS else self.added_at
        return None if start is None else KEPT.last_day(start)
