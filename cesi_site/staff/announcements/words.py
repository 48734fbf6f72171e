"""Words of this desk: why somebody is left out, and what happened to an announcement."""

from __future__ import annotations

from collections.abc import Mapping

from cesi_site.choices.words import REASONS
from cesi_site.core.languages import Text
from cesi_site.enrolment.policy import ANNOUNCEMENT_DAYS, MOST_ANNOUNCEMENTS
from cesi_site.enrolment.queries.announced import ASKED, ENOUGH, ENTERED, EXPIRED, NO_ORDER, OTHER_HOUSE, REFUSED

LEFT_OUT: Mapping[str, Text] = {
    REFUSED: Text("weigerde bij de inschrijving", "refus à l’inscription"),
    EXPIRED: Text("geen teken van leven sinds drie jaar", "aucun contact depuis trois ans"),
    ENOUGH: Text(
        f"kreeg al {MOST_ANNOUNCEMENTS} aankondigingen van dit huis in {ANNOUNCEMENT_DAYS} dagen",
        f"a déjà reçu {MOST_ANNOUNCEMENTS} annonces de cette maison en {ANNOUNCEMENT_DAYS} jours",
    ),
    OTHER_HOUSE: Text(
        "klant van het andere huis, zonder toestemming voor dit huis",
        "client de l’autre maison, sans accord pour celle-ci",
    ),
    NO_ORDER: Text(
        "alleen op een wachtlijst, geannuleerd of nog na te kijken",
        "seulement en liste d’attente, annulé ou encore à vérifier",
    ),
    ENTERED: Text("ingeschreven door iemand anders", "inscrit par une autre personne"),
    ASKED: Text("vroeg alleen een offerte of een dienst", "a seulement demandé une offre ou un service"),
    **{reason.value: words for reason, words in REASONS.items()},
}

HAPPENED: Mapping[str, Text] = {
    "begun": Text("begonnen", "commencée"),
    "written": Text("teksten bewaard", "textes enregistrés"),
    "tested": Text("proefmail gevraagd", "e-mail d’essai demandé"),
    "approved": Text("goedgekeurd", "approuvée"),
    "sent": Text("alle mails zijn klaargezet", "tous les e-mails sont prêts à partir"),
    "stopped": Text("gestopt", "arrêtée"),
}


def left_out_in_words(reasons: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return why people are left out, in the language in use, with how many: most first."""
    ordered = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    return [(str(LEFT_OUT.get(reason, reason)), count) for reason, count in ordered]


def happened_in_words(verb: str) -> str:
    """Return what happened to an announcement, in the language in use."""
    return str(HAPPENED.get(verb, verb))
