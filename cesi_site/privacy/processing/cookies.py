"""What is kept of a choice about cookies, why, and how long."""

from __future__ import annotations

import datetime as dt

from cesi_site.core.consent import COOKIE, lifetime_days
from cesi_site.core.languages import Text
from cesi_site.privacy.models import CookieChoice
from cesi_site.register import Activity, Cookie, CookieKind, Ground, Holding, Impersonal, Keep, Term, nobody
from cesi_site.register.book import Declaration

# A visit that was measured with consent is kept for so long: until then the consent must be provable.
LONGEST_USE_MONTHS = 13

PROOF = Text(
    "Wij moeten kunnen aantonen dat u ja of nee zei (artikel 7.1 AVG). Wie u bent, staat er niet bij.",
    "Nous devons pouvoir démontrer que vous avez dit oui ou non (article 7.1 du RGPD). Votre identité n’y figure pas.",
)


def _choices(consent_months: int) -> Holding:
    return Holding(
        key="privacy.cookie_choices",
        name=Text("uw keuze over cookies", "votre choix en matière de cookies"),
        model=CookieChoice,
        subject=nobody,
        clock=CookieChoice.at,
        kept=Term(months=consent_months + LONGEST_USE_MONTHS),
        clock_in_words=Text("vanaf de dag van uw keuze", "à partir du jour de votre choix"),
        export={},
        impersonal=(
            CookieChoice.number,
            CookieChoice.at,
            CookieChoice.granted,
            CookieChoice.refused,
            CookieChoice.version,
            CookieChoice.text,
            CookieChoice.language,
            CookieChoice.site,
        ),
        on_erasure=Keep(PROOF),
    )


def _activity(consent_months: int) -> Activity:
    return Activity(
        key="cookie_choice",
        name=Text("U kiest welke cookies mogen", "Vous choisissez les cookies que vous permettez"),
        purpose=Text(
            "Wij bewaren wat u koos, om het te volgen en om te kunnen aantonen dat u ja of nee zei. Het staat bij een "
            "willekeurig nummer, niet bij uw naam.",
            "Nous conservons votre choix, pour le suivre et pour pouvoir démontrer que vous avez dit oui ou non. Il "
            "est lié à un numéro pris au hasard, pas à votre nom.",
        ),
        ground=Ground.LEGAL_DUTY,
        ground_in_words=Text(
            "Wie toestemming vraagt, moet kunnen aantonen dat ze gegeven is (artikel 7.1 AVG).",
            "Qui demande un consentement doit pouvoir démontrer qu’il a été donné (article 7.1 du RGPD).",
        ),
        persons=(Text("bezoekers die over cookies kiezen", "les visiteurs qui choisissent leurs cookies"),),
        data=(
            Text(
                "een willekeurig nummer, het tijdstip, de taal, de vraag die u las en uw antwoord per doel",
                "un numéro pris au hasard, le moment, la langue, la question lue et votre réponse par finalité",
            ),
        ),
        source=Text("Uw keuze op een van onze pagina’s.", "Votre choix sur une de nos pages."),
        obligatory=Text(
            "U hoeft niet te kiezen. Zonder keuze plaatsen wij alleen wat strikt noodzakelijk is.",
            "Vous n’êtes pas obligé de choisir. Sans choix, nous ne plaçons que ce qui est strictement nécessaire.",
        ),
        recipients=(
            Text(
                "de functionaris voor gegevensbescherming, bij een controle",
                "le délégué à la protection des données, lors d’un contrôle",
            ),
        ),
        processors=("hosting",),
        security=(
            Text(
                "onze server laat geen cookie vertrekken die u niet toestaat",
                "notre serveur ne laisse partir aucun cookie que vous ne permettez pas",
            ),
        ),
        promises=("F2", "F6", "F9"),
        holdings=(_choices(consent_months),),
    )


def _cookie(consent_months: int) -> Cookie:
    return Cookie(
        name=COOKIE,
        provider=Text("CESI", "CESI"),
        kind=CookieKind.NECESSARY,
        purpose=Text(
            "Onthoudt uw keuze over cookies. Deze cookie wordt pas geplaatst als u kiest.",
            "Retient votre choix en matière de cookies. Ce cookie n’est placé que si vous choisissez.",
        ),
        life=dt.timedelta(days=lifetime_days(consent_months)),
        shared=True,
    )


def declarations(consent_months: int) -> tuple[Declaration, ...]:
    """Return what is declared about the choice, which holds for `consent_months`."""
    return (
        _activity(consent_months),
        _cookie(consent_months),
        Impersonal("dropped_cookie", "names of cookies that the gate did not let out, and how often, by day"),
    )
