"""Why an act on an announcement is refused. Nothing was changed."""

from __future__ import annotations

from collections.abc import Sequence

from cesi_site.core.languages import Text
from cesi_site.enrolment.errors import CatalogueError


class AnnouncementMovedOn(CatalogueError):
    """The act does not fit the state of the announcement; perhaps a colleague was faster."""

    message = Text(
        "Dit kan niet in de huidige toestand van de aankondiging. Misschien was een collega u voor.",
        "Ce n’est pas possible dans l’état actuel de l’annonce. Un collègue vous a peut-être devancé.",
    )


class AnnouncementUnfinished(CatalogueError):
    """The announcement cannot go out as it is: `faults` say why, in the reader's language."""

    message = Text("De aankondiging is nog niet klaar.", "L’annonce n’est pas encore prête.")

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" · ".join(faults))
        self.faults = tuple(faults)


class SecondLook(CatalogueError):
    """Who wrote an announcement cannot approve it."""

    message = Text(
        "U werkte mee aan deze aankondiging. Iemand anders kijkt haar na en keurt ze goed.",
        "Vous avez participé à cette annonce. Une autre personne la relit et l’approuve.",
    )


class WrittenSince(CatalogueError):
    """Somebody changed the announcement after it was looked at."""

    message = Text(
        "Een collega wijzigde deze aankondiging nadat u haar opende. Kijk haar opnieuw na.",
        "Un collègue a modifié cette annonce après que vous l’avez ouverte. Relisez-la.",
    )


class NobodyToReach(CatalogueError):
    """Nobody may get the announcement."""

    message = Text(
        "Niemand kan deze aankondiging krijgen. Er vertrekt niets.",
        "Personne ne peut recevoir cette annonce. Rien ne part.",
    )
