"""The addresses of Flask-Security's pages, in both languages, below /nl/mycesi/ and /fr/mycesi/."""

from __future__ import annotations

SIGN_IN_PATHS: dict[str, dict[str, str]] = {
    "security.login": {"nl": "aanmelden", "fr": "connexion"},
    "security.logout": {"nl": "afmelden", "fr": "deconnexion"},
    "security.verify": {"nl": "wachtwoord-bevestigen", "fr": "confirmer-mot-de-passe"},
    "security.forgot_password": {"nl": "wachtwoord-vergeten", "fr": "mot-de-passe-oublie"},
    "security.reset_password": {"nl": "wachtwoord-vergeten/<token>", "fr": "mot-de-passe-oublie/<token>"},
    "security.change_password": {"nl": "wachtwoord", "fr": "mot-de-passe"},
    "security.two_factor_setup": {"nl": "beveiliging/app", "fr": "securite/application"},
    "security.two_factor_setup_validate": {"nl": "beveiliging/app/<token>", "fr": "securite/application/<token>"},
    "security.two_factor_token_validation": {"nl": "tweede-stap", "fr": "deuxieme-etape"},
    "security.two_factor_rescue": {"nl": "tweede-stap/hulp", "fr": "deuxieme-etape/aide"},
    "security.tf_select": {"nl": "tweede-stap/keuze", "fr": "deuxieme-etape/choix"},
    "security.mf_recovery": {"nl": "tweede-stap/herstelcode", "fr": "deuxieme-etape/code-de-recuperation"},
    "security.mf_recovery_codes": {"nl": "beveiliging/herstelcodes", "fr": "securite/codes-de-recuperation"},
    "security.wan_register": {"nl": "beveiliging/passkeys", "fr": "securite/passkeys"},
    "security.wan_register_response": {"nl": "beveiliging/passkeys/<token>", "fr": "securite/passkeys/<token>"},
    "security.wan_delete": {"nl": "beveiliging/passkeys/verwijderen", "fr": "securite/passkeys/supprimer"},
    "security.wan_signin": {"nl": "aanmelden/passkey", "fr": "connexion/passkey"},
    "security.wan_signin_response": {"nl": "aanmelden/passkey/<token>", "fr": "connexion/passkey/<token>"},
    "security.wan_verify": {"nl": "passkey-bevestigen", "fr": "confirmer-passkey"},
    "security.wan_verify_response": {"nl": "passkey-bevestigen/<token>", "fr": "confirmer-passkey/<token>"},
}


def localised(endpoint: str) -> list[tuple[str, str]]:
    """Return the rules of one of these pages as (language, rule). Raises `KeyError` for one without a translation."""
    return [(language, f"/{language}/mycesi/{path}") for language, path in SIGN_IN_PATHS[endpoint].items()]
