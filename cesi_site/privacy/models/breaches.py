"""The register of personal data breaches (article 33.5 GDPR), with its clock and the log of each step."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.core import clock
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import Base, BigKey, words_of
from cesi_site.core.languages import Text as BothLanguages

# From when we know of it (article 33.1); a term in hours runs through weekends and holidays (Regulation 1182/71).
HOURS_TO_NOTIFY = dt.timedelta(hours=72)


class Harm(StrEnum):
    """What happened to the data (article 4.12)."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"

    @property
    def label(self) -> BothLanguages:
        """Its name, in both languages."""
        return _HARM_LABELS[self]


_HARM_LABELS = {
    Harm.CONFIDENTIALITY: BothLanguages("gezien of gekregen door een ander", "vues ou reçues par un autre"),
    Harm.INTEGRITY: BothLanguages("onterecht gewijzigd", "modifiées à tort"),
    Harm.AVAILABILITY: BothLanguages("verloren of onbereikbaar", "perdues ou inaccessibles"),
}


class Risk(StrEnum):
    """What it may mean for people; it decides who must be told (articles 33.1 and 34.1)."""

    UNLIKELY = "unlikely"
    RISK = "risk"
    HIGH = "high"

    @property
    def label(self) -> BothLanguages:
        """Its name, in both languages."""
        return _RISK_LABELS[self]


_RISK_LABELS = {
    Risk.UNLIKELY: BothLanguages("waarschijnlijk geen risico", "risque improbable"),
    Risk.RISK: BothLanguages("een risico", "un risque"),
    Risk.HIGH: BothLanguages("een hoog risico", "un risque élevé"),
}


class BreachAct(StrEnum):
    """A step in the history of a breach."""

    NOTED = "noted"
    DESCRIBED = "described"
    AUTHORITY_DECIDED = "authority_decided"
    AUTHORITY_TOLD = "authority_told"
    PERSONS_DECIDED = "persons_decided"
    PERSONS_TOLD = "persons_told"
    REMARKED = "remarked"
    ALARMED = "alarmed"
    CLOSED = "closed"
    REOPENED = "reopened"

    @property
    def label(self) -> BothLanguages:
        """Its name, in both languages."""
        return _ACT_LABELS[self]


_ACT_LABELS = {
    BreachAct.NOTED: BothLanguages("Genoteerd", "Notée"),
    BreachAct.DESCRIBED: BothLanguages("Beschrijving aangevuld", "Description complétée"),
    BreachAct.AUTHORITY_DECIDED: BothLanguages("Beslist over de toezichthouder", "Décision sur l’autorité"),
    BreachAct.AUTHORITY_TOLD: BothLanguages("Gemeld aan de toezichthouder", "Notifiée à l’autorité"),
    BreachAct.PERSONS_DECIDED: BothLanguages("Beslist over de personen", "Décision sur les personnes"),
    BreachAct.PERSONS_TOLD: BothLanguages("Gemeld aan de personen", "Communiquée aux personnes"),
    BreachAct.REMARKED: BothLanguages("Notitie", "Note"),
    BreachAct.ALARMED: BothLanguages("Herinnering verstuurd", "Rappel envoyé"),
    BreachAct.CLOSED: BothLanguages("Afgesloten", "Clôturée"),
    BreachAct.REOPENED: BothLanguages("Heropend", "Rouverte"),
}


class Breach(Base):
    """A breach. `known_at` starts the clock; `happened_at` is when it happened, as far as is known.

    A decision is None until it is taken, and has its reasons; what was decided is done at `authority_told_at` and
    `persons_told_at`. Names of people do not belong here. `alarms` counts the reminders that the officer had.
    """

    __tablename__ = "breach"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    happened_at: Mapped[dt.datetime | None]
    known_at: Mapped[dt.datetime] = mapped_column(index=True)
    harm: Mapped[Harm] = mapped_column(words_of(Harm))
    risk: Mapped[Risk] = mapped_column(words_of(Risk))
    facts: Mapped[str] = mapped_column(Text)
    persons: Mapped[str] = mapped_column(Text)
    effects: Mapped[str] = mapped_column(Text)
    measures: Mapped[str] = mapped_column(Text)
    tell_authority: Mapped[bool | None]
    authority_reasons: Mapped[str | None] = mapped_column(Text)
    authority_told_at: Mapped[dt.datetime | None]
    tell_persons: Mapped[bool | None]
    persons_reasons: Mapped[str | None] = mapped_column(Text)
    persons_told_at: Mapped[dt.datetime | None]
    alarms: Mapped[int] = mapped_column(default=0)
    noted_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[dt.datetime | None] = mapped_column(index=True)

    events: Mapped[list[BreachEvent]] = relationship(
        order_by="BreachEvent.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def reference(self) -> str:
        """What it is called: INC-2026-000003."""
        return f"INC-{self.known_at.astimezone(BRUSSELS).year}-{self.id:06d}"

    @property
    def deadline(self) -> dt.datetime:
        """By when the authority must be told, where it must."""
        return self.known_at + HOURS_TO_NOTIFY

    @property
    def is_open(self) -> bool:
        """Whether it is still being dealt with."""
        return self.closed_at is None

    @property
    def clock_runs(self) -> bool:
        """Whether the 72 hours still matter: the authority was not told, and nobody decided that it need not be."""
        return self.is_open and self.authority_told_at is None and self.tell_authority is not False

    @property
    def told_late(self) -> bool:
        """Whether the authority was told after the 72 hours: then the reasons go with it (article 33.1)."""
        return self.authority_told_at is not None and self.authority_told_at > self.deadline


class BreachEvent(Base):
    """A step in the history of a breach, with the words of who took it."""

    __tablename__ = "breach_event"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    breach_id: Mapped[int] = mapped_column(ForeignKey("breach.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    act: Mapped[BreachAct] = mapped_column(words_of(BreachAct))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    words: Mapped[str | None] = mapped_column(Text)
