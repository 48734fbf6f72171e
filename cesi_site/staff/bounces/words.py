"""What reports are and how they came, in words."""

from __future__ import annotations

from collections.abc import Mapping

from cesi_site.core.languages import Text
from cesi_site.newsletter.models import Source, Verdict

MEANINGS: Mapping[Verdict, Text] = {
    Verdict.STRUCK_OFF: Text(
        "Naar dit adres gaat niets meer, ook geen wettelijke informatie. De inschrijving is beëindigd.",
        "Plus rien ne part à cette adresse, pas même l’information légale. L’abonnement a pris fin.",
    ),
    Verdict.COUNTED: Text(
        "Het adres blijft. Komt er vaak genoeg iets terug, dan wordt het geschrapt.",
        "L’adresse reste. Si cela se répète assez souvent, elle sera radiée.",
    ),
    Verdict.ALREADY: Text("Het adres was al geschrapt.", "L’adresse était déjà radiée."),
    Verdict.OUTDATED: Text(
        "De lezer bevestigde het adres nadat deze mail vertrok. De melding telt dus niet.",
        "Le lecteur a confirmé l’adresse après le départ de cet e-mail. L’avis ne compte donc pas.",
    ),
    Verdict.NOTED: Text(
        "De melding zegt niets over het adres. Er is niets gedaan.",
        "L’avis ne dit rien de l’adresse. Rien n’a été fait.",
    ),
    Verdict.UNPROVEN: Text(
        "De melding noemt geen mail van ons. Iedereen kan ze geschreven hebben: er is niets gedaan.",
        "L’avis ne nomme aucun e-mail de notre part. N’importe qui peut l’avoir écrit\u00a0: rien n’a été fait.",
    ),
    Verdict.UNSUBSCRIBED: Text(
        "De lezer schreef zich per mail uit. Het bewijs staat bij zijn keuzes.",
        "Le lecteur s’est désinscrit par e-mail. La preuve figure parmi ses choix.",
    ),
    Verdict.UNDONE: Text(
        "Een medewerker nam de schrapping terug. Mail gaat opnieuw naar dit adres.",
        "Un collaborateur a annulé la radiation. Le courrier repart vers cette adresse.",
    ),
}
TONES: Mapping[Verdict, str] = {
    Verdict.STRUCK_OFF: "danger",
    Verdict.COUNTED: "warning",
    Verdict.UNSUBSCRIBED: "info",
    Verdict.UNDONE: "success",
}
SOURCES: Mapping[Source, Text] = {
    Source.IMAP: Text("de mailbox voor teruggekomen mail", "la boîte des courriers revenus"),
    Source.MAILDIR: Text("een maildir", "un maildir"),
    Source.PIPE: Text("de mailserver, als bestand", "le serveur de courrier, en fichier"),
    Source.SMTP: Text("de mailserver, bij het versturen", "le serveur de courrier, à l’envoi"),
}


def tone(verdict: Verdict) -> str:
    """Return the tone of a decision's status."""
    return TONES.get(verdict, "neutral")
