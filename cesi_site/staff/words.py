"""Words that several desks use: the staff roles and what each may do, why a message was set apart."""

from __future__ import annotations

from collections.abc import Mapping

from cesi_site.accounts.models import StaffRoleName
from cesi_site.accounts.words import ROLES
from cesi_site.core.languages import Text

MEANINGS: Mapping[StaffRoleName, Text] = {
    StaffRoleName.CONTACT_AGENT: Text(
        "Leest en beantwoordt de berichten over de eigen onderwerpen.", "Lit et traite les messages de ses sujets."
    ),
    StaffRoleName.AFFILIATION_OFFICER: Text(
        "Behandelt aanvragen tot aansluiting, beheert leden en hun dossier.",
        "Traite les demandes d’affiliation, gère les membres et leur dossier.",
    ),
    StaffRoleName.MEMBER_SUPPORT: Text(
        "Helpt leden met hun toegang tot MyCESI; ziet geen documenten.",
        "Aide les membres pour leur accès à MyCESI ; ne voit pas les documents.",
    ),
    StaffRoleName.TRAINING_MANAGER: Text(
        "Beheert opleidingen, sessies, inschrijvingen en aanvragen.",
        "Gère les formations, les sessions, les inscriptions et les demandes.",
    ),
    StaffRoleName.CONTENT_EDITOR: Text(
        "Schrijft pagina’s, nieuws en diensten in beide talen.",
        "Rédige les pages, les actualités et les services dans les deux langues.",
    ),
    StaffRoleName.BILLING_OFFICER: Text("Beheert facturen en prijzen.", "Gère les factures et les prix."),
    StaffRoleName.COMMUNICATION_OFFICER: Text(
        "Maakt de nieuwsbrief, beheert zijn lezers en volgt op wat terugkomt.",
        "Fait la newsletter, gère ses lecteurs et suit les messages non distribués.",
    ),
    StaffRoleName.DPO: Text(
        "Volgt vragen over persoonsgegevens op, leest logboeken en eigen onderwerpen.",
        "Suit les questions sur les données personnelles, lit les journaux et ses sujets.",
    ),
    StaffRoleName.ADMINISTRATOR: Text(
        "Beheert medewerkers, onderwerpen en logboeken; leest zelf geen berichten.",
        "Gère les collaborateurs, les sujets et les journaux ; ne lit pas les messages.",
    ),
}

SUSPICIONS: Mapping[str, Text] = {
    "honeypot": Text("vulde een veld in dat mensen niet zien", "a rempli un champ invisible pour les personnes"),
    "too_fast": Text("verstuurd binnen enkele seconden", "envoyé en quelques secondes"),
    "no_ticket": Text("kwam niet van onze eigen pagina", "ne venait pas de notre propre page"),
    "many_links": Text("bevat veel links", "contient beaucoup de liens"),
}


def role_in_words(role: StaffRoleName) -> str:
    """Return the name of a staff role in the language in use."""
    return str(ROLES[role])


def role_title(role: StaffRoleName) -> str:
    """Return the name of a staff role with a capital, for the beginning of a line."""
    name = role_in_words(role)
    return name[:1].upper() + name[1:]


def suspicion_in_words(word: str) -> str:
    """Return why a message was set apart, in the language in use."""
    return str(SUSPICIONS.get(word, word))
