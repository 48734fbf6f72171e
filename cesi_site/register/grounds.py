"""The legal grounds of article 6 GDPR on which these sites may use personal data."""

from __future__ import annotations

from enum import Enum

from cesi_site.core.languages import Text


class Ground(Enum):
    """One ground. Each activity has exactly one (promise H1).

    `title` is its name in law, `meaning` says in a sentence what it comes down to, `article` where it stands.
    """

    CONSENT = (
        "a",
        Text("uw toestemming", "votre consentement"),
        Text(
            "U zegt ja, u kunt nee zeggen, en u kunt uw ja altijd intrekken.",
            "Vous dites oui, vous pouvez dire non, et vous pouvez toujours retirer votre oui.",
        ),
    )
    CONTRACT = (
        "b",
        Text("een overeenkomst, of uw vraag ernaar", "un contrat, ou votre demande en ce sens"),
        Text(
            "Zonder deze gegevens kunnen wij niet doen wat u ons vraagt.",
            "Sans ces données, nous ne pouvons pas faire ce que vous nous demandez.",
        ),
    )
    LEGAL_DUTY = (
        "c",
        Text("een wettelijke verplichting", "une obligation légale"),
        Text("De wet verplicht ons hiertoe.", "La loi nous y oblige."),
    )
    LEGITIMATE_INTEREST = (
        "f",
        Text("ons gerechtvaardigd belang", "notre intérêt légitime"),
        Text(
            "Wij hebben een goede reden en houden rekening met uw belangen. U kunt bezwaar maken.",
            "Nous avons une bonne raison et nous tenons compte de vos intérêts. Vous pouvez vous y opposer.",
        ),
    )

    def __init__(self, point: str, title: Text, meaning: Text) -> None:
        self.point = point
        self.title = title
        self.meaning = meaning

    @property
    def article(self) -> Text:
        """Where the ground stands in the GDPR."""
        return Text(f"artikel 6.1.{self.point}) AVG", f"article 6.1.{self.point}) du RGPD")
