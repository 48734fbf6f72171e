"""What the desk of readers says of choices, stops and subscriptions."""

from __future__ import annotations

from collections.abc import Mapping

from cesi_site.choices.models import Barred, Decision, Method, Reason, Use
from cesi_site.core.languages import Text
from cesi_site.newsletter.models import EndReason, Origin

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
USES: Mapping[str, Text] = {
    Use.NEWSLETTER.value: Text("nieuwsbrief", "newsletter"),
    Use.ANNOUNCEMENTS.value: Text("aankondigingen van CESI", "annonces de CESI"),
    Use.ANNOUNCEMENTS_PARTNER.value: Text("aankondigingen van OneManagement", "annonces de OneManagement"),
    Use.ANALYSIS.value: Text("analyse van voorkeuren", "analyse des préférences"),
    Barred.EVERYTHING.value: Text("alles behalve wettelijke informatie", "tout, sauf l’information légale"),
    Barred.UNDELIVERABLE.value: Text("alle mail", "tout courrier"),
}
DECISIONS: Mapping[Decision, Text] = {
    Decision.CONSENT: Text("toestemming", "consentement"),
    Decision.WITHDRAWAL: Text("ingetrokken", "retiré"),
    Decision.OBJECTION: Text("bezwaar", "opposition"),
    Decision.LIFTED: Text("bezwaar ingetrokken", "opposition levée"),
}
METHODS: Mapping[Method, Text] = {
    Method.PAGE: Text("op een pagina", "sur une page"),
    Method.LINK: Text("met de link in de mail", "par le lien de l’e-mail"),
    Method.ONE_CLICK: Text("met één klik in het mailprogramma", "en un clic dans la messagerie"),
    Method.MAILTO: Text("met een mail", "par e-mail"),
    Method.STAFF: Text("door een medewerker, op vraag", "par un collaborateur, sur demande"),
    Method.IMPORT: Text("met een overgenomen lijst", "par une liste reprise"),
    Method.RENEWAL: Text("door te verlengen", "par renouvellement"),
    Method.NEW_ADDRESS: Text("vanaf het nieuwe adres", "depuis la nouvelle adresse"),
}
REASONS: Mapping[Reason, Text] = {
    Reason.BOUNCED: Text("mail kwam terug", "courrier revenu"),
    Reason.RESTRICTED: Text("beperking gevraagd", "limitation demandée"),
    Reason.ERASED: Text("gewist op vraag", "effacée sur demande"),
    Reason.OBJECTED: Text("bezwaar", "opposition"),
    Reason.UNSUBSCRIBED: Text("uitgeschreven", "désinscrit"),
    Reason.MOVED: Text("leest ons op een ander adres", "nous lit à une autre adresse"),
    Reason.IMPORTED: Text("verzetslijst", "liste d’opposition"),
}
