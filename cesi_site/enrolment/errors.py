"""Why an act on the catalogue is refused. A form shows the text; nothing was changed."""

from __future__ import annotations

from collections.abc import Sequence

from cesi_site.core.languages import Text


class CatalogueError(Exception):
    """An act that is not possible; `message` says why, and what to do, in the reader's language."""

    message = Text("Dit kan niet.", "Ce n’est pas possible.")

    def __str__(self) -> str:
        return str(self.message)


class TranslationMissing(CatalogueError):
    """A training cannot go public: `missing` names the columns that are not written yet."""

    message = Text(
        "Een opleiding staat in twee talen online of niet. Vul eerst de teksten aan die hieronder ontbreken.",
        "Une formation est publiée dans les deux langues ou pas du tout. Complétez d’abord les textes manquants "
        "ci-dessous.",
    )

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


class CodeTaken(CatalogueError):
    """Another training has this code."""

    message = Text("Een andere opleiding heeft deze code al.", "Une autre formation porte déjà ce code.")


class SlugTaken(CatalogueError):
    """Another training, or a page of the catalogue, has this word in its address."""

    message = Text(
        "Dit woord staat al in het adres van een andere pagina. Kies een ander.",
        "Ce mot figure déjà dans l’adresse d’une autre page. Choisissez-en un autre.",
    )


class BadTimes(CatalogueError):
    """Day parts that overlap, end before they begin, or are none at all."""

    message = Text(
        "De dagdelen overlappen elkaar of eindigen voor ze beginnen.",
        "Les parties de journée se chevauchent ou se terminent avant de commencer.",
    )


class LateDeadline(CatalogueError):
    """Enrolment would end after the first day of the session."""

    message = Text(
        "Inschrijven kan ten laatste tot en met de eerste dag van de sessie.",
        "L’inscription est possible au plus tard jusqu’au premier jour de la session.",
    )


class NotPossible(CatalogueError):
    """The act does not fit the state of the session; perhaps a colleague was faster."""

    message = Text(
        "Dit kan niet in de huidige toestand van de sessie. Misschien was een collega u voor.",
        "Ce n’est pas possible dans l’état actuel de la session. Un collègue vous a peut-être devancé.",
    )


class TooSoon(CatalogueError):
    """Offers were mailed a short time ago."""

    message = Text(
        "Er gingen onlangs al voorstellen uit. Wacht tot de datum die hierboven staat.",
        "Des propositions ont été envoyées récemment. Attendez la date indiquée ci-dessus.",
    )


class RequestMovedOn(CatalogueError):
    """The act does not fit the state of the request; perhaps a colleague was faster."""

    message = Text(
        "Deze aanvraag staat intussen in een andere toestand. Bekijk haar opnieuw.",
        "Cette demande se trouve entre-temps dans un autre état. Regardez-la à nouveau.",
    )


class NoWords(CatalogueError):
    """The act needs words, or an address in each language."""

    message = Text("Vul dit veld in.", "Remplissez ce champ.")


class TooFewPlaces(CatalogueError):
    """A session cannot have fewer places than are taken or held."""

    message = Text(
        "Er zijn al meer plaatsen ingenomen dan dit aantal.", "Plus de places que ce nombre sont déjà prises."
    )


class InUse(CatalogueError):
    """Trainings or sessions still lean on this."""

    message = Text(
        "Dit is nog in gebruik bij opleidingen of sessies.", "Ceci est encore utilisé par des formations ou sessions."
    )
