"""Where readers came from, how a subscription or a letter ended, and what came back, in words."""

from __future__ import annotations

from collections.abc import Mapping

from cesi_site.core.languages import Text
from cesi_site.newsletter.bounces.reports import Kind
from cesi_site.newsletter.models import EndReason, Origin, RecipientState

ORIGINS: Mapping[Origin, Text] = {
    Origin.PAGE: Text("pagina nieuwsbrief", "page newsletter"),
    Origin.FOOTER: Text("onderaan de site", "bas de page"),
    Origin.AFFILIATION: Text("aanvraag tot aansluiting", "demande d’affiliation"),
    Origin.IMPORT: Text("overgenomen lijst", "liste reprise"),
    Origin.STAFF: Text("medewerker", "collaborateur"),
}
ENDS: Mapping[EndReason, Text] = {
    EndReason.UNSUBSCRIBED: Text("uitgeschreven", "désinscrit"),
    EndReason.BOUNCED: Text("mail kwam terug", "courrier revenu"),
    EndReason.NOT_RENEWED: Text("niet verlengd", "non renouvelé"),
    EndReason.STAFF: Text("beëindigd door een lijst of medewerker", "fin par une liste ou un collaborateur"),
}
KINDS: Mapping[Kind, Text] = {
    Kind.HARD: Text("adres bestaat niet", "adresse inexistante"),
    Kind.SOFT: Text("vol of onbereikbaar", "pleine ou injoignable"),
    Kind.BLOCKED: Text("mail geweigerd", "courrier refusé"),
    Kind.DELAYED: Text("vertraging", "retard"),
    Kind.DELIVERED: Text("aangekomen", "arrivé"),
    Kind.UNSUBSCRIBE: Text("uitschrijving per mail", "désinscription par e-mail"),
    Kind.COMPLAINT: Text("klacht: spam", "plainte\u00a0: spam"),
    Kind.READ_RECEIPT: Text("leesbevestiging", "accusé de lecture"),
    Kind.AUTO_REPLY: Text("afwezigheid", "absence"),
    Kind.CHALLENGE: Text("vraag om te bewijzen dat wij mensen zijn", "demande de preuve d’être humain"),
    Kind.REPLY: Text("antwoord van een mens", "réponse d’une personne"),
    Kind.UNKNOWN: Text("niet te lezen", "illisible"),
}
RESULTS: Mapping[RecipientState, Text] = {
    RecipientState.WAITING: Text("nog niet verstuurd", "pas encore envoyé"),
    RecipientState.SENT: Text("verstuurd", "envoyé"),
    RecipientState.REFUSED: Text("geweigerd door de mailserver", "refusé par le serveur de messagerie"),
    RecipientState.LEFT_OUT: Text("niet verstuurd", "non envoyé"),
}
