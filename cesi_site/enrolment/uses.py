"""The switches of customers on the page of preferences: announcements of each house, and offers made to measure."""

from __future__ import annotations

from collections.abc import Callable

from cesi_site.choices.models import Address, Decision, Method, Use
from cesi_site.choices.operations import record_choice
from cesi_site.choices.queries import current, has_refused
from cesi_site.choices.uses import Switch, Turn, declare
from cesi_site.core.languages import Text
from cesi_site.enrolment.queries.customers import USES, is_customer
from cesi_site.enrolment.words import Organiser

HOUSES = {use: house for house, use in USES.items()}


def _announced(use: Use) -> Callable[[Address], bool]:
    def is_on(address: Address) -> bool:
        """On for who said yes, and for a customer of the house who never refused (article XII.13 CEL)."""
        if has_refused(use, address.email):
            return False
        last = current(address.email, use)
        return (last is not None and last.decision is Decision.CONSENT) or is_customer(address.email, HOUSES[use])

    return is_on


def _turn(use: Use, decision: Decision, text: Text) -> Turn:
    def turn(address: Address, *, method: Method, language: str, page: str) -> None:
        record_choice(
            address.email, use, decision, method=method, language=language, text=text.in_language(language), page=page
        )

    return turn


def _announcements(house: Organiser) -> Switch:
    use, name = USES[house], house.label
    consent = Text(
        f"Ja, {name} mag mij zijn opleidingen en evenementen aankondigen.",
        f"Oui, {name} peut m’annoncer ses formations et événements.",
    )
    refusal = Text(f"Nee, ik wil geen aankondigingen van {name}.", f"Non, je ne veux pas d’annonces de {name}.")
    return Switch(
        use=use,
        name=Text(f"Aankondigingen van {name}", f"Annonces de {name}"),
        meaning=Text(
            f"Opleidingen en evenementen van {name}, per e-mail.",
            f"Des formations et des événements de {name}, par e-mail.",
        ),
        consent=consent,
        is_on=_announced(use),
        turn_on=_turn(use, Decision.CONSENT, consent),
        turn_off=_turn(use, Decision.OBJECTION, refusal),
    )


ANALYSIS_ON = Text(
    "Ja, gebruik mijn opleidingen om mij voorstellen te doen.",
    "Oui, utilisez mes formations pour me faire des propositions.",
)
ANALYSIS_OFF = Text(
    "Nee, gebruik mijn opleidingen niet om mij voorstellen te doen.",
    "Non, n’utilisez pas mes formations pour me faire des propositions.",
)

declare(_announcements(Organiser.CESI))
declare(_announcements(Organiser.ONEMANAGEMENT))
declare(
    Switch(
        use=Use.ANALYSIS,
        name=Text("Voorstellen op maat van uw opleidingen", "Propositions selon vos formations"),
        meaning=Text(
            "Wij kijken welke opleidingen u volgde om u andere voor te stellen. Zet u dit uit, dan stopt dat meteen en "
            "verdwijnen de voorstellen.",
            "Nous regardons quelles formations vous avez suivies pour vous en proposer d’autres. Si vous désactivez "
            "ceci, cela cesse aussitôt et les propositions disparaissent.",
        ),
        consent=ANALYSIS_ON,
        is_on=lambda address: not has_refused(Use.ANALYSIS, address.email),
        turn_on=_turn(Use.ANALYSIS, Decision.LIFTED, ANALYSIS_ON),
        turn_off=_turn(Use.ANALYSIS, Decision.OBJECTION, ANALYSIS_OFF),
    )
)
