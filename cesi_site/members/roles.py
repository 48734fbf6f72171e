"""What a person may do for an organisation: one role, and the rights that come with it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cesi_site.core.languages import Text


class Right(StrEnum):
    """Something that a page of the member area asks for. What no role holds, nobody may do."""

    ORGANISATION = "organisation"
    DOCUMENTS = "documents"
    ENROLMENTS = "enrolments"
    COLLEAGUES = "colleagues"
    CONNECTIONS = "connections"


class Role(StrEnum):
    """The part of a person in an organisation. A contact is known to CESI and has no access."""

    ACCESS_MANAGER = "access_manager"
    PREVENTION_ADVISOR = "prevention_advisor"
    TRAINING = "training"
    READER = "reader"
    CONTACT = "contact"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return LABELS[self]

    @property
    def meaning(self) -> Text:
        """What it opens, in one sentence."""
        return MEANINGS[self]

    @property
    def rights(self) -> frozenset[Right]:
        """What it allows."""
        return RIGHTS[self]

    @property
    def gives_access(self) -> bool:
        """Whether it opens the member area at all."""
        return bool(self.rights)


class Reason(StrEnum):
    """Why a right was given, changed or ended: one word, since the log takes no free text about people."""

    NEW_COLLEAGUE = "new_colleague"
    OTHER_WORK = "other_work"
    LEFT = "left"
    NOT_NEEDED = "not_needed"
    MISTAKE = "mistake"
    SECURITY = "security"
    REVIEW = "review"
    MANDATE = "mandate"
    AFFILIATION = "affiliation"
    ERASURE = "erasure"

    @property
    def label(self) -> Text:
        """The reason in words."""
        return REASON_LABELS[self]


# What an access manager can choose; the others are given by the site itself.
REASONS_TO_GIVE = (Reason.NEW_COLLEAGUE, Reason.OTHER_WORK, Reason.MANDATE)
REASONS_TO_CHANGE = (Reason.OTHER_WORK, Reason.MISTAKE, Reason.SECURITY)
REASONS_TO_END = (Reason.LEFT, Reason.OTHER_WORK, Reason.NOT_NEEDED, Reason.MISTAKE, Reason.SECURITY)

REASON_LABELS: Mapping[Reason, Text] = {
    Reason.NEW_COLLEAGUE: Text("nieuwe collega", "nouveau collègue"),
    Reason.OTHER_WORK: Text("ander werk", "autre fonction"),
    Reason.LEFT: Text("werkt niet meer bij ons", "ne travaille plus chez nous"),
    Reason.NOT_NEEDED: Text("heeft geen toegang meer nodig", "n’a plus besoin d’un accès"),
    Reason.MISTAKE: Text("vergissing", "erreur"),
    Reason.SECURITY: Text("veiligheid", "sécurité"),
    Reason.REVIEW: Text("jaarlijks nazicht", "vérification annuelle"),
    Reason.MANDATE: Text("volmacht van een kantoor", "mandat d’un bureau"),
    Reason.ERASURE: Text("gewist op eigen vraag", "effacé à sa demande"),
    Reason.AFFILIATION: Text("begin of einde van de aansluiting", "début ou fin de l’affiliation"),
}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.ACCESS_MANAGER: frozenset(Right),
    Role.PREVENTION_ADVISOR: frozenset({Right.ORGANISATION, Right.DOCUMENTS, Right.ENROLMENTS}),
    Role.TRAINING: frozenset({Right.ENROLMENTS}),
    Role.READER: frozenset({Right.ORGANISATION, Right.DOCUMENTS}),
    Role.CONTACT: frozenset(),
}
# The roles that an access manager can give.
GRANTABLE = tuple(role for role in Role if role.gives_access)

LABELS: Mapping[Role, Text] = {
    Role.ACCESS_MANAGER: Text("toegangsbeheerder", "gestionnaire des accès"),
    Role.PREVENTION_ADVISOR: Text("preventieadviseur", "conseiller en prévention"),
    Role.TRAINING: Text("opleidingen", "formations"),
    Role.READER: Text("lezer", "lecteur"),
    Role.CONTACT: Text("contactpersoon", "personne de contact"),
}
MEANINGS: Mapping[Role, Text] = {
    Role.ACCESS_MANAGER: Text(
        "Ziet alles van de organisatie en beheert wie toegang heeft.",
        "Voit tout ce qui concerne l’organisation et gère qui y a accès.",
    ),
    Role.PREVENTION_ADVISOR: Text(
        "Ziet het dossier met de documenten en de inschrijvingen.",
        "Voit le dossier avec les documents, et les inscriptions.",
    ),
    Role.TRAINING: Text("Ziet en beheert de inschrijvingen.", "Voit et gère les inscriptions."),
    Role.READER: Text("Ziet het dossier met de documenten.", "Voit le dossier avec les documents."),
    Role.CONTACT: Text("Heeft geen toegang tot MyCESI.", "N’a pas accès à MyCESI."),
}
