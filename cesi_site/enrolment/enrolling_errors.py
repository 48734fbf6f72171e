"""Why an act on an enrolment is refused. Nothing was changed; the page says it and what else can be done."""

from __future__ import annotations

from decimal import Decimal

from cesi_site.core.languages import Text


class EnrolmentError(Exception):
    """An act that is not possible; `message` says why, and what to do."""

    message = Text("Dit kan niet meer.", "Ce n’est plus possible.")

    def __str__(self) -> str:
        return str(self.message)


class DraftGone(EnrolmentError):
    """The form was sent or its days are over."""


class SessionClosed(EnrolmentError):
    """Nobody can enrol any more: the deadline is past, or the session is cancelled or held."""

    message = Text(
        "De inschrijvingen voor deze sessie zijn afgesloten.", "Les inscriptions à cette session sont clôturées."
    )


class NotEnoughSeats(EnrolmentError):
    """There are fewer places (`free`) than participants. A group gets all its places or none."""

    message = Text(
        "Er zijn niet genoeg plaatsen meer. Kies een andere datum of de wachtlijst.",
        "Il n’y a plus assez de places. Choisissez une autre date ou la liste d’attente.",
    )

    def __init__(self, free: int) -> None:
        super().__init__(free)
        self.free = free


class OfferGone(EnrolmentError):
    """The places that were offered are no longer held."""

    message = Text(
        "De aangeboden plaats wordt niet langer voor u vrijgehouden.", "La place proposée ne vous est plus réservée."
    )


class TooLate(EnrolmentError):
    """The session began, or the day until which this can be done is past."""

    message = Text(
        "Dit kan niet meer: de opleiding is begonnen of de uiterste dag is voorbij.",
        "Ce n’est plus possible : la formation a commencé ou la date limite est passée.",
    )


class AlreadyOver(EnrolmentError):
    """The enrolment was cancelled before."""

    message = Text("Deze inschrijving is al geannuleerd.", "Cette inscription est déjà annulée.")


class TermsChanged(EnrolmentError):
    """The price or the conditions are others than those that were shown."""

    message = Text(
        "De prijs of de voorwaarden zijn intussen veranderd. Kijk ze hieronder na en verstuur opnieuw.",
        "Le prix ou les conditions ont changé entre-temps. Vérifiez-les ci-dessous et envoyez à nouveau.",
    )


class StillApart(EnrolmentError):
    """Somebody of the team has to look at the enrolment first."""

    message = Text(
        "Kijk deze inschrijving eerst na: ze staat nog apart.", "Vérifiez d’abord cette inscription : elle est à part."
    )


class NotApart(EnrolmentError):
    """Nobody has to look at the enrolment any more: it was let through, refused or cancelled."""

    message = Text("Deze inschrijving is intussen al nagekeken.", "Cette inscription a déjà été vérifiée entre-temps.")


class FeeChanged(EnrolmentError):
    """What cancelling costs is another amount (`fee`) than the one that was shown."""

    message = Text(
        "De kosten zijn intussen veranderd. Kijk ze hieronder na en bevestig opnieuw.",
        "Les frais ont changé entre-temps. Vérifiez-les ci-dessous et confirmez à nouveau.",
    )

    def __init__(self, fee: Decimal) -> None:
        super().__init__(fee)
        self.fee = fee


class NoSuchParticipant(EnrolmentError):
    """Nobody takes part under this number; perhaps somebody took their place already."""

    message = Text("Deze deelnemer staat niet meer op de lijst.", "Ce participant ne figure plus sur la liste.")
