"""The words of requests: who reads them, where one stands, and what can happen to it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cesi_site.core.languages import Text
from cesi_site.enrolment.words import Organiser

# By so many working days a request is answered; the day of receipt is not counted.
ANSWER_DAYS = 5
SHORTEST_MESSAGE, LONGEST_MESSAGE = 10, 4000
MOST_PEOPLE = 5000


class Team(StrEnum):
    """Who reads a request: the team of the services, or that of the trainings of one of both houses."""

    SERVICES = "services"
    CESI = "cesi"
    ONEMANAGEMENT = "onemanagement"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return TEAMS[self]

    @property
    def heading(self) -> Text:
        """Its name where a line begins with it."""
        return Text(*(name[:1].upper() + name[1:] for name in (self.label.nl, self.label.fr)))

    @property
    def site(self) -> Organiser:
        """Whose site it speaks for."""
        return Organiser.ONEMANAGEMENT if self is Team.ONEMANAGEMENT else Organiser.CESI


class RequestState(StrEnum):
    """Where a request stands. One that is set apart reaches nobody until somebody has looked at it."""

    HELD = "held"
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CLOSED = "closed"
    REJECTED = "rejected"

    @property
    def label(self) -> Text:
        """Its name, for staff."""
        return STATES[self]

    @property
    def told(self) -> Text:
        """What who asked is told; whoever abuses the form learns nothing from it."""
        return TOLD.get(self, STATES[self])

    @property
    def tone(self) -> str:
        """The tone of its status."""
        return TONES[self]


class RequestAct(StrEnum):
    """What happened to a request. Each act is a line in its history."""

    RECEIVED = "received"
    RELEASED = "released"
    REJECTED = "rejected"
    TAKEN = "taken"
    ANSWERED = "answered"
    ELSEWHERE = "elsewhere"
    NOTED = "noted"
    CLOSED = "closed"
    REOPENED = "reopened"

    @property
    def label(self) -> Text:
        """What the history says of it."""
        return ACTS[self]


TEAMS: Mapping[Team, Text] = {
    Team.SERVICES: Text("team diensten van CESI", "équipe services de CESI"),
    Team.CESI: Text("team opleidingen van CESI", "équipe formations de CESI"),
    Team.ONEMANAGEMENT: Text("team opleidingen van OneManagement", "équipe formations de OneManagement"),
}
STATES: Mapping[RequestState, Text] = {
    RequestState.HELD: Text("Apart gezet", "Mise à part"),
    RequestState.RECEIVED: Text("Nieuw", "Nouvelle"),
    RequestState.IN_PROGRESS: Text("In behandeling", "En traitement"),
    RequestState.ANSWERED: Text("Beantwoord", "Répondue"),
    RequestState.CLOSED: Text("Afgesloten", "Clôturée"),
    RequestState.REJECTED: Text("Verworpen", "Rejetée"),
}
TOLD: Mapping[RequestState, Text] = {
    RequestState.HELD: Text("Ontvangen", "Reçue"),
    RequestState.RECEIVED: Text("Ontvangen", "Reçue"),
    RequestState.REJECTED: STATES[RequestState.CLOSED],
}
TONES: Mapping[RequestState, str] = {
    RequestState.HELD: "warning",
    RequestState.RECEIVED: "info",
    RequestState.IN_PROGRESS: "info",
    RequestState.ANSWERED: "success",
    RequestState.CLOSED: "neutral",
    RequestState.REJECTED: "neutral",
}
ACTS: Mapping[RequestAct, Text] = {
    RequestAct.RECEIVED: Text("Aanvraag ontvangen", "Demande reçue"),
    RequestAct.RELEASED: Text("Doorgelaten", "Laissée passer"),
    RequestAct.REJECTED: Text("Verworpen als misbruik", "Rejetée comme abus"),
    RequestAct.TAKEN: Text("Op zich genomen", "Prise en charge"),
    RequestAct.ANSWERED: Text("Antwoord per mail", "Réponse par e-mail"),
    RequestAct.ELSEWHERE: Text("Beantwoord buiten de site", "Réponse donnée en dehors du site"),
    RequestAct.NOTED: Text("Interne notitie", "Note interne"),
    RequestAct.CLOSED: Text("Afgesloten", "Clôturée"),
    RequestAct.REOPENED: Text("Heropend", "Rouverte"),
}

S, A = RequestState, RequestAct
OPEN_STATES = frozenset({S.RECEIVED, S.IN_PROGRESS})
# From which states each act of staff leads, and where to; None: it stays where it is.
STEPS: Mapping[RequestAct, tuple[frozenset[RequestState], RequestState | None]] = {
    A.RELEASED: (frozenset({S.HELD, S.REJECTED}), S.RECEIVED),
    A.REJECTED: (frozenset({S.HELD}), S.REJECTED),
    A.TAKEN: (frozenset({S.RECEIVED}), S.IN_PROGRESS),
    A.ANSWERED: (frozenset({S.RECEIVED, S.IN_PROGRESS, S.ANSWERED}), S.ANSWERED),
    A.ELSEWHERE: (OPEN_STATES, S.ANSWERED),
    A.NOTED: (frozenset(S), None),
    A.CLOSED: (frozenset({S.RECEIVED, S.IN_PROGRESS, S.ANSWERED}), S.CLOSED),
    A.REOPENED: (frozenset({S.ANSWERED, S.CLOSED}), S.IN_PROGRESS),
}
# These take words along: an answer to who asked, or a note for colleagues.
WITH_WORDS = frozenset({A.ANSWERED, A.NOTED})
