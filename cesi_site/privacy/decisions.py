"""Texts to begin a decision with, in the person's language. What every refusal must say stands in the mail itself."""

from __future__ import annotations

from collections.abc import Mapping

from cesi_site.core.languages import Text
from cesi_site.privacy.models import Right, RightsState

GRANTED: Mapping[Right, Text] = {
    Right.ACCESS: Text(
        "Wij hebben alles opgezocht wat wij over u bewaren. U krijgt de kopie zoals afgesproken.",
        "Nous avons recherché tout ce que nous conservons à votre sujet. Vous recevez la copie comme convenu.",
    ),
    Right.RECTIFICATION: Text(
        "Wij hebben uw gegevens verbeterd zoals u vroeg: […]. Wie ze van ons kreeg, weet het ook.",
        "Nous avons corrigé vos données comme demandé : […]. Ceux qui les avaient reçues de nous en sont informés.",
    ),
    Right.ERASURE: Text(
        "Wij hebben uw gegevens gewist. In het ontvangstbewijs leest u wat weg is en wat de wet ons laat bewaren.",
        "Nous avons effacé vos données. La preuve d’effacement indique ce qui a disparu et ce que la loi nous fait "
        "conserver.",
    ),
    Right.RESTRICTION: Text(
        "Wij gebruiken uw gegevens niet meer, en wissen ze niet, tot u ons iets anders vraagt.",
        "Nous n’utilisons plus vos données, et ne les effaçons pas, jusqu’à nouvelle demande de votre part.",
    ),
    Right.PORTABILITY: Text(
        "U krijgt de gegevens die u ons gaf als bestand (JSON en CSV), zodat u ze elders kunt gebruiken.",
        "Vous recevez dans un fichier (JSON et CSV) les données que vous nous avez données, pour les utiliser "
        "ailleurs.",
    ),
    Right.OBJECTION: Text(
        "Wij gebruiken uw gegevens hier niet meer voor: […].", "Nous n’utilisons plus vos données pour ceci : […]."
    ),
    Right.WITHDRAWAL: Text(
        "Uw toestemming is ingetrokken. Wij gebruiken uw gegevens hier niet meer voor: […].",
        "Votre consentement est retiré. Nous n’utilisons plus vos données pour ceci : […].",
    ),
    Right.HUMAN: Text(
        "Een medewerker heeft uw zaak opnieuw bekeken en besliste: […].",
        "Un collaborateur a réexaminé votre situation et a décidé : […].",
    ),
    Right.OTHER: Text("Dit is ons antwoord op uw vraag: […].", "Voici notre réponse à votre demande : […]."),
}
PARTLY = Text(
    "Wij gaan op een deel van uw vraag in: […].\n\nDit kan niet: […].\nDe reden: […] (artikel […]).",
    "Nous acceptons une partie de votre demande : […].\n\nCeci n’est pas possible : […].\n"
    "La raison : […] (article […]).",
)
REFUSED = Text(
    "Wij kunnen niet op uw vraag ingaan.\nDe reden: […] (artikel […]).",
    "Nous ne pouvons pas accepter votre demande.\nLa raison : […] (article […]).",
)

OUTCOMES = (RightsState.GRANTED, RightsState.PARTLY, RightsState.REFUSED)
GAP = "[…]"


def suggestion(right: Right, outcome: RightsState, language: str) -> str:
    """Return words to begin a decision with; `GAP` marks what is still to be filled in."""
    texts = {RightsState.GRANTED: GRANTED[right], RightsState.PARTLY: PARTLY, RightsState.REFUSED: REFUSED}
    return texts[outcome].in_language(language)
