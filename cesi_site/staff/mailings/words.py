"""Words of this desk: why somebody is left out, and what happened to a mailing."""

from __future__ import annotations

from collections.abc import Mapping

from cesi_site.core.languages import Text

LEFT_OUT: Mapping[str, Text] = {
    "unsubscribed": Text("schreef zich uit", "s’est désabonné"),
    "objected": Text("maakte bezwaar", "s’est opposé"),
    "restricted": Text("gegevens mogen niet gebruikt worden (artikel 18)", "données en limitation (article 18)"),
    "bounced": Text("adres bestaat niet (meer)", "adresse inexistante"),
    "erased": Text("gewist op eigen vraag", "effacé à sa demande"),
    "moved": Text("leest op een ander adres", "lit à une autre adresse"),
    "imported": Text("stond op een verzetslijst", "figurait sur une liste d’opposition"),
    "not_renewed": Text("verlengde niet", "n’a pas renouvelé"),
    "staff": Text("geschrapt door een medewerker", "retiré par un collaborateur"),
    "ended": Text("leest de nieuwsbrief niet meer", "ne lit plus la newsletter"),
    "other_theme": Text("koos dit thema niet", "n’a pas choisi ce thème"),
    "not_informed": Text("vertegenwoordigt geen aangesloten lid", "ne représente aucun membre affilié"),
    "bad_address": Text("geen bruikbaar adres", "adresse inutilisable"),
    "not_listed": Text("staat niet op de lijst van lezers", "ne figure pas parmi les lecteurs"),
    "later": Text("kwam erbij na de telling", "s’est ajouté après le comptage"),
}

HAPPENED: Mapping[str, Text] = {
    "begun": Text("begonnen", "commencé"),
    "written": Text("teksten bewaard", "textes enregistrés"),
    "tested": Text("proefmail gevraagd", "e-mail d’essai demandé"),
    "prepared": Text("klaargezet", "préparé"),
    "counted": Text("ontvangers geteld", "destinataires comptés"),
    "approved": Text("goedgekeurd", "approuvé"),
    "scheduled": Text("vrijgegeven", "libéré"),
    "taken_back": Text("teruggenomen naar ontwerp", "repris en brouillon"),
    "started": Text("begin van het versturen", "début de l’envoi"),
    "paused": Text("gepauzeerd", "mis en pause"),
    "resumed": Text("hervat", "repris"),
    "held": Text("tegengehouden door een fout", "arrêté par une erreur"),
    "finished": Text("verstuurd", "envoyé"),
    "cancelled": Text("geannuleerd", "annulé"),
}


def left_out_in_words(reasons: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return why people are left out, in the language in use, with how many: most first."""
    ordered = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    return [(reason_in_words(reason), count) for reason, count in ordered]


def reason_in_words(reason: str) -> str:
    """Return why somebody is left out, in the language in use."""
    return str(LEFT_OUT.get(reason, reason))


def happened_in_words(verb: str) -> str:
    """Return what happened to a mailing, in the language in use."""
    return str(HAPPENED.get(verb, verb))
