"""The words of the catalogue that never change: who organises, in what form, and where a session stands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cesi_site.core.languages import Text


class Organiser(StrEnum):
    """Who gives a training, sells it and answers for it. Its value is the key of that organiser's site."""

    CESI = "cesi"
    ONEMANAGEMENT = "onemanagement"

    @property
    def label(self) -> str:
        """Its name, the same in both languages."""
        return {"cesi": "CESI", "onemanagement": "OneManagement"}[self.value]


class Format(StrEnum):
    """In what form a training is given. One in the company has no open dates: it is given on request."""

    CLASSROOM = "classroom"
    ONLINE = "online"
    BLENDED = "blended"
    IN_COMPANY = "in_company"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return FORMATS[self]


class SessionState(StrEnum):
    """Where a session stands."""

    DRAFT = "draft"
    OPEN = "open"
    FULL = "full"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    HELD = "held"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return STATES[self]

    @property
    def tone(self) -> str:
        """The tone of a status: green for what goes on, amber for what is full, and so on."""
        return TONES[self]


FORMATS: Mapping[Format, Text] = {
    Format.CLASSROOM: Text("klassikaal", "en présentiel"),
    Format.ONLINE: Text("online", "en ligne"),
    Format.BLENDED: Text("gemengd: klassikaal en online", "hybride : en présentiel et en ligne"),
    Format.IN_COMPANY: Text("op maat in uw bedrijf", "sur mesure en entreprise"),
}
STATES: Mapping[SessionState, Text] = {
    SessionState.DRAFT: Text("ontwerp", "brouillon"),
    SessionState.OPEN: Text("open", "ouverte"),
    SessionState.FULL: Text("volzet", "complète"),
    SessionState.CONFIRMED: Text("gaat door", "confirmée"),
    SessionState.CANCELLED: Text("geannuleerd", "annulée"),
    SessionState.HELD: Text("gegeven", "donnée"),
}
TONES: Mapping[SessionState, str] = {
    SessionState.DRAFT: "neutral",
    SessionState.OPEN: "info",
    SessionState.FULL: "warning",
    SessionState.CONFIRMED: "success",
    SessionState.CANCELLED: "danger",
    SessionState.HELD: "neutral",
}

# What visitors see of the dates ahead, and may enrol for; whether there is a place, the places say.
SHOWN = frozenset({SessionState.OPEN, SessionState.FULL, SessionState.CONFIRMED})

# In which languages a session can be given: the texts of a training are in two, a teacher may speak a third.
TEACHING: Mapping[str, Text] = {
    "nl": Text("Nederlands", "néerlandais"),
    "fr": Text("Frans", "français"),
    "en": Text("Engels", "anglais"),
}
