"""What visitors are asked to allow for measuring, and the cookies that it needs."""

from __future__ import annotations

from cesi_site.core.languages import Text
from cesi_site.register import Purpose

STATISTICS = "statistics"
INTERESTS = "interests"
VISITOR_COOKIE = "cesi_visitor"
INTERESTS_COOKIE = "cesi_interests"
# The cookie that each purpose needs.
COOKIE_OF = {STATISTICS: VISITOR_COOKIE, INTERESTS: INTERESTS_COOKIE}

STATISTICS_PURPOSE = Purpose(
    key=STATISTICS,
    name=Text("bezoeken meten", "mesurer les visites"),
    meaning=Text(
        "Wij meten dan zelf hoe u deze websites gebruikt: welke pagina’s, hoe lang, met welke browser en uit welke "
        "streek. Uw naam kennen wij niet, en niemand anders krijgt de gegevens.",
        "Nous mesurons alors nous-mêmes comment vous utilisez ces sites : quelles pages, combien de temps, avec quel "
        "navigateur et depuis quelle région. Nous ne connaissons pas votre nom, et personne d’autre ne reçoit les "
        "données.",
    ),
)

INTERESTS_PURPOSE = Purpose(
    key=INTERESTS,
    name=Text("onthouden welke opleidingen en diensten u bekijkt", "retenir les formations et services consultés"),
    meaning=Text(
        "Wij onthouden dan over welke opleidingen en diensten u leest. Meldt u zich aan in MyCESI, dan kunnen wij u "
        "voorstellen doen die daarbij passen. Wij gebruiken het nooit voor anderen.",
        "Nous retenons alors les formations et services sur lesquels vous lisez. Si vous vous connectez à MyCESI, nous "
        "pouvons vous faire des propositions qui y correspondent. Nous ne l’utilisons jamais pour d’autres.",
    ),
)
