"""Why an act on a request is refused. A form shows `message`; nothing was changed."""

from __future__ import annotations

from cesi_site.core.languages import Text


class AffiliationError(Exception):
    """An act that is not possible; `message` says why, and what to do, in the reader's language."""

    message = Text("Dit kan niet.", "Ce n’est pas possible.")

    def __str__(self) -> str:
        return str(self.message)


class Gone(AffiliationError):
    """The draft or the request is not there (any more)."""

    message = Text("Deze aanvraag bestaat niet meer.", "Cette demande n’existe plus.")


class NotPossible(AffiliationError):
    """The act does not fit the state of the request; perhaps a colleague was faster."""

    message = Text(
        "Dit kan niet in de huidige toestand van de aanvraag. Misschien was een collega u voor: kijk de geschiedenis "
        "na.",
        "Ce n’est pas possible dans l’état actuel de la demande. Un collègue vous a peut-être devancé : consultez "
        "l’historique.",
    )


class NoReason(AffiliationError):
    """The act needs words: a reason for the file, or a question for the applicant."""

    message = Text("Schrijf erbij waarom.", "Indiquez pourquoi.")


class AlreadyMember(AffiliationError):
    """An organisation with this enterprise number is affiliated already."""

    message = Text(
        "Er is al een aangesloten organisatie met dit ondernemingsnummer. Weiger deze aanvraag of vul het bestaande "
        "dossier aan.",
        "Une organisation affiliée porte déjà ce numéro d’entreprise. Refusez cette demande ou complétez le dossier "
        "existant.",
    )


class NumberNeeded(AffiliationError):
    """The enterprise number of a starting enterprise is not known yet."""

    message = Text(
        "Vul eerst het ondernemingsnummer aan: zonder nummer kan de organisatie niet aansluiten.",
        "Complétez d’abord le numéro d’entreprise : sans numéro, l’organisation ne peut pas être affiliée.",
    )


class NobodyReads(AffiliationError):
    """There would be no address at which requests in this language are read."""

    message = Text("Geef minstens één e-mailadres op.", "Indiquez au moins une adresse e-mail.")
