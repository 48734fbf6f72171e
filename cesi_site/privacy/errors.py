"""Why an act on a request is refused. The desk shows `message`; nothing was changed."""

from __future__ import annotations

from cesi_site.core.languages import Text


class RightsError(Exception):
    """An act that is not possible; `message` says why, and what to do."""

    message = Text("Dit kan niet.", "Ce n’est pas possible.")

    def __str__(self) -> str:
        return str(self.message)


class NotOpen(RightsError):
    """The request was decided or withdrawn."""

    message = Text("Over deze vraag is al beslist.", "Cette demande a déjà reçu une décision.")


class IdentityMissing(RightsError):
    """Nobody may hand over or remove data for somebody whom they do not know."""

    message = Text(
        "Ga eerst na wie het vraagt: bevestigde link, MyCESI, of elementen uit het dossier.",
        "Vérifiez d’abord qui demande : lien confirmé, MyCESI, ou éléments du dossier.",
    )


class TooLate(RightsError):
    """An extension is told within the first month, and once."""

    message = Text(
        "De termijn is voorbij of werd al verlengd. Verlengen kan één keer, binnen de eerste maand (artikel 12.3 AVG).",
        "Le délai est passé ou a déjà été prolongé. Une prolongation est possible une fois, durant le premier mois "
        "(article 12.3 du RGPD).",
    )


class NoAddress(RightsError):
    """There is no e-mail address by which rows could be found."""

    message = Text(
        "Zonder e-mailadres kan de site niets opzoeken. Zoek in de dossiers van de diensten.",
        "Sans adresse e-mail, le site ne peut rien chercher. Cherchez dans les dossiers des services.",
    )


class SeveralPeople(RightsError):
    """Several people share the address: nobody's rows are shown to another."""

    message = Text(
        "Meer dan één persoon gebruikt dit adres, of de lijst is intussen gewijzigd. Kies wie het vraagt.",
        "Plusieurs personnes utilisent cette adresse, ou la liste a changé entre-temps. Choisissez qui demande.",
    )


class StillHindered(RightsError):
    """Something must be settled first."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


class NothingToTell(RightsError):
    """Only a change that is in force is told."""

    message = Text(
        "Alleen een wijziging die vandaag geldt, kan gemeld worden.",
        "Seule une modification en vigueur aujourd’hui peut être annoncée.",
    )


class AlreadyTold(RightsError):
    """People are told once."""

    message = Text("Deze wijziging is al gemeld.", "Cette modification a déjà été annoncée.")


class BreachClosed(RightsError):
    """A breach that is closed is not changed."""

    message = Text("Dit datalek is afgesloten. Heropen het eerst.", "Cette violation est clôturée. Rouvrez-la d’abord.")


class InTheFuture(RightsError):
    """Nobody knows of a breach before it happens."""

    message = Text("Dit tijdstip ligt in de toekomst.", "Ce moment est dans le futur.")


class NotDecided(RightsError):
    """What is told was decided first, with reasons."""

    message = Text(
        "Beslis eerst dat het gemeld wordt, met de reden.", "Décidez d’abord de le signaler, avec la raison."
    )


class StillToDo(RightsError):
    """A breach is closed when both decisions are taken and carried out."""

    message = Text(
        "Afsluiten kan als over toezichthouder en personen beslist is, en wat u besliste gedaan is.",
        "La clôture est possible quand tout est décidé pour l’autorité et les personnes, et que c’est fait.",
    )
