"""What is kept of visits, why, and how long. Counts concern nobody; all else rests on consent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlalchemy import ColumnElement, or_

from cesi_site.accounts.models import Account
from cesi_site.core.consent import lifetime_days
from cesi_site.core.languages import Text
from cesi_site.register import Activity, Cookie, CookieKind, Ground, Holding, Impersonal, Person, Term, nobody
from cesi_site.register.book import Declaration
from cesi_site.visits.models import Interest, Subject, ViewedPage, Visit
from cesi_site.visits.purposes import (
    INTERESTS,
    INTERESTS_COOKIE,
    INTERESTS_PURPOSE,
    STATISTICS,
    STATISTICS_PURPOSE,
    VISITOR_COOKIE,
)

RAW = Term(months=13)
SUBJECTS = {
    Subject.TRAINING: Text("opleiding", "formation"),
    Subject.SERVICE: Text("dienst", "service"),
}

VISITS = Holding(
    key="visits.visits",
    name=Text("uw bezoeken", "vos visites"),
    model=Visit,
    subject=nobody,
    clock=Visit.began_at,
    kept=RAW,
    clock_in_words=Text("vanaf het bezoek", "à partir de la visite"),
    export={},
    impersonal=(
        Visit.visitor,
        Visit.began_at,
        Visit.last_at,
        Visit.pages,
        Visit.came_back,
        Visit.site,
        Visit.language,
        Visit.browser,
        Visit.system,
        Visit.network,
        Visit.country,
        Visit.region,
        Visit.referrer,
    ),
)

PAGES = Holding(
    key="visits.pages",
    name=Text("de pagina’s van uw bezoeken", "les pages de vos visites"),
    model=ViewedPage,
    on=Visit.id == ViewedPage.visit_id,
    subject=nobody,
    clock=Visit.began_at,
    kept=RAW,
    clock_in_words=Text("vanaf het bezoek", "à partir de la visite"),
    export={},
    impersonal=(ViewedPage.visit_id, ViewedPage.at, ViewedPage.page),
)


def _reader(person: Person) -> ColumnElement[bool]:
    """Find what a person read about by the account that the browser signed in to."""
    return or_(Account.id == person.account_id, Account.email.in_(sorted(person.emails)))


MINE = Holding(
    key="visits.interests",
    name=Text("over welke opleidingen en diensten u las", "les formations et services sur lesquels vous avez lu"),
    model=Interest,
    on=Account.id == Interest.account_id,
    subject=_reader,
    clock=Interest.last_at,
    kept=RAW,
    clock_in_words=Text("vanaf de laatste keer", "à partir de la dernière fois"),
    export={
        "interest": Interest.subject,
        "page": Interest.slug,
        "language": Interest.language,
        "times": Interest.views,
        "last": Interest.last_at,
    },
    words={"interest": SUBJECTS},
    impersonal=(Interest.reader, Interest.account_id),
)

UNKNOWN = Holding(
    key="visits.interests_of_browsers",
    name=Text(
        "over welke opleidingen en diensten een browser las, zonder te weten van wie",
        "les formations et services sur lesquels un navigateur a lu, sans savoir de qui",
    ),
    model=Interest,
    rows=Interest.account_id.is_(None),
    subject=nobody,
    clock=Interest.last_at,
    kept=RAW,
    clock_in_words=Text("vanaf de laatste keer", "à partir de la dernière fois"),
    export={},
    impersonal=(
        Interest.reader,
        Interest.account_id,
        Interest.subject,
        Interest.slug,
        Interest.language,
        Interest.views,
        Interest.last_at,
    ),
)

_TAKE_BACK = Text(
    "U trekt uw ja in op de pagina ‘Cookies’. Wat wij met die browser maten, wordt dan meteen gewist.",
    "Vous retirez votre oui à la page «\u00a0Cookies\u00a0». Ce que nous avons mesuré avec ce navigateur est alors "
    "effacé aussitôt.",
)

MEASURING = Activity(
    key="visits",
    name=Text("Wij meten bezoeken, als u ja zegt", "Nous mesurons les visites, si vous dites oui"),
    purpose=Text(
        "Wij willen weten wat bezoekers zoeken en waar ze afhaken, om onze websites te verbeteren.",
        "Nous voulons savoir ce que les visiteurs cherchent et où ils abandonnent, pour améliorer nos sites.",
    ),
    ground=Ground.CONSENT,
    ground_in_words=Text(
        "Wij meten pas na uw ja (artikel 10/2 van de wet van 30 juli 2018).",
        "Nous ne mesurons qu’après votre oui (article 10/2 de la loi du 30 juillet 2018).",
    ),
    persons=(Text("bezoekers die ja zeiden", "les visiteurs qui ont dit oui"),),
    data=(
        Text(
            "datum en uur, de pagina’s van een bezoek en hun aantal, en hoe lang het duurde",
            "la date et l’heure, les pages d’une visite et leur nombre, et sa durée",
        ),
        Text(
            "uw IP-adres, alleen om het land en de streek te vinden; daarna houden wij er het begin van over",
            "votre adresse IP, uniquement pour trouver le pays et la région ; nous n’en gardons ensuite que le début",
        ),
        Text(
            "de soort browser en systeem, de website waar u vandaan komt, en of u hier al eerder was",
            "le type de navigateur et de système, le site d’où vous venez, et si vous êtes déjà venu",
        ),
    ),
    source=Text("Uw browser, terwijl u leest.", "Votre navigateur, pendant que vous lisez."),
    obligatory=Text(
        "U mag nee zeggen: alles werkt hetzelfde. Dan tellen wij alleen hoe vaak een pagina op een dag gelezen wordt, "
        "door iedereen samen.",
        "Vous pouvez dire non : tout fonctionne pareil. Nous comptons alors seulement combien de fois une page est lue "
        "en un jour, par tous ensemble.",
    ),
    recipients=(
        Text(
            "de medewerkers voor communicatie en opleidingen zien cijfers, geen bezoekers",
            "les collaborateurs de la communication et des formations voient des chiffres, pas des visiteurs",
        ),
    ),
    processors=("hosting",),
    security=(
        Text(
            "bezoeken staan bij een code die wij niet naar een persoon kunnen terugrekenen",
            "les visites sont liées à un code irréversible qui ne mène à personne",
        ),
    ),
    details=(
        _TAKE_BACK,
        Text(
            "De cijfers van een dag blijven: hoeveel bezoeken, uit welk land, met welke browser. Ze gaan over niemand.",
            "Les chiffres d’un jour restent : combien de visites, de quel pays, avec quel navigateur. Ils ne "
            "concernent personne.",
        ),
    ),
    promises=("F1", "F5", "F7"),
    controllers=("cesi", "onemanagement"),
    holdings=(VISITS, PAGES),
)

FOLLOWING = Activity(
    key="interests",
    name=Text("Wij onthouden wat u interesseert, als u ja zegt", "Nous retenons vos intérêts, si vous dites oui"),
    purpose=Text(
        "Wij willen u in MyCESI opleidingen en diensten voorstellen die passen bij wat u hier leest.",
        "Nous voulons vous proposer, dans MyCESI, des formations et services qui correspondent à ce que vous lisez "
        "ici.",
    ),
    ground=Ground.CONSENT,
    ground_in_words=Text(
        "Wij onthouden dit pas na uw ja (artikel 10/2 van de wet van 30 juli 2018).",
        "Nous ne le retenons qu’après votre oui (article 10/2 de la loi du 30 juillet 2018).",
    ),
    persons=(Text("bezoekers die ja zeiden", "les visiteurs qui ont dit oui"),),
    data=(
        Text(
            "over welke opleidingen en diensten u las, hoe vaak en wanneer het laatst",
            "les formations et services sur lesquels vous avez lu, combien de fois et quand la dernière fois",
        ),
        Text(
            "uw account, zodra u zich met dezelfde browser in MyCESI aanmeldt",
            "votre compte, dès que vous vous connectez à MyCESI avec le même navigateur",
        ),
    ),
    source=Text("Uw browser, terwijl u leest.", "Votre navigateur, pendant que vous lisez."),
    obligatory=Text("U mag nee zeggen: alles werkt hetzelfde.", "Vous pouvez dire non : tout fonctionne pareil."),
    recipients=(
        Text(
            "niemand: voorstellen worden automatisch gekozen; medewerkers zien alleen aantallen",
            "personne : les propositions sont choisies automatiquement ; les collaborateurs ne voient que des nombres",
        ),
    ),
    processors=("hosting",),
    security=(
        Text(
            "wie zich verzet tegen voorstellen op maat, krijgt er geen, en wat wij onthielden wordt meteen gewist",
            "qui s’oppose aux propositions sur mesure n’en reçoit aucune, et ce que nous avions retenu est aussitôt "
            "effacé",
        ),
    ),
    details=(_TAKE_BACK,),
    promises=("F8", "H4", "K5"),
    controllers=("cesi", "onemanagement"),
    holdings=(MINE, UNKNOWN),
)


def _cookie(name: str, purpose: str, kind: CookieKind, told: Text, consent_months: int) -> Cookie:
    return Cookie(
        name=name,
        provider=Text("CESI", "CESI"),
        kind=kind,
        purpose=told,
        life=dt.timedelta(days=lifetime_days(consent_months)),
        shared=True,
        needs_consent=purpose,
    )


def _visitor_cookie(consent_months: int) -> Cookie:
    told = Text(
        "Herkent uw browser, om bezoeken te meten. Alleen als u ja zegt.",
        "Reconnaît votre navigateur, pour mesurer les visites. Uniquement si vous dites oui.",
    )
    return _cookie(VISITOR_COOKIE, STATISTICS, CookieKind.STATISTICS, told, consent_months)


def _interests_cookie(consent_months: int) -> Cookie:
    told = Text(
        "Herkent uw browser, om te onthouden over welke opleidingen en diensten u leest. Alleen als u ja zegt.",
        "Reconnaît votre navigateur, pour retenir les formations et services sur lesquels vous lisez. Uniquement si "
        "vous dites oui.",
    )
    return _cookie(INTERESTS_COOKIE, INTERESTS, CookieKind.MARKETING, told, consent_months)


def declarations(*, visits: bool, interests: bool, consent_months: int) -> tuple[Declaration, ...]:
    """Return what is declared of visits; purposes and cookies only where they are switched on."""
    measuring = (STATISTICS_PURPOSE, _visitor_cookie(consent_months)) if visits else ()
    following = (INTERESTS_PURPOSE, _interests_cookie(consent_months)) if visits and interests else ()
    return (
        *measuring,
        *following,
        replace(MEASURING, running=visits),
        replace(FOLLOWING, running=visits and interests),
        Impersonal("page_count", "how often a page was read on a day, by all together"),
        Impersonal("visit_figure", "visits of a day in numbers, by country, browser and the like"),
    )
