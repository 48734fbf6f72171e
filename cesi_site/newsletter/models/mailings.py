"""Mailings: what is written in both languages, who gets it, and how far it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.choices.models import ADDRESS_LENGTH
from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey, words_of
from cesi_site.core.languages import Text as Words

# The logs and the mails themselves name rows by their key and outlive them: SQLite must not give it again.
_NEVER_AGAIN = {"sqlite_autoincrement": True}
SUBJECT_LENGTH = 150
SUMMARY_LENGTH = 250
REASON_LENGTH = 500
SLUG_LENGTH = 80
DOMAIN_LENGTH = 255


class Kind(StrEnum):
    """What a mailing is by its legal ground; it never changes (promise B5)."""

    NEWSLETTER = "newsletter"
    """Rests on consent: goes to the readers of the newsletter."""
    STATUTORY = "statutory"
    """Rests on a legal duty: goes to the people of members whose affiliation runs."""

    @property
    def label(self) -> Words:
        """Its name, for staff."""
        return KINDS[self]


class MailingState(StrEnum):
    """Where a mailing stands."""

    DRAFT = "draft"
    COUNTING = "counting"
    AWAITING_APPROVAL = "awaiting_approval"
    READY = "ready"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Words:
        """Its name, for staff."""
        return STATES[self]


KINDS: Mapping[Kind, Words] = {
    Kind.NEWSLETTER: Words("nieuwsbrief", "newsletter"),
    Kind.STATUTORY: Words("wettelijke informatie", "information légale"),
}
STATES: Mapping[MailingState, Words] = {
    MailingState.DRAFT: Words("ontwerp", "brouillon"),
    MailingState.COUNTING: Words("ontvangers worden geteld", "comptage des destinataires"),
    MailingState.AWAITING_APPROVAL: Words("wacht op goedkeuring", "en attente d’approbation"),
    MailingState.READY: Words("klaar om te versturen", "prêt à l’envoi"),
    MailingState.SCHEDULED: Words("gepland", "planifié"),
    MailingState.SENDING: Words("wordt verstuurd", "envoi en cours"),
    MailingState.PAUSED: Words("gepauzeerd", "en pause"),
    MailingState.SENT: Words("verstuurd", "envoyé"),
    MailingState.CANCELLED: Words("geannuleerd", "annulé"),
}


class Trouble(StrEnum):
    """What holds a mailing up. The first two pass by themselves; the others wait for a person."""

    AWAY = "away"
    """The mail server does not answer."""
    SENDER = "sender"
    """It takes nothing from our sender."""
    US = "us"
    """It refuses us, whoever a letter is for: a relay denied, a sign-in that is missing, a blocklist."""
    LETTER = "letter"
    """It refuses what the letter says."""
    TEXTS = "texts"
    """The texts cannot go out any more as they are: what they point at has changed."""

    @property
    def label(self) -> Words:
        """What it is and what to do, for staff."""
        return TROUBLES[self]


TROUBLES: Mapping[Trouble, Words] = {
    Trouble.AWAY: Words(
        "De mailserver antwoordt niet. Zodra hij antwoordt, gaat de mailing vanzelf verder.",
        "Le serveur de courrier ne répond pas. Dès qu’il répond, le mailing continue de lui-même.",
    ),
    Trouble.SENDER: Words(
        "De mailserver aanvaardt onze afzender niet. De mailing probeert het opnieuw; verwittig de beheerder.",
        "Le serveur de courrier refuse notre expéditeur. Le mailing réessaie ; prévenez l’administrateur.",
    ),
    Trouble.US: Words(
        "De mailserver weigert ons, niet deze lezers: niemand werd geschrapt. Verwittig de beheerder en ga verder "
        "zodra de server ons weer aanvaardt.",
        "Le serveur de courrier nous refuse, et non ces lecteurs : personne n’a été radié. Prévenez l’administrateur "
        "et continuez dès que le serveur nous accepte à nouveau.",
    ),
    Trouble.LETTER: Words(
        "De mailserver weigert wat in de mail staat. Niemand werd geschrapt. Ga verder als dat opgelost is, of "
        "annuleer en begin een nieuwe mailing met deze teksten.",
        "Le serveur de courrier refuse le contenu de l’e-mail. Personne n’a été radié. Continuez quand c’est réglé, "
        "ou annulez et commencez un nouveau mailing avec ces textes.",
    ),
    Trouble.TEXTS: Words(
        "Iets waarnaar de teksten verwijzen, is veranderd sinds ze vastgelegd werden. Kijk ze na voor u verdergaat.",
        "Un élément auquel les textes renvoient a changé depuis qu’ils ont été fixés. Vérifiez-les avant de continuer.",
    ),
}


class Mailing(Base):
    """One mailing. Its recipients are fixed when it is counted; from then on its texts stand still, too.

    `themes` are those it is about: readers who chose none of them are left out. `listed` is how many recipients
    were fixed, `left_out` how many were not, by reason. `outcome` holds the final numbers once it is sent, or cancelled
    on its way. `lease` names the process that has it in hand, until `lease_until`; without one, that is when its next
    turn comes (`newsletter.lease`). `trouble_kind` is what holds it up, `trouble` the mail server's words.
    """

    __tablename__ = "newsletter_mailing"
    __table_args__ = (Index("ix_newsletter_mailing_state", "state"), _NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(words_of(Kind))
    state: Mapped[MailingState] = mapped_column(words_of(MailingState), default=MailingState.DRAFT)
    themes: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    edited_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    # When it should leave; without it, as soon as it may.
    scheduled_at: Mapped[dt.datetime | None]
    counted_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    listed: Mapped[int | None]
    left_out: Mapped[dict[str, Any]] = mapped_column(default=dict)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    approved_at: Mapped[dt.datetime | None]
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    trouble_kind: Mapped[Trouble | None] = mapped_column(words_of(Trouble))
    trouble: Mapped[str | None] = mapped_column(String(REASON_LENGTH))
    lease: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[dt.datetime | None]

    texts: Mapped[list[MailingText]] = relationship(
        order_by="MailingText.language.desc()", cascade="all, delete-orphan", passive_deletes=True
    )

    def text(self, language: str) -> MailingText:
        """Return what is written in `language`."""
        return next(text for text in self.texts if text.language == language)


class MailingText(Base):
    """What a mailing says in one language. `body` is Markdown with blocks (`newsletter.composing.blocks`).

    `summary` stands beside the subject in a mailbox, and in the archive. `legal_reason` is the law that obliges to
    send it (statutory mailings). From `published_at` on it stands in the archive, under its `slug`.
    """

    __tablename__ = "newsletter_mailing_text"
    __page_stamp__: ClassVar[str] = "mailings"
    __table_args__ = (
        UniqueConstraint("mailing_id", "language"),
        UniqueConstraint("language", "slug"),
        CheckConstraint("language IN ('nl', 'fr')", name="language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("newsletter_mailing.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(SUBJECT_LENGTH), default="")
    summary: Mapped[str] = mapped_column(String(SUMMARY_LENGTH), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    legal_reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    slug: Mapped[str | None] = mapped_column(String(SLUG_LENGTH))
    published_at: Mapped[dt.datetime | None]


class RecipientState(StrEnum):
    """What became of the mail to one recipient."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    """The mail server refused the address, for good or for too long."""
    LEFT_OUT = "left_out"
    """Left, objected or was struck off between the count and the mail."""


class MailingRecipient(Base):
    """One address that a mailing goes to, fixed when it was counted.

    A newsletter's recipient stands behind `address_id` (the reader's `choices` address), a statutory mailing's
    behind `person_id` (the person of a member). Neither is a foreign key: a row that goes there must not search
    through all mailings, and its key is never given again. `reason` says why it was left out, or holds the mail
    server's words.
    """

    __tablename__ = "newsletter_recipient"
    __table_args__ = (
        # Begins with the address, by which a person's rows are found.
        UniqueConstraint("email", "mailing_id"),
        # What is still to be sent, in the order of its keys, and how far it is.
        Index("ix_newsletter_recipient_mailing_id_state_id", "mailing_id", "state", "id"),
        _NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("newsletter_mailing.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    language: Mapped[str] = mapped_column(String(2))
    address_id: Mapped[int | None] = mapped_column(BigKey)
    person_id: Mapped[int | None]
    state: Mapped[RecipientState] = mapped_column(words_of(RecipientState), default=RecipientState.WAITING)
    reason: Mapped[str | None] = mapped_column(String(REASON_LENGTH))
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]


class DomainPace(Base):
    """When the next mail of a mailing may go to a domain, and up to when those that were put off have their place."""

    __tablename__ = "newsletter_pace"

    domain: Mapped[str] = mapped_column(String(DOMAIN_LENGTH), primary_key=True)
    free_at: Mapped[dt.datetime]
    promised_until: Mapped[dt.datetime]
