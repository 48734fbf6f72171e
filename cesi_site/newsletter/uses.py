"""The newsletter's switch on the page of preferences (promise K5)."""

from __future__ import annotations

from cesi_site.choices.models import Address, Method, Use
from cesi_site.choices.uses import Switch, declare
from cesi_site.core.languages import Text
from cesi_site.newsletter.operations import resubscribe, unsubscribe
from cesi_site.newsletter.queries import subscriptions as queries
from cesi_site.newsletter.versions import CURRENT


def _is_on(address: Address) -> bool:
    subscription = queries.subscription_of(address.id)
    return subscription is not None and subscription.runs


def _turn_on(address: Address, *, method: Method, language: str, page: str) -> None:
    resubscribe(address.id, method=method, language=language, page=page)


def _turn_off(address: Address, *, method: Method, language: str, page: str) -> None:
    unsubscribe(address.id, method=method, language=language, page=page)


declare(
    Switch(
        use=Use.NEWSLETTER,
        name=Text("Nieuwsbrief ‘Preventie- en HR-nieuws’", "Newsletter « Actualités prévention et RH »"),
        meaning=Text(
            "Nieuws over preventie, personeel en opleidingen, per e-mail.",
            "Des nouvelles sur la prévention, le personnel et les formations, par e-mail.",
        ),
        consent=CURRENT.words,
        is_on=_is_on,
        turn_on=_turn_on,
        turn_off=_turn_off,
        details="newsletter.change",
        details_name=Text("Taal, thema’s of adres wijzigen", "Changer de langue, de thèmes ou d’adresse"),
    )
)
