"""What is declared of Dynamics where it is switched on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cesi_site.core.languages import Text
from cesi_site.integrations.dynamics import jobs  # noqa: F401 - the jobs register themselves
from cesi_site.register import Activity, Elsewhere, Ground, Impersonal, Processor
from cesi_site.register.book import Declaration

KEY = "dynamics"

PROCESSOR = Processor(
    key=KEY,
    name="Microsoft Ireland Operations Limited",
    service=Text("klantenbestand (Microsoft Dynamics 365)", "fichier clients (Microsoft Dynamics 365)"),
    url="https://www.microsoft.com/trust-center/privacy",
)

ACTIVITY = Activity(
    key=KEY,
    name=Text("Wij volgen aanvragen op in ons klantenbestand", "Nous suivons les demandes dans notre fichier clients"),
    purpose=Text(
        "Wie een aansluiting of een offerte vraagt, volgen wij op in Microsoft Dynamics. Daar staat ook welke mails u "
        "van ons wilt, zodat niemand u tegen uw wil mailt.",
        "Nous suivons dans Microsoft Dynamics les demandes d’affiliation ou d’offre. Nous y notons aussi quels e-mails "
        "vous voulez recevoir, afin que personne ne vous écrive contre votre gré.",
    ),
    ground=Ground.LEGITIMATE_INTEREST,
    ground_in_words=Text(
        "Wij willen uw aanvraag goed opvolgen en uw keuzes overal volgen.",
        "Nous voulons bien suivre votre demande et respecter vos choix partout.",
    ),
    balancing=Text(
        "U vroeg ons zelf iets, en wij zetten er alleen wat wij nodig hebben om te antwoorden: de tekst van uw bericht "
        "niet, en berichten over gevoelige onderwerpen nooit. Zonder uw ja vertrekt er geen reclame.",
        "Vous nous avez demandé quelque chose, et nous n’y mettons que ce qu’il faut pour répondre : pas le texte de "
        "votre message, et jamais les messages sur des sujets sensibles. Sans votre oui, aucune publicité n’en part.",
    ),
    persons=(
        Text("wie een aansluiting of een offerte vraagt", "les personnes qui demandent une affiliation ou une offre"),
        Text("wie koos welke mails mogen", "les personnes qui ont choisi quels e-mails recevoir"),
    ),
    data=(
        Text(
            "naam, functie, e-mailadres, telefoon, organisatie, adres, ondernemingsnummer, aantal werknemers en taal",
            "nom, fonction, adresse e-mail, téléphone, organisation, adresse, numéro d’entreprise, nombre de "
            "travailleurs et langue",
        ),
        Text("welke mails u wilt", "les e-mails que vous voulez recevoir"),
    ),
    source=Text("Uw aanvraag of bericht, en uw keuzes.", "Votre demande ou message, et vos choix."),
    obligatory=Text(
        "U vult hier niets extra voor in. U mag u ertegen verzetten.",
        "Vous ne remplissez rien de plus pour cela. Vous pouvez vous y opposer.",
    ),
    recipients=(Text("de medewerkers voor aansluitingen", "les collaborateurs des affiliations"),),
    processors=(KEY, "hosting"),
    security=(
        Text(
            "wat wij hier wissen, wordt ook in Dynamics gewist, meestal binnen twee uur",
            "ce que nous effaçons ici est aussi effacé dans Dynamics, le plus souvent dans les deux heures",
        ),
    ),
    promises=("F8", "J2"),
    controllers=("cesi", "onemanagement"),
    elsewhere=(
        Elsewhere(
            key="dynamics.rows",
            name=Text("uw aanvraag en uw keuzes, in Dynamics", "votre demande et vos choix, dans Dynamics"),
            kept_in_words=Text("zolang wij ze zelf bewaren", "aussi longtemps que nous les conservons nous-mêmes"),
            cleared=Text("gewist zodra ze hier weg zijn", "effacement dès qu’ils ont disparu ici"),
        ),
    ),
)

ROWS = Impersonal("dynamics_row", "numbers of rows that were handed over, and the random keys of their copies")


def declarations(config: Mapping[str, Any]) -> tuple[Declaration, ...]:
    """Return what is declared: the table always, the rest where it is switched on."""
    return (ROWS, PROCESSOR, ACTIVITY) if config["DYNAMICS_URL"] else (ROWS,)
