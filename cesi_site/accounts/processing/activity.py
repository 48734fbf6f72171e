"""Why accounts are kept, and what a session needs in the browser."""

from __future__ import annotations

from cesi_site.accounts.processing.holdings import ACCOUNT_HOLDINGS
from cesi_site.core.languages import Text
from cesi_site.register import (
    Activity,
    Cookie,
    CookieKind,
    Ground,
)

ACCOUNTS = Activity(
    key="accounts",
    name=Text("U meldt zich aan bij MyCESI", "Vous vous connectez à MyCESI"),
    purpose=Text(
        "Wij geven u toegang tot MyCESI, en alleen u: met een wachtwoord, en met een tweede stap waar dat moet.",
        "Nous vous donnons accès à MyCESI, et à vous seul : avec un mot de passe, "
        "et une deuxième étape là où il le faut.",
    ),
    ground=Ground.LEGITIMATE_INTEREST,
    ground_in_words=Text(
        "Uw organisatie wil dat u voor haar in MyCESI werkt; zonder account kan dat niet veilig.",
        "Votre organisation souhaite que vous travailliez pour elle dans MyCESI ; sans compte, "
        "ce n’est pas possible en toute sécurité.",
    ),
    balancing=Text(
        "Wij bewaren alleen wat nodig is om u te herkennen. U bepaalt zelf uw wachtwoord en uw tweede stap, "
        "en niemand anders kan ze lezen. Uw toegang eindigt op de dag dat uw organisatie het vraagt.",
        "Nous ne conservons que le nécessaire pour vous reconnaître. Vous choisissez votre mot de passe et votre "
        "deuxième étape, et personne d’autre ne peut les lire. Votre accès prend fin le jour où votre organisation "
        "le demande.",
    ),
    persons=(
        Text("medewerkers van leden", "collaborateurs des membres"),
        Text("medewerkers van CESI", "collaborateurs de CESI"),
    ),
    data=(
        Text("e-mailadres, naam en taal", "adresse e-mail, nom et langue"),
        Text(
            "wachtwoord en tweede stap, zo bewaard dat niemand ze kan lezen",
            "mot de passe et deuxième étape, conservés de manière illisible",
        ),
        Text("uitnodigingen, rollen en sessies", "invitations, rôles et sessions"),
    ),
    source=Text(
        "Van wie u uitnodigde (uw organisatie of CESI), en van uzelf.",
        "De la personne qui vous a invité (votre organisation ou CESI), et de vous-même.",
    ),
    obligatory=Text(
        "Zonder e-mailadres en wachtwoord is er geen toegang. Toegangsbeheerders en medewerkers van CESI "
        "hebben ook een tweede stap nodig.",
        "Sans adresse e-mail ni mot de passe, il n’y a pas d’accès. Les gestionnaires des accès et les collaborateurs "
        "de CESI ont aussi besoin d’une deuxième étape.",
    ),
    recipients=(
        Text("de toegangsbeheerder van uw organisatie", "le gestionnaire des accès de votre organisation"),
        Text("de medewerkers van CESI die leden helpen", "les collaborateurs de CESI qui aident les membres"),
    ),
    security=(
        Text(
            "wachtwoorden en herstelcodes staan nergens leesbaar",
            "les mots de passe et les codes de récupération ne sont lisibles nulle part",
        ),
        Text(
            "sessies die op elke computer meteen eindigen", "des sessions qui s’arrêtent aussitôt sur chaque appareil"
        ),
        Text("pauzes na foute pogingen", "des pauses après des tentatives erronées"),
    ),
    promises=("G1", "H2", "I1"),
    processors=("hosting", "mail"),
    holdings=ACCOUNT_HOLDINGS,
)

SESSION_COOKIE = Cookie(
    name="cesi_session",
    provider=Text("CESI", "CESI"),
    kind=CookieKind.NECESSARY,
    purpose=Text(
        "houdt u aangemeld in MyCESI en beveiligt de formulieren daar",
        "vous garde connecté à MyCESI et y protège les formulaires",
    ),
    life=None,
    sites=("mycesi",),
)
