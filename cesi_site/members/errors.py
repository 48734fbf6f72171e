"""Why an act on members is refused. A form shows `message`; nothing was changed."""

from __future__ import annotations

from cesi_site.core.languages import Text


class MembersError(Exception):
    """An act that is not possible; `message` says why, and what to do, in the reader's language."""

    message = Text("Dit kan niet.", "Ce n’est pas possible.")

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(MembersError):
    """Who asks holds no right to it, or not any more."""

    message = Text(
        "U hebt geen recht om dit te doen. Vraag het aan een toegangsbeheerder van uw organisatie.",
        "Vous n’avez pas le droit de faire cela. Demandez-le à un gestionnaire des accès de votre organisation.",
    )


class BeyondScope(MembersError):
    """Somebody would give more than they hold: another place of work, or an access without a mandate."""

    message = Text(
        "U kunt niet meer toegang geven dan u zelf hebt. Kies uw eigen vestiging.",
        "Vous ne pouvez pas donner plus d’accès que vous n’en avez. Choisissez votre propre établissement.",
    )


class AlreadyHasAccess(MembersError):
    """The person has a role in this organisation already."""

    message = Text(
        "Deze persoon heeft al toegang. Wijzig de rol in de lijst.",
        "Cette personne a déjà un accès. Modifiez son rôle dans la liste.",
    )


class LastManager(MembersError):
    """At least one access manager of the whole organisation, without a planned end, must stay."""

    message = Text(
        "Minstens één toegangsbeheerder moet actief blijven: uzelf, of een collega die u eerst in die rol benoemt.",
        "Au moins un gestionnaire des accès doit rester actif\u00a0: vous-même, ou un collègue nommé d’abord.",
    )


class Ended(MembersError):
    """The affiliation, the role or the mandate is over."""

    message = Text("Dit is intussen beëindigd.", "Ceci a pris fin entre-temps.")


class NumberTaken(MembersError):
    """Another organisation has this enterprise number."""

    message = Text(
        "Er bestaat al een organisatie met dit ondernemingsnummer.",
        "Une organisation porte déjà ce numéro d’entreprise.",
    )


class OpenToEveryone(MembersError):
    """A mail domain at which anybody can have an address says nothing about an organisation."""

    message = Text(
        "Bij dit domein kan iedereen een adres hebben. Het zegt niet voor wie iemand werkt.",
        "Tout le monde peut avoir une adresse sous ce domaine. Il ne dit pas pour qui quelqu’un travaille.",
    )
