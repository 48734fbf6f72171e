"""What an employer can choose from on the form, in both languages. The keys are stored; the words may change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cesi_site.affiliation.models import Part
from cesi_site.core.languages import Text
from cesi_site.core.legal_forms import LEGAL_FORMS as BELGIAN_FORMS

NONE, OTHER = "none", "other"

LEGAL_FORMS: Mapping[str, Text] = {**BELGIAN_FORMS, OTHER: Text("andere rechtsvorm", "autre forme juridique")}

VAT_STATUSES: Mapping[str, Text] = {
    "yes": Text("Ja", "Oui"),
    "exempt": Text("Vrijgesteld", "Exemptée"),
    "no": Text("Nee", "Non"),
}

NACE_VERSIONS: Mapping[str, Text] = {
    "2025": Text("NACE-BEL 2025", "NACE-BEL 2025"),
    "2008": Text("NACE-BEL 2008", "NACE-BEL 2008"),
}

# Kinds of workers of which the form asks how many there are; the names end the columns of the request.
WORKER_KINDS: Mapping[str, Text] = {
    "temporary": Text("uitzendkrachten", "intérimaires"),
    "students": Text("jobstudenten", "étudiants jobistes"),
    "young": Text("jongeren onder 18 jaar", "jeunes de moins de 18 ans"),
    "night": Text("werknemers met nachtarbeid", "travailleurs de nuit"),
    "surveillance": Text("werknemers onder gezondheidstoezicht", "travailleurs soumis à la surveillance de la santé"),
}

RISKS: Mapping[str, Text] = {
    "chemicals": Text("Chemische stoffen", "Agents chimiques"),
    "noise": Text("Lawaai", "Bruit"),
    "night_work": Text("Nachtarbeid", "Travail de nuit"),
    "screen_work": Text("Beeldschermwerk", "Travail sur écran"),
    "driving": Text("Voertuigen of heftrucks besturen", "Conduite de véhicules ou de chariots élévateurs"),
    "height": Text("Werken op hoogte", "Travail en hauteur"),
    "biological": Text("Biologische agentia", "Agents biologiques"),
    "loads": Text("Lasten tillen en dragen", "Manutention de charges"),
    "psychosocial": Text("Psychosociale risico’s", "Risques psychosociaux"),
    NONE: Text("Geen risico’s bekend", "Aucun risque connu"),
}

ADVISORS: Mapping[str, Text] = {
    "employer": Text("De werkgever zelf", "L’employeur lui-même"),
    "worker": Text("Een werknemer", "Un travailleur"),
    NONE: Text("Nog niemand", "Encore personne"),
}
ADVISOR_LEVELS: Mapping[str, Text] = {
    NONE: Text("Nog geen opleiding", "Pas encore de formation"),
    "3": Text("Niveau 3 (basiskennis)", "Niveau 3 (connaissances de base)"),
    "2": Text("Niveau 2", "Niveau 2"),
    "1": Text("Niveau 1", "Niveau 1"),
}

YES_NO: Mapping[str, Text] = {"yes": Text("Ja", "Oui"), "no": Text("Nee", "Non")}

SERVICES: Mapping[str, Text] = {
    NONE: Text("Geen: dit is onze eerste aansluiting", "Aucun : c’est notre première affiliation"),
    **{name.lower(): Text(name, name) for name in ("Attentia", "Cohezio", "IDEWE", "Liantis", "Mensura", "Premed")},
    "securex": Text("Securex", "Securex"),
    OTHER: Text("Een andere externe dienst", "Un autre service externe"),
}

# Where a registered office may lie: the European Economic Area, Switzerland and the United Kingdom.
PARTS: Mapping[Part, Text] = {
    Part.SIGNATORY: Text("ondertekenaar van de overeenkomst", "signataire du contrat"),
    Part.BILLING: Text("ontvanger van de facturen", "destinataire des factures"),
    Part.ADVISOR: Text("interne preventieadviseur", "conseiller en prévention interne"),
}

COUNTRIES = (
    *("BE", "NL", "FR", "LU", "DE", "AT", "BG", "CH", "CY", "CZ", "DK", "EE", "ES", "FI", "GB", "GR"),
    *("HR", "HU", "IE", "IS", "IT", "LI", "LT", "LV", "MT", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
)

LANGUAGES: Mapping[str, Text] = {"nl": Text("Nederlands", "Néerlandais"), "fr": Text("Frans", "Français")}


def offered(choices: Mapping[str, Text], *, blank: Text | None = None) -> list[tuple[str, str]]:
    """Return choices as a form field takes them, in the language in use; `blank` is the entry for "not chosen"."""
    first: Iterable[tuple[str, str]] = [("", str(blank))] if blank else []
    return [*first, *((key, str(text)) for key, text in choices.items())]
