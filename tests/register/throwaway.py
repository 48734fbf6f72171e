"""A throw-away feature with tables of its own, on which the register's types and engines are tried."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, MetaData, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from cesi_site.core.database import UtcDateTime
from cesi_site.core.languages import Text
from cesi_site.register import Activity, Anonymise, Ground, Holding, Term, by_address

WORDS = Text("woorden", "mots")
THREE_YEARS = Term(months=36)


class Base(DeclarativeBase):
    """Apart from the site's own tables, so that no other test sees these."""

    registry = registry(metadata=MetaData(), type_annotation_map={dt.datetime: UtcDateTime(), dict[str, Any]: JSON()})


class Letter(Base):
    """What somebody wrote; its clock is its answer, or its arrival while it is open."""

    __tablename__ = "throwaway_letter"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    body: Mapped[str]
    about: Mapped[dict[str, Any]] = mapped_column(default=dict)
    received_at: Mapped[dt.datetime] = mapped_column(index=True)
    closed_at: Mapped[dt.datetime | None]


class Enclosure(Base):
    """A child that has neither subject nor clock of its own."""

    __tablename__ = "throwaway_enclosure"
    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("throwaway_letter.id"), index=True)
    content: Mapped[bytes]


class Member(Base):
    """A row that keeps its figures when its person goes."""

    __tablename__ = "throwaway_member"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None]
    colleague: Mapped[str | None]
    ended_on: Mapped[dt.date | None]


LETTERS = Holding(
    key="letters",
    name=Text("uw brief", "votre lettre"),
    model=Letter,
    subject=by_address(Letter.email),
    clock=func.coalesce(Letter.closed_at, Letter.received_at),
    kept=THREE_YEARS,
    clock_in_words=Text("vanaf de dag van het antwoord", "à partir du jour de la réponse"),
    export={"email": Letter.email, "text": Letter.body, "about": Letter.about, "received": Letter.received_at},
    provided=(Letter.email, Letter.body),
    impersonal=(Letter.closed_at,),
)

ENCLOSURES = Holding(
    key="enclosures",
    name=Text("uw bijlage", "votre annexe"),
    model=Enclosure,
    on=Letter.id == Enclosure.letter_id,
    subject=by_address(Letter.email),
    clock=func.coalesce(Letter.closed_at, Letter.received_at),
    kept=THREE_YEARS,
    clock_in_words=LETTERS.clock_in_words,
    export={"content": Enclosure.content},
    impersonal=(Enclosure.letter_id,),
)

MEMBERS = Holding(
    key="members",
    name=Text("uw aansluiting", "votre affiliation"),
    model=Member,
    subject=by_address(Member.email),
    clock=Member.ended_on,
    kept=THREE_YEARS,
    clock_in_words=Text("vanaf het einde van de aansluiting", "à partir de la fin de l'affiliation"),
    export={"email": Member.email, "colleague": Member.colleague},
    third_person=(Member.colleague,),
    impersonal=(Member.ended_on,),
    at_end=Anonymise({Member.email: None, Member.colleague: None}),
)


def make_activity(**changes: Any) -> Activity:
    """An activity with everything it must have; `changes` replace parts of it."""
    facts: dict[str, Any] = {
        "key": "letters",
        "name": Text("Brieven beantwoorden", "Répondre aux lettres"),
        "purpose": Text("Wij lezen uw brief en antwoorden.", "Nous lisons votre lettre et répondons."),
        "ground": Ground.LEGITIMATE_INTEREST,
        "ground_in_words": WORDS,
        "balancing": WORDS,
        "persons": (WORDS,),
        "data": (WORDS,),
        "source": WORDS,
        "obligatory": WORDS,
        "recipients": (WORDS,),
        "security": (WORDS,),
        "promises": ("E3",),
        "holdings": (LETTERS, ENCLOSURES),
    }
    return Activity(**{**facts, **changes})
