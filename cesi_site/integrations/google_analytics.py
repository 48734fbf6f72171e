"""Google Analytics (promises F6, F7): off by default, behind a consent of its own.

It is loaded on pages for reading alone, whose addresses tell nothing of who reads: no form, no personal link, nothing
of MyCESI. The hosts are those that Google documents for its tag under a content security policy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cesi_site.core.languages import Text
from cesi_site.core.optional_tools import OptionalTool
from cesi_site.register import Activity, Cookie, CookieKind, Elsewhere, Ground, Processor, Purpose
from cesi_site.register.book import Declaration

KEY = "google_analytics"
COOKIE_LIFE = dt.timedelta(days=180)
_PROVIDER = Text("Google Ireland Limited", "Google Ireland Limited")
_TAG = "https://www.googletagmanager.com"
_MEASURING = ("https://*.google-analytics.com", "https://*.analytics.google.com")

PURPOSE = Purpose(
    key=KEY,
    name=Text("bezoeken laten meten door Google Analytics", "faire mesurer les visites par Google Analytics"),
    meaning=Text(
        "Google krijgt dan te zien welke van onze leespagina’s u opent, met uw IP-adres, uw browser en twee cookies. "
        "Formulieren en persoonlijke pagina’s ziet Google nooit.",
        "Google voit alors quelles pages de lecture vous ouvrez, avec votre adresse IP, votre navigateur et deux "
        "cookies. Google ne voit jamais les formulaires ni les pages personnelles.",
    ),
)

PROCESSOR = Processor(
    key=KEY,
    name="Google Ireland Limited",
    service=Text(
        "meten van bezoeken, alleen na uw toestemming", "mesure des visites, uniquement avec votre consentement"
    ),
    url="https://policies.google.com/privacy",
)


def _cookie(name: str, purpose: Text) -> Cookie:
    return Cookie(
        name=name,
        provider=_PROVIDER,
        kind=CookieKind.STATISTICS,
        purpose=purpose,
        life=COOKIE_LIFE,
        sites=("cesi", "onemanagement"),
        shared=True,
        needs_consent=KEY,
    )


COOKIES = (
    _cookie(
        "_ga",
        Text("Herkent uw browser bij een volgend bezoek.", "Reconnaît votre navigateur lors d’une visite suivante."),
    ),
    _cookie("_ga_*", Text("Houdt bij welk bezoek loopt.", "Retient la visite en cours.")),
)

ACTIVITY = Activity(
    key=KEY,
    name=Text("Google Analytics meet bezoeken", "Google Analytics mesure les visites"),
    purpose=Text(
        "Wij willen weten welke pagina’s gelezen worden. Google telt dat voor ons, als u ja zegt.",
        "Nous voulons savoir quelles pages sont lues. Google le compte pour nous, si vous dites oui.",
    ),
    ground=Ground.CONSENT,
    ground_in_words=Text(
        "Google meet pas na uw ja. U trekt het in op de pagina ‘Cookies’; de cookies worden dan meteen gewist.",
        "Google ne mesure qu’après votre oui. Vous le retirez à la page «\u00a0Cookies\u00a0»\u00a0; les cookies sont "
        "alors effacés aussitôt.",
    ),
    persons=(Text("bezoekers die ja zeiden", "les visiteurs qui ont dit oui"),),
    data=(
        Text(
            "de pagina’s die u leest, datum en uur, uw IP-adres, browser, systeem en de site waar u vandaan komt",
            "les pages lues, la date et l’heure, votre adresse IP, votre navigateur, votre système et le site d’où "
            "vous venez",
        ),
    ),
    source=Text("Uw browser, die een script van Google laadt.", "Votre navigateur, qui charge un script de Google."),
    obligatory=Text("U mag nee zeggen: alles werkt hetzelfde.", "Vous pouvez dire non : tout fonctionne pareil."),
    recipients=(Text("de medewerkers die de websites verbeteren", "les collaborateurs qui améliorent les sites"),),
    processors=(KEY, "hosting"),
    transfers=Text(
        "Google LLC in de Verenigde Staten, onder het EU-VS-kader voor gegevensbescherming (besluit (EU) 2023/1795).",
        "Google LLC aux États-Unis, sous le cadre de protection des données UE–États-Unis (décision (UE) 2023/1795).",
    ),
    security=(
        Text(
            "Google wordt alleen geladen op leespagina’s, nooit op formulieren of persoonlijke pagina’s",
            "Google n’est chargé que sur les pages de lecture, jamais sur les formulaires ni les pages personnelles",
        ),
    ),
    promises=("F6", "F7"),
    elsewhere=(
        Elsewhere(
            key="google_analytics.visits",
            name=Text("uw bezoeken, bij Google", "vos visites, chez Google"),
            kept_in_words=Text("hoogstens 14 maanden", "14 mois au plus"),
            cleared=Text("gewist door Google", "effacement par Google"),
        ),
    ),
)


def declarations(config: Mapping[str, Any]) -> tuple[Declaration, ...]:
    """Return what is declared where it is switched on."""
    return (PURPOSE, PROCESSOR, *COOKIES, ACTIVITY) if config["GOOGLE_ANALYTICS_ID"] else ()


def tools(config: Mapping[str, Any]) -> tuple[OptionalTool, ...]:
    """Return the script that loads Google's tag, with the hosts that the policy lets in for it."""
    if not config["GOOGLE_ANALYTICS_ID"]:
        return ()
    data = {
        "measurement-id": config["GOOGLE_ANALYTICS_ID"],
        "cookie-seconds": str(int(COOKIE_LIFE.total_seconds())),
    }
    sources = {"script-src": (_TAG,), "connect-src": (*_MEASURING, _TAG), "img-src": (*_MEASURING, _TAG)}
    return (OptionalTool(purpose=KEY, script="js/google-analytics.js", data=data, sources=sources),)
