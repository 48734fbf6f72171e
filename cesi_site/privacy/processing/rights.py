"""What is kept when somebody uses their rights, why, and how long."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from cesi_site.core.languages import Text
from cesi_site.privacy.ledger import KEPT, email_hash
from cesi_site.privacy.models import DataLink, ErasureEntry, ErasureReceipt, RightsEvent, RightsRequest
from cesi_site.register import Activity, Elsewhere, Ground, Holding, Keep, Person, Term, by_address, nobody

DECISION = Text("vanaf de dag waarop wij beslisten", "à partir du jour de notre décision")
TO_PROVE = Text(
    "Wij moeten kunnen aantonen dat wij uw vraag op tijd en juist beantwoord hebben (artikelen 5.2 en 17.3.e AVG).",
    "Nous devons pouvoir démontrer que votre demande a été traitée à temps et correctement (articles 5.2 et 17.3.e du "
    "RGPD).",
)


def _asker(person: Person) -> ColumnElement[bool]:
    """Find links by their address, and by the account that made them."""
    by_email = DataLink.email.in_(sorted(person.emails))
    return by_email if person.account_id is None else or_(by_email, DataLink.account_id == person.account_id)


LINKS = Holding(
    key="privacy.links",
    name=Text("dat u vroeg om uw gegevens te zien", "le fait que vous avez demandé à voir vos données"),
    model=DataLink,
    subject=_asker,
    clock=DataLink.asked_at,
    kept=Term(days=1),
    clock_in_words=Text("vanaf uw vraag", "à partir de votre demande"),
    export={"email": DataLink.email, "language": DataLink.language, "asked": DataLink.asked_at},
    provided=(DataLink.email, DataLink.language),
    impersonal=(DataLink.account_id,),
)

REQUESTS = Holding(
    key="privacy.requests",
    name=Text("uw vraag over uw rechten", "votre demande concernant vos droits"),
    model=RightsRequest,
    subject=by_address(RightsRequest.email),
    clock=RightsRequest.decided_at,
    kept=Term(months=36),
    clock_in_words=DECISION,
    export={
        "right": RightsRequest.right,
        "channel": RightsRequest.channel,
        "name": RightsRequest.name,
        "email": RightsRequest.email,
        "postal_address": RightsRequest.postal_address,
        "language": RightsRequest.language,
        "message": RightsRequest.message,
        "identity": RightsRequest.identity,
        "state": RightsRequest.state,
        "received": RightsRequest.received_at,
        "due": RightsRequest.due_on,
        "extended": RightsRequest.extended_to,
        "reason": RightsRequest.extension_reason,
        "decided": RightsRequest.decided_at,
        "decision": RightsRequest.decision,
    },
    provided=(
        RightsRequest.right,
        RightsRequest.name,
        RightsRequest.email,
        RightsRequest.postal_address,
        RightsRequest.language,
        RightsRequest.message,
    ),
    impersonal=(
        RightsRequest.submission,
        RightsRequest.suspicions,
        RightsRequest.alarms,
        RightsRequest.owner_id,
    ),
    on_erasure=Keep(TO_PROVE),
)

HISTORY = Holding(
    key="privacy.request_history",
    name=Text("wat er met die vraag gebeurde", "le suivi de cette demande"),
    model=RightsEvent,
    on=RightsRequest.id == RightsEvent.request_id,
    subject=by_address(RightsRequest.email),
    clock=RightsRequest.decided_at,
    kept=Term(months=36),
    clock_in_words=DECISION,
    export={"at": RightsEvent.at, "act": RightsEvent.act, "words": RightsEvent.words},
    impersonal=(RightsEvent.request_id, RightsEvent.actor_id),
    on_erasure=Keep(TO_PROVE),
)

RECEIPTS = Holding(
    key="privacy.receipts",
    name=Text(
        "hoeveel er van elke soort gewist is, zonder te weten van wie",
        "le nombre d’éléments effacés de chaque sorte, sans savoir de qui",
    ),
    model=ErasureReceipt,
    subject=nobody,
    clock=ErasureReceipt.at,
    kept=Term(months=36),
    clock_in_words=Text("vanaf de wissing", "à partir de l’effacement"),
    export={},
    impersonal=(ErasureReceipt.at, ErasureReceipt.language, ErasureReceipt.body),
)

TO_FORGET = Text(
    "Zonder deze code zouden uw gegevens terugkomen als wij ooit een reservekopie moeten gebruiken (artikelen 17.1 en "
    "32 AVG).",
    "Sans ce code, vos données reviendraient si nous devions un jour utiliser une copie de sauvegarde (articles 17.1 "
    "et 32 du RGPD).",
)


def _erased(person: Person) -> ColumnElement[bool]:
    """Find entries by the keyed hash of an address."""
    return ErasureEntry.email_hash.in_(sorted(email_hash(email) for email in person.emails))


LEDGER = Holding(
    key="privacy.erasures",
    name=Text(
        "een code die van een gewist adres gemaakt is, zodat het gewist blijft",
        "un code tiré d’une adresse effacée, afin qu’elle le reste",
    ),
    model=ErasureEntry,
    subject=_erased,
    clock=ErasureEntry.at,
    kept=KEPT,
    clock_in_words=Text(
        "vanaf de wissing; oudere reservekopieën gebruiken wij niet",
        "à partir de l’effacement ; nous n’utilisons pas de copies de sauvegarde plus anciennes",
    ),
    export={"when": ErasureEntry.at},
    impersonal=(ErasureEntry.number, ErasureEntry.email_hash, ErasureEntry.name_hash),
    on_erasure=Keep(TO_FORGET),
)

LEDGER_COPY = Elsewhere(
    key="privacy.erasures_copy",
    name=Text("een kopie van die codes, buiten de databank", "une copie de ces codes, hors de la base de données"),
    kept_in_words=Text("even lang als de codes zelf", "aussi longtemps que les codes eux-mêmes"),
    cleared=Text("elke nacht opnieuw geschreven", "réécrite chaque nuit"),
)

MY_DATA = Activity(
    key="my_data",
    name=Text("U bekijkt uw gegevens, of wist ze", "Vous consultez ou effacez vos données"),
    purpose=Text(
        "Wij gebruiken uw adres om u een link naar uw gegevens te sturen, en voor niets anders.",
        "Nous utilisons votre adresse pour vous envoyer un lien vers vos données, et pour rien d’autre.",
    ),
    ground=Ground.LEGAL_DUTY,
    ground_in_words=Text(
        "Wij moeten u uw gegevens tonen en ze wissen als u dat vraagt, zonder ze aan een ander te geven (artikelen 12, "
        "15 en 17 AVG).",
        "Nous devons vous montrer vos données et les effacer à votre demande, sans les donner à un autre (articles 12, "
        "15 et 17 du RGPD).",
    ),
    persons=(Text("wie de eigen gegevens vraagt of wist", "les personnes qui demandent ou effacent leurs données"),),
    data=(
        Text("uw e-mailadres en uw taal", "votre adresse e-mail et votre langue"),
        Text(
            "na een wissing: aantallen per soort, en een code waaruit uw adres niet af te leiden is",
            "après un effacement : des nombres par sorte, et un code dont votre adresse ne peut être déduite",
        ),
    ),
    source=Text("U geeft ons deze gegevens zelf.", "Vous nous donnez ces données vous-même."),
    obligatory=Text(
        "U hoeft niets te vragen. Zonder adres weten wij niet welke gegevens van u zijn.",
        "Rien ne vous oblige à demander. Sans adresse, nous ne savons pas quelles données sont les vôtres.",
    ),
    recipients=(Text("niemand anders dan uzelf", "personne d’autre que vous"),),
    processors=("hosting", "mail"),
    security=(
        Text(
            "een link naar uw gegevens werkt één uur en opent alleen wat bij uw eigen adres hoort",
            "un lien vers vos données fonctionne une heure et n’ouvre que ce qui se rapporte à votre propre adresse",
        ),
        Text(
            "de code van een gewist adres is gemaakt met een sleutel die apart bewaard wordt",
            "le code d’une adresse effacée est fait avec une clé conservée à part",
        ),
    ),
    promises=("K2", "K3", "K4", "K6", "I1"),
    holdings=(LINKS, RECEIPTS, LEDGER),
    elsewhere=(LEDGER_COPY,),
)

RIGHTS = Activity(
    key="rights",
    name=Text("U gebruikt uw rechten", "Vous exercez vos droits"),
    purpose=Text(
        "Wij gebruiken deze gegevens om te antwoorden op uw vraag over uw gegevens, en om te kunnen aantonen dat wij "
        "dat deden.",
        "Nous utilisons ces données pour répondre à votre demande au sujet de vos données, et pour pouvoir démontrer "
        "que nous l’avons fait.",
    ),
    ground=Ground.LEGAL_DUTY,
    ground_in_words=Text(
        "Wij moeten uw rechten mogelijk maken en binnen een maand antwoorden (artikel 12 AVG).",
        "Nous devons faciliter l’exercice de vos droits et répondre dans le mois (article 12 du RGPD).",
    ),
    persons=(
        Text("wie een recht over zijn gegevens gebruikt", "les personnes qui exercent un droit sur leurs données"),
    ),
    data=(
        Text("uw e-mailadres en uw taal", "votre adresse e-mail et votre langue"),
        Text(
            "bij een vraag die wij moeten beantwoorden: uw naam, uw bericht en, voor een brief, uw postadres",
            "pour une demande à laquelle nous devons répondre : votre nom, votre message et, pour une lettre, votre "
            "adresse postale",
        ),
        Text(
            "wat er met uw vraag gebeurde: elke stap, ons antwoord en de termijn",
            "le suivi de votre demande : chaque étape, notre réponse et le délai",
        ),
    ),
    source=Text("U geeft ons deze gegevens zelf.", "Vous nous donnez ces données vous-même."),
    obligatory=Text(
        "U bent niet verplicht iets te vragen. Zonder een adres kunnen wij u niet antwoorden. Een kopie van uw "
        "identiteitskaart vragen wij niet.",
        "Rien ne vous oblige à demander quoi que ce soit. Sans adresse, nous ne pouvons pas vous répondre. Nous ne "
        "demandons pas de copie de votre carte d’identité.",
    ),
    recipients=(
        Text("de functionaris voor gegevensbescherming", "le délégué à la protection des données"),
        Text(
            "het team dat uw gegevens kent, als het moet helpen zoeken",
            "l’équipe qui connaît vos données, si elle doit aider à chercher",
        ),
    ),
    processors=("hosting", "mail"),
    security=(
        Text(
            "de functionaris ziet aantallen, en opent gegevens alleen om te antwoorden; elke stap staat in het logboek",
            "le délégué voit des nombres et n’ouvre les données que pour répondre ; chaque étape figure au journal",
        ),
    ),
    promises=("K3", "K7", "I1"),
    holdings=(REQUESTS, HISTORY),
)

DECLARATIONS = (MY_DATA, RIGHTS)
