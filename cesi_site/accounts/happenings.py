"""The lines of the connection log in words that a person understands."""

from __future__ import annotations

from collections.abc import Mapping

from cesi_site.accounts.models import Happening
from cesi_site.core.languages import Text

WORDS: Mapping[Happening, Text] = {
    Happening.SIGNED_IN: Text("Aangemeld", "Connexion"),
    Happening.SIGN_IN_FAILED: Text("Aanmelden mislukt: verkeerd wachtwoord", "Échec : mot de passe incorrect"),
    Happening.SIGN_IN_LOCKED: Text("Aanmelden geweigerd: te veel pogingen", "Connexion refusée : trop de tentatives"),
    Happening.PASSWORD_RIGHT: Text(
        "Wachtwoord juist, tweede stap gevraagd", "Mot de passe correct, deuxième étape demandée"
    ),
    Happening.CODE_FAILED: Text("Tweede stap mislukt: verkeerde code", "Deuxième étape échouée : code incorrect"),
    Happening.RECOVERY_CODE_USED: Text("Herstelcode gebruikt", "Code de récupération utilisé"),
    Happening.ENTERED: Text("Aan het werk voor de organisatie", "A commencé à travailler pour l’organisation"),
    Happening.SIGNED_OUT: Text("Afgemeld", "Déconnexion"),
    Happening.SESSION_ENDED: Text("Sessie beëindigd", "Session terminée"),
    Happening.INVITATION_ACCEPTED: Text("Uitnodiging aanvaard", "Invitation acceptée"),
    Happening.RESET_ASKED: Text("Nieuw wachtwoord gevraagd", "Nouveau mot de passe demandé"),
    Happening.PASSWORD_RESET: Text("Nieuw wachtwoord gekozen", "Nouveau mot de passe choisi"),
    Happening.PASSWORD_CHANGED: Text("Wachtwoord gewijzigd", "Mot de passe modifié"),
    Happening.ADDRESS_CHANGED: Text("E-mailadres gewijzigd", "Adresse e-mail modifiée"),
    Happening.FACTOR_SET: Text("Tweede stap ingesteld", "Deuxième étape configurée"),
    Happening.FACTOR_REMOVED: Text("Tweede stap verwijderd", "Deuxième étape supprimée"),
    Happening.FACTOR_RESET: Text("Tweede stap gewist door CESI", "Deuxième étape effacée par CESI"),
    Happening.PASSKEY_ADDED: Text("Passkey toegevoegd", "Passkey ajoutée"),
    Happening.PASSKEY_REMOVED: Text("Passkey verwijderd", "Passkey supprimée"),
    Happening.CODES_MADE: Text("Nieuwe herstelcodes gemaakt", "Nouveaux codes de récupération"),
    Happening.CONFIRMED_AGAIN: Text("Identiteit opnieuw bevestigd", "Identité confirmée à nouveau"),
    Happening.NOT_ME: Text("‘Dit was ik niet’ gemeld", "« Ce n’était pas moi » signalé"),
    Happening.REFUSED: Text("Geen recht op deze pagina", "Pas de droit sur cette page"),
    Happening.WITHDRAWN: Text("Toegang ingetrokken", "Accès retiré"),
}

GOOD = frozenset({Happening.SIGNED_IN, Happening.ENTERED, Happening.INVITATION_ACCEPTED})
BAD = frozenset({Happening.SIGN_IN_LOCKED, Happening.NOT_ME, Happening.WITHDRAWN})
WATCH = frozenset({Happening.SIGN_IN_FAILED, Happening.CODE_FAILED, Happening.REFUSED, Happening.RECOVERY_CODE_USED})


def in_words(happening: Happening) -> str:
    """Return what happened, in the language in use."""
    return str(WORDS[happening])


def tone(happening: Happening) -> str:
    """Return the tone of its status: "success", "warning", "danger" or "neutral"."""
    if happening in GOOD:
        return "success"
    if happening in BAD:
        return "danger"
    return "warning" if happening in WATCH else "neutral"
