"""Why an act on a mailing is refused. A desk shows the words; nothing was changed."""

from __future__ import annotations

from collections.abc import Sequence

from cesi_site.core.languages import Text


class MailingError(Exception):
    """An act that is not possible; `message` says why in the language of who asked."""

    message = Text("Dit kan niet.", "Ce n’est pas possible.")

    def __str__(self) -> str:
        return str(self.message)


class NotPossible(MailingError):
    """The act does not fit the state of the mailing; perhaps a colleague was faster."""

    message = Text(
        "Dit kan niet in de huidige toestand van de mailing. Misschien was een collega u voor: kijk de "
        "geschiedenis na.",
        "Ce n’est pas possible dans l’état actuel du mailing. Un collègue vous a peut-être devancé : consultez "
        "l’historique.",
    )


class SamePerson(MailingError):
    """Who wrote or prepared a mailing does not approve it."""

    message = Text(
        "U schreef aan deze mailing mee. Iemand anders moet ze goedkeuren.",
        "Vous avez participé à la rédaction de ce mailing. Quelqu’un d’autre doit l’approuver.",
    )


class NobodyListed(MailingError):
    """There is nobody to send it to."""

    message = Text("Er is niemand om dit naar te versturen.", "Il n’y a personne à qui l’envoyer.")


class Unfinished(MailingError):
    """The texts cannot go out as they are; `faults` says what is wrong, a sentence each."""

    message = Text("De teksten zijn nog niet klaar.", "Les textes ne sont pas encore prêts.")

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__()
        self.faults = tuple(faults)
