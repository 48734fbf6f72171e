"""Uses, decisions and reasons in the words that people read."""

from __future__ import annotations

from cesi_site.choices.models import Barred, Decision, Method, Reason, Use
from cesi_site.core.languages import Text

USES = {
    Use.NEWSLETTER: Text("nieuwsbrief", "newsletter"),
    Use.ANNOUNCEMENTS: Text("aankondigingen van CESI", "annonces de CESI"),
    Use.ANNOUNCEMENTS_PARTNER: Text("aankondigingen van OneManagement", "annonces de OneManagement"),
    Use.ANALYSIS: Text("voorstellen op maat van uw opleidingen", "propositions selon vos formations"),
}

BARRED = {
    Barred.EVERYTHING: Text("alles behalve wettelijke informatie", "tout, sauf l’information légale"),
    Barred.UNDELIVERABLE: Text("alle mail", "tout courrier"),
}

DECISIONS = {
    Decision.CONSENT: Text("toegestemd", "accepté"),
    Decision.WITHDRAWAL: Text("ingetrokken", "retiré"),
    Decision.OBJECTION: Text("bezwaar gemaakt", "opposé"),
    Decision.LIFTED: Text("bezwaar opgeheven", "opposition levée"),
}

METHODS = {
    Method.PAGE: Text("op onze website", "sur notre site"),
    Method.LINK: Text("met de link in een e-mail", "par le lien dans un e-mail"),
    Method.ONE_CLICK: Text("met de knop van het e-mailprogramma", "par le bouton de la messagerie"),
    Method.MAILTO: Text("met een e-mail aan ons", "par un e-mail à notre adresse"),
    Method.STAFF: Text("op vraag, door een medewerker", "sur demande, par un collaborateur"),
    Method.IMPORT: Text("overgenomen uit een lijst", "repris d’une liste"),
    Method.RENEWAL: Text("bij het vernieuwen", "lors du renouvellement"),
    Method.NEW_ADDRESS: Text("bij een nieuw adres", "lors d’un changement d’adresse"),
}

REASONS = {
    Reason.BOUNCED: Text("het adres bestaat niet", "l’adresse n’existe pas"),
    Reason.RESTRICTED: Text("de gegevens mogen niet gebruikt worden", "les données ne peuvent pas être utilisées"),
    Reason.ERASED: Text("de gegevens zijn gewist", "les données sont effacées"),
    Reason.OBJECTED: Text("bezwaar gemaakt", "opposition"),
    Reason.UNSUBSCRIBED: Text("uitgeschreven", "désinscription"),
    Reason.MOVED: Text("leest verder op een ander adres", "lecture à une autre adresse"),
    Reason.IMPORTED: Text("staat op een lijst van adressen die niet gemaild mogen worden", "sur une liste d’exclusion"),
}
