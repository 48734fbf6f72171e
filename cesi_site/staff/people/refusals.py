"""Why an act on a colleague was refused, in words."""

from __future__ import annotations

from cesi_site.accounts.operations import AccountError, NotAllowed
from cesi_site.core.languages import Text

WORDS = {
    "own": Text(
        "Dit kan niet voor uzelf: vraag het aan een andere beheerder.",
        "Ce n’est pas possible pour vous-même\u00a0: demandez-le à un autre administrateur.",
    ),
    "last_administrator": Text(
        "Er moet minstens één beheerder blijven. Maak eerst een collega beheerder.",
        "Au moins un administrateur doit rester. Nommez d’abord un collègue administrateur.",
    ),
    "role": Text("Uw rol laat dit niet toe.", "Votre rôle ne le permet pas."),
    "second_person": Text(
        "Wie de vraag stelde, beslist niet: een tweede collega moet dit doen.",
        "La personne qui a fait la demande ne décide pas\u00a0: un deuxième collègue doit le faire.",
    ),
    "decided": Text("Een collega heeft hierover al beslist.", "Un collègue a déjà décidé."),
}
OTHERWISE = Text("Dit kan niet.", "Ce n’est pas possible.")


def in_words(error: AccountError) -> str:
    """Return why something was refused, in the language in use."""
    return str(WORDS.get(error.reason, OTHERWISE) if isinstance(error, NotAllowed) else OTHERWISE)
