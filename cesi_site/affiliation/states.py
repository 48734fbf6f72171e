"""Where a request stands, and which acts lead from one state to another."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cesi_site.core.languages import Text


class State(StrEnum):
    """Where a request to join stands."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    INCOMPLETE = "incomplete"
    OFFER_SENT = "offer_sent"
    SIGNED = "signed"
    ACTIVE = "active"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about the request."""
        return self not in DECIDED


class Act(StrEnum):
    """What happens to a request. Each act is a line in its history."""

    RECEIVED = "received"
    RELEASED = "released"
    TAKEN_UP = "taken_up"
    ASKED = "asked"
    COMPLETED = "completed"
    OFFERED = "offered"
    SIGNED = "signed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOTED = "noted"

    @property
    def label(self) -> Text:
        """What is written in the history."""
        return ACT_LABELS[self]


DECIDED = frozenset({State.ACTIVE, State.REFUSED, State.WITHDRAWN})

# From which states an act is possible, and to which state it leads. What is not here changes no state.
TRANSITIONS: Mapping[Act, tuple[frozenset[State], State]] = {
    Act.TAKEN_UP: (frozenset({State.RECEIVED}), State.IN_REVIEW),
    Act.ASKED: (frozenset({State.RECEIVED, State.IN_REVIEW, State.INCOMPLETE}), State.INCOMPLETE),
    Act.COMPLETED: (frozenset({State.INCOMPLETE}), State.IN_REVIEW),
    Act.OFFERED: (frozenset({State.RECEIVED, State.IN_REVIEW, State.OFFER_SENT}), State.OFFER_SENT),
    Act.SIGNED: (frozenset({State.OFFER_SENT}), State.SIGNED),
    Act.ACCEPTED: (frozenset({State.IN_REVIEW, State.OFFER_SENT, State.SIGNED}), State.ACTIVE),
    Act.REFUSED: (frozenset(State) - DECIDED, State.REFUSED),
    Act.WITHDRAWN: (frozenset(State) - DECIDED, State.WITHDRAWN),
}

LABELS: Mapping[State, Text] = {
    State.RECEIVED: Text("Ontvangen", "Reçue"),
    State.IN_REVIEW: Text("In behandeling", "En traitement"),
    State.INCOMPLETE: Text("Onvolledig", "Incomplète"),
    State.OFFER_SENT: Text("Offerte verstuurd", "Offre envoyée"),
    State.SIGNED: Text("Ondertekend", "Signée"),
    State.ACTIVE: Text("Aangesloten", "Affiliée"),
    State.REFUSED: Text("Geweigerd", "Refusée"),
    State.WITHDRAWN: Text("Ingetrokken", "Retirée"),
}

ACT_LABELS: Mapping[Act, Text] = {
    Act.RECEIVED: Text("Aanvraag ontvangen", "Demande reçue"),
    Act.RELEASED: Text("Nagekeken en vrijgegeven", "Vérifiée et libérée"),
    Act.TAKEN_UP: Text("In behandeling genomen", "Prise en traitement"),
    Act.ASKED: Text("Vraag aan de aanvrager", "Question au demandeur"),
    Act.COMPLETED: Text("Aanvulling ontvangen", "Complément reçu"),
    Act.OFFERED: Text("Offerte verstuurd", "Offre envoyée"),
    Act.SIGNED: Text("Overeenkomst ondertekend", "Contrat signé"),
    Act.ACCEPTED: Text("Aangesloten", "Affiliation acceptée"),
    Act.REFUSED: Text("Geweigerd", "Refusée"),
    Act.WITHDRAWN: Text("Ingetrokken door de aanvrager", "Retirée par le demandeur"),
    Act.NOTED: Text("Interne notitie", "Note interne"),
}


def possible(state: State) -> tuple[Act, ...]:
    """Return the acts that are possible on a request in `state`."""
    return tuple(act for act, (sources, _target) in TRANSITIONS.items() if state in sources)
