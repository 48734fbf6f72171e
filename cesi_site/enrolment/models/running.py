"""What happens around a session: acts of staff and of the clock, and how many mails left about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey, words_of
from cesi_site.core.languages import Text


class SessionAct(StrEnum):
    """What happens to a session. Those of `MAILED` count mails, the others people."""

    OPENED = "opened"
    CONFIRMED = "confirmed"
    CALLED_OFF = "called_off"
    HELD = "held"
    CHANGED = "changed"
    TOLD_OF_CHANGE = "told_of_change"
    TOLD_OF_END = "told_of_end"
    REMINDED = "reminded"
    ATTENDANCE = "attendance"
    CERTIFICATES = "certificates"

    @property
    def label(self) -> Text:
        """What the history says."""
        return ACTS[self]


MAILED = frozenset({SessionAct.TOLD_OF_CHANGE, SessionAct.TOLD_OF_END, SessionAct.REMINDED, SessionAct.CERTIFICATES})
ACTS: Mapping[SessionAct, Text] = {
    SessionAct.OPENED: Text("opengesteld", "ouverte"),
    SessionAct.CONFIRMED: Text("bevestigd: gaat door", "confirmée : a lieu"),
    SessionAct.CALLED_OFF: Text("geannuleerd", "annulée"),
    SessionAct.HELD: Text("gegeven", "donnée"),
    SessionAct.CHANGED: Text("gewijzigd", "modifiée"),
    SessionAct.TOLD_OF_CHANGE: Text("wijziging gemaild", "modification annoncée par e-mail"),
    SessionAct.TOLD_OF_END: Text("annulering gemaild", "annulation annoncée par e-mail"),
    SessionAct.REMINDED: Text("herinnering gemaild", "rappel envoyé par e-mail"),
    SessionAct.ATTENDANCE: Text("aanwezigheid ingevuld", "présences notées"),
    SessionAct.CERTIFICATES: Text("attesten uitgereikt", "attestations délivrées"),
}


class SessionEvent(Base):
    """A line in the history of a session. `count`: how many mails or people it was about."""

    __tablename__ = "training_session_event"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    act: Mapped[SessionAct] = mapped_column(words_of(SessionAct, 30))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    count: Mapped[int | None]
