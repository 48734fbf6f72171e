"""Why an act on a message is refused. A form shows `message`; nothing was changed."""

from __future__ import annotations

from cesi_site.core.languages import Text


class HandlingError(Exception):
    """An act that is not possible; `message` says why, and what to do, in the reader's language."""

    message = Text("Dit kan niet.", "Ce n’est pas possible.")

    def __str__(self) -> str:
        return str(self.message)


class NotYours(HandlingError):
    """Who acts does not read this topic, or not any more."""

    message = Text(
        "U leest de berichten over dit onderwerp niet (meer).", "Vous ne lisez pas (ou plus) les messages de ce sujet."
    )


class NotNow(HandlingError):
    """The message moved on: a colleague was quicker, or it is in quarantine."""

    message = Text(
        "Dit bericht staat intussen in een andere toestand. Bekijk het opnieuw.",
        "Ce message se trouve entre-temps dans un autre état. Regardez-le à nouveau.",
    )


class HasOwner(HandlingError):
    """A colleague deals with the message already."""

    message = Text(
        "Een collega heeft dit bericht intussen op zich genomen.",
        "Un collègue a entre-temps pris ce message en charge.",
    )


class CannotRead(HandlingError):
    """The colleague who would get the message does not read its topic."""

    message = Text("Deze collega leest dit onderwerp niet.", "Ce collègue ne lit pas ce sujet.")


class SameTopic(HandlingError):
    """A message would be handed over to the topic that it has, or to one that nobody reads."""

    message = Text("Kies een ander onderwerp.", "Choisissez un autre sujet.")


class NeverFiled(HandlingError):
    """A message on a restricted topic never stands in a member's file (promise E4)."""

    message = Text(
        "Een bericht over een vertrouwelijk onderwerp komt in geen dossier.",
        "Un message sur un sujet confidentiel n’est versé à aucun dossier.",
    )


class NotStaff(HandlingError):
    """Only staff read messages, and nobody gives a topic to themselves."""

    message = Text(
        "Dit kan alleen voor een andere medewerker.", "C’est possible uniquement pour un autre collaborateur."
    )
