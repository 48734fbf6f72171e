"""The words of requests: which right, how it came, who asked, how far it is, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cesi_site.core.languages import Text


class Right(StrEnum):
    """A right of articles 7 and 15 to 22 GDPR, or any other question about one's data."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"
    WITHDRAWAL = "withdrawal"
    HUMAN = "human"
    OTHER = "other"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return _RIGHT_LABELS[self]


_RIGHT_LABELS: Mapping[Right, Text] = {
    Right.ACCESS: Text("mijn gegevens inkijken", "consulter mes données"),
    Right.RECTIFICATION: Text("mijn gegevens laten verbeteren", "faire corriger mes données"),
    Right.ERASURE: Text("mijn gegevens laten wissen", "faire effacer mes données"),
    Right.RESTRICTION: Text("het gebruik laten beperken", "faire limiter l’utilisation"),
    Right.PORTABILITY: Text("mijn gegevens meenemen", "emporter mes données"),
    Right.OBJECTION: Text("bezwaar maken", "m’opposer"),
    Right.WITHDRAWAL: Text("mijn toestemming intrekken", "retirer mon consentement"),
    Right.HUMAN: Text("een beslissing door een mens vragen", "demander une décision humaine"),
    Right.OTHER: Text("iets anders over mijn gegevens", "autre chose sur mes données"),
}


class Channel(StrEnum):
    """How a request came."""

    FORM = "form"
    MY_DATA = "my_data"
    MAIL = "mail"
    LETTER = "letter"
    TELEPHONE = "telephone"
    DESK = "desk"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return _CHANNEL_LABELS[self]


_CHANNEL_LABELS: Mapping[Channel, Text] = {
    Channel.FORM: Text("formulier", "formulaire"),
    Channel.MY_DATA: Text("mijn gegevens", "mes données"),
    Channel.MAIL: Text("e-mail", "e-mail"),
    Channel.LETTER: Text("brief", "lettre"),
    Channel.TELEPHONE: Text("telefoon", "téléphone"),
    Channel.DESK: Text("ter plaatse", "sur place"),
}


class Identity(StrEnum):
    """How we know who asks: as much proof as the request needs, and no copy of an identity card."""

    UNPROVEN = "unproven"
    NOT_NEEDED = "not_needed"
    ADDRESS = "address"
    SIGNED_IN = "signed_in"
    KNOWN = "known"
    SHOWN = "shown"

    @property
    def is_enough(self) -> bool:
        """Whether data may be handed over."""
        return self is not Identity.UNPROVEN

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return _IDENTITY_LABELS[self]


_IDENTITY_LABELS: Mapping[Identity, Text] = {
    Identity.UNPROVEN: Text("nog niet aangetoond", "pas encore établie"),
    Identity.NOT_NEEDED: Text("niet nodig voor dit recht", "pas nécessaire pour ce droit"),
    Identity.ADDRESS: Text("via een link naar het adres", "par un lien envoyé à l’adresse"),
    Identity.SIGNED_IN: Text("via MyCESI", "par MyCESI"),
    Identity.KNOWN: Text("gekend aan gegevens uit het dossier", "reconnue par des éléments du dossier"),
    Identity.SHOWN: Text("getoond aan een medewerker", "montrée à un collaborateur"),
}


class RightsState(StrEnum):
    """How far a request is."""

    OPEN = "open"
    WAITING = "waiting"
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return _RIGHTSSTATE_LABELS[self]


_RIGHTSSTATE_LABELS: Mapping[RightsState, Text] = {
    RightsState.OPEN: Text("open", "ouverte"),
    RightsState.WAITING: Text("wacht op de persoon", "attend la personne"),
    RightsState.GRANTED: Text("ingewilligd", "acceptée"),
    RightsState.PARTLY: Text("deels ingewilligd", "acceptée en partie"),
    RightsState.REFUSED: Text("geweigerd", "refusée"),
    RightsState.WITHDRAWN: Text("ingetrokken", "retirée"),
}


class RightsAct(StrEnum):
    """A step in the history of a request."""

    RECEIVED = "received"
    TAKEN = "taken"
    ADDRESS_CONFIRMED = "address_confirmed"
    IDENTITY_ASKED = "identity_asked"
    IDENTITY_SHOWN = "identity_shown"
    EXTENDED = "extended"
    LOOKED_UP = "looked_up"
    HANDED_OVER = "handed_over"
    RESTRICTED = "restricted"
    UNRESTRICTED = "unrestricted"
    ERASED = "erased"
    ALARMED = "alarmed"
    NOTED = "noted"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return _RIGHTSACT_LABELS[self]


_RIGHTSACT_LABELS: Mapping[RightsAct, Text] = {
    RightsAct.RECEIVED: Text("Ontvangen", "Reçue"),
    RightsAct.TAKEN: Text("In behandeling genomen", "Prise en charge"),
    RightsAct.ADDRESS_CONFIRMED: Text("Adres bevestigd", "Adresse confirmée"),
    RightsAct.IDENTITY_ASKED: Text("Gevraagd wie het is", "Identité demandée"),
    RightsAct.IDENTITY_SHOWN: Text("Identiteit aangetoond", "Identité établie"),
    RightsAct.EXTENDED: Text("Termijn verlengd", "Délai prolongé"),
    RightsAct.LOOKED_UP: Text("Gegevens opgezocht", "Données recherchées"),
    RightsAct.HANDED_OVER: Text("Kopie gemaakt", "Copie faite"),
    RightsAct.RESTRICTED: Text("Gebruik beperkt", "Utilisation limitée"),
    RightsAct.UNRESTRICTED: Text("Beperking beëindigd", "Limitation terminée"),
    RightsAct.ERASED: Text("Gegevens gewist", "Données effacées"),
    RightsAct.ALARMED: Text("Herinnering verstuurd", "Rappel envoyé"),
    RightsAct.NOTED: Text("Notitie", "Note"),
    RightsAct.DECIDED: Text("Beslist", "Décidée"),
    RightsAct.WITHDRAWN: Text("Ingetrokken door de persoon", "Retirée par la personne"),
}
