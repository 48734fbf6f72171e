"""Texts to begin with when a breach is told: to the authority (article 33.3 GDPR), and to people (article 34.2)."""

from __future__ import annotations

from cesi_site.core.languages import Text

AUTHORITY = Text(
    "Wat er gebeurde, en wanneer: […]\n"
    "Om hoeveel personen en welke gegevens het gaat: […]\n"
    "Contactpunt: functionaris voor gegevensbescherming, privacy@cesi.be\n"
    "Waarschijnlijke gevolgen: […]\n"
    "Maatregelen die wij namen of voorstellen: […]\n"
    "Als dit na 72 uur komt, de reden: […]",
    "Ce qui s’est passé, et quand : […]\n"
    "Nombre de personnes et types de données : […]\n"
    "Point de contact : délégué à la protection des données, privacy@cesi.be\n"
    "Conséquences probables : […]\n"
    "Mesures prises ou proposées : […]\n"
    "Si la notification arrive après 72 heures, la raison : […]",
)
PERSONS = Text(
    "Er is iets misgelopen met gegevens van u.\n\n"
    "Wat er gebeurde: […]\n"
    "Wat dat voor u kan betekenen: […]\n"
    "Wat wij deden: […]\n"
    "Wat u zelf kunt doen: […]\n\n"
    "Hebt u vragen? Schrijf naar onze functionaris voor gegevensbescherming: privacy@cesi.be.",
    "Un incident a touché des données qui vous concernent.\n\n"
    "Ce qui s’est passé : […]\n"
    "Ce que cela peut signifier pour vous : […]\n"
    "Ce que nous avons fait : […]\n"
    "Ce que vous pouvez faire vous-même : […]\n\n"
    "Une question ? Écrivez à notre délégué à la protection des données : privacy@cesi.be.",
)
