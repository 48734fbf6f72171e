"""Lists of addresses that staff bring in from elsewhere, each with its ground and its source (promise B7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core import clock
from cesi_site.core.database import Base, words_of
from cesi_site.core.languages import Text

SOURCE_LENGTH = 200
FILE_NAME_LENGTH = 120


class ImportGround(StrEnum):
    """Why these addresses may come in."""

    ASKED = "asked"
    """The people asked for the newsletter, and nothing proves it: each gets a mail to confirm."""
    PROVED = "proved"
    """Each confirmed before, elsewhere, and the file says when: they read on, three years from that day at most."""
    LEFT = "left"
    """Addresses that unsubscribed elsewhere: the newsletter never goes there."""
    STOP = "stop"
    """Addresses that objected to all advertising: only what the law prescribes goes there."""

    @property
    def label(self) -> Text:
        """Its name, for staff."""
        return GROUNDS[self]


GROUNDS: Mapping[ImportGround, Text] = {
    ImportGround.ASKED: Text(
        "Deze mensen vroegen zelf de nieuwsbrief. Elk krijgt een e-mail om dat te bevestigen.",
        "Ces personnes ont demandé elles-mêmes la newsletter. Chacune reçoit un e-mail pour le confirmer.",
    ),
    ImportGround.PROVED: Text(
        "Elk van hen bevestigde vroeger al, en het bestand zegt wanneer. Zij worden meteen lezer.",
        "Chacune a déjà confirmé par le passé, et le fichier dit quand. Elles sont abonnées aussitôt.",
    ),
    ImportGround.LEFT: Text(
        "Deze mensen schreven zich elders uit. Zij krijgen de nieuwsbrief niet meer.",
        "Ces personnes se sont désinscrites ailleurs. Elles ne reçoivent plus la newsletter.",
    ),
    ImportGround.STOP: Text(
        "Deze mensen willen geen reclame. Zij krijgen alleen nog wat de wet voorschrijft.",
        "Ces personnes refusent toute publicité. Elles ne reçoivent plus que ce que la loi prescrit.",
    ),
}


class ListImport(Base):
    """One file. `data` is what was uploaded, until it is carried out or a day has passed; the figures stay.

    `position` is how many rows were handled, so that a worker can go on where another one stopped. `counts` says
    what became of the rows, by word (`newsletter.importing.Fate`).
    """

    __tablename__ = "newsletter_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    ground: Mapped[ImportGround] = mapped_column(words_of(ImportGround))
    source: Mapped[str] = mapped_column(String(SOURCE_LENGTH))
    language: Mapped[str] = mapped_column(String(2))
    filename: Mapped[str] = mapped_column(String(FILE_NAME_LENGTH))
    data: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    started_at: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]
    position: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
