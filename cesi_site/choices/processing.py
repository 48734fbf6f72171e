"""What is kept of people's choices: to prove them, and to honour them after everything else is gone."""

from __future__ import annotations

from sqlalchemy import ColumnElement, SQLColumnExpression

from cesi_site.choices import checking  # noqa: F401 - it registers its checks
from cesi_site.choices.hashing import email_hash
from cesi_site.choices.models import KEPT, Address, Choice, FormerAddress, Restriction, Suppression
from cesi_site.choices.words import BARRED, DECISIONS, METHODS, REASONS, USES
from cesi_site.core.languages import Text
from cesi_site.register import Activity, Ground, Holding, Keep, Person, Term, by_address
from cesi_site.register.holdings import Subject

LAST_CONTACT = Text(
    "vanaf de dag waarop u zelf voor het laatst iets deed (bevestigen, wijzigen, ons schrijven, u aanmelden)",
    "à partir du jour de votre dernier acte (confirmer, modifier, nous écrire, vous connecter)",
)


def by_hash(column: SQLColumnExpression[str]) -> Subject:
    """Find a person's rows by a column that holds the keyed hash of an address."""

    def subject(person: Person) -> ColumnElement[bool]:
        return column.in_(sorted(email_hash(email) for email in person.emails))

    return subject


PROOFS = Holding(
    key="choices.proofs",
    name=Text("wat u koos, met het bewijs ervan", "vos choix, et leur preuve"),
    model=Choice,
    on=Address.id == Choice.address_id,
    subject=by_address(Address.email),
    clock=Address.last_contact_at,
    kept=KEPT,
    clock_in_words=LAST_CONTACT,
    export={
        "use": Choice.use,
        "decision": Choice.decision,
        "when": Choice.at,
        "how": Choice.method,
        "text_version": Choice.text_version,
        "text": Choice.text,
        "language": Choice.language,
        "page": Choice.page,
    },
    words={"use": USES, "decision": DECISIONS, "how": METHODS},
    impersonal=(Choice.address_id, Choice.by_account),
)

ADDRESSES = Holding(
    key="choices.addresses",
    name=Text(
        "uw e-mailadres en de dag van uw laatste handeling", "votre adresse e-mail et le jour de votre dernier acte"
    ),
    model=Address,
    subject=by_address(Address.email),
    clock=Address.last_contact_at,
    kept=KEPT,
    clock_in_words=LAST_CONTACT,
    export={"email": Address.email, "last_contact": Address.last_contact_at, "since": Address.created_at},
    provided=(Address.email,),
    impersonal=(Address.email_hash,),
)

FORMER_LINKS = Holding(
    key="choices.former_links",
    name=Text(
        "dat u vroeger een ander adres had (zonder dat adres)", "le fait que vous aviez une autre adresse (sans elle)"
    ),
    model=FormerAddress,
    on=Address.id == FormerAddress.address_id,
    subject=by_address(Address.email),
    clock=Address.last_contact_at,
    kept=KEPT,
    clock_in_words=LAST_CONTACT,
    export={},
    impersonal=(FormerAddress.address_id,),
)

TO_HONOUR = Text(
    "Artikel 21.3 AVG: wie zich uitschreef of bezwaar maakte, mag niet opnieuw op een lijst komen.",
    "Article 21.3 du RGPD : qui s’est désinscrit ou opposé ne peut pas se retrouver sur une liste.",
)

SUPPRESSIONS = Holding(
    key="choices.suppressions",
    name=Text(
        "een code die van uw adres gemaakt is, zodat wij u niet opnieuw schrijven",
        "un code tiré de votre adresse, afin de ne plus vous écrire",
    ),
    model=Suppression,
    subject=by_hash(Suppression.email_hash),
    clock=Suppression.review_on,
    kept=Term(months=12),
    clock_in_words=Text(
        "na de dag waarop wij nagaan of de code nog nodig is; dat doen wij om de drie jaar",
        "après le jour où nous vérifions si le code est encore nécessaire, ce que nous faisons tous les trois ans",
    ),
    export={
        "use": Suppression.use,
        "reason": Suppression.reason,
        "since": Suppression.since,
        "review": Suppression.review_on,
    },
    words={"use": {**USES, **BARRED}, "reason": REASONS},
    impersonal=(Suppression.email_hash,),
    on_erasure=Keep(law=TO_HONOUR),
    law=TO_HONOUR,
)

RESTRICTIONS = Holding(
    key="choices.restrictions",
    name=Text(
        "dat uw gegevens een tijd niet gebruikt worden", "le fait que vos données ne sont pas utilisées un temps"
    ),
    model=Restriction,
    subject=by_hash(Restriction.email_hash),
    clock=Restriction.ended_at,
    kept=KEPT,
    clock_in_words=Text("vanaf het einde van die beperking", "à partir de la fin de cette limitation"),
    export={"reason": Restriction.reason, "since": Restriction.since, "until": Restriction.ended_at},
    impersonal=(Restriction.email_hash,),
)

CHOICES = Activity(
    key="choices",
    name=Text("Uw keuzes onthouden", "Retenir vos choix"),
    purpose=Text(
        "Wij houden bij waarvoor wij uw adres mogen gebruiken en waarvoor niet, en kunnen dat bewijzen.",
        "Nous notons ce que nous pouvons faire ou non de votre adresse, et pouvons le prouver.",
    ),
    ground=Ground.LEGAL_DUTY,
    ground_in_words=Text(
        "Wij moeten kunnen bewijzen dat u toestemde (artikel 7.1 AVG), en wie weigert niet meer schrijven "
        "(artikel 21.3 AVG).",
        "Nous devons pouvoir prouver votre consentement (article 7.1 du RGPD) et ne plus écrire à qui le refuse "
        "(article 21.3 du RGPD).",
    ),
    persons=(
        Text(
            "wie op de nieuwsbrief ingeschreven is of was", "les personnes abonnées à la newsletter, ou qui l’ont été"
        ),
        Text("wie een keuze maakte over zijn gegevens", "les personnes qui ont fait un choix sur leurs données"),
    ),
    data=(
        Text("uw e-mailadres", "votre adresse e-mail"),
        Text(
            "wat u koos, wanneer, op welke pagina, in welke taal en met welke tekst voor u",
            "ce que vous avez choisi, quand, sur quelle page, dans quelle langue et devant quel texte",
        ),
        Text(
            "na een uitschrijving of een bezwaar: een code waaruit uw adres niet af te leiden is",
            "après une désinscription ou une opposition : un code dont votre adresse ne peut être déduite",
        ),
    ),
    source=Text("Deze gegevens ontstaan door wat u kiest.", "Ces données naissent de vos choix."),
    obligatory=Text(
        "U hoeft niets te kiezen. Kiest u wel iets, dan moeten wij dat onthouden om het na te leven.",
        "Vous ne devez rien choisir. Si vous choisissez, nous devons nous en souvenir pour respecter ce choix.",
    ),
    recipients=(
        Text("het team dat de nieuwsbrief maakt", "l’équipe qui fait la newsletter"),
        Text("de functionaris voor gegevensbescherming", "le délégué à la protection des données"),
    ),
    processors=("hosting",),
    security=(
        Text(
            "de code van uw adres is gemaakt met een sleutel die apart bewaard wordt",
            "le code de votre adresse est fait avec une clé conservée à part",
        ),
    ),
    promises=("B1", "B4", "B7", "I1", "K5"),
    holdings=(PROOFS, ADDRESSES, FORMER_LINKS, SUPPRESSIONS, RESTRICTIONS),
)

DECLARATIONS = (CHOICES,)
