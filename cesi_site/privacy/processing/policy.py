"""What is kept when people are told of a change in the policy, why, and how long."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from cesi_site.accounts.models import Account
from cesi_site.core.languages import Text
from cesi_site.privacy.models import PolicyNotice
from cesi_site.register import Activity, Follow, Ground, Holding, Impersonal, Person, Term


def _holder(person: Person) -> ColumnElement[bool]:
    """Find notices by the account they were given to, or by its address."""
    by_email = Account.email.in_(sorted(person.emails))
    return by_email if person.account_id is None else or_(by_email, Account.id == person.account_id)


NOTICES = Holding(
    key="privacy.policy_notices",
    name=Text(
        "dat wij u een wijziging van dit beleid meldden",
        "le fait que nous vous avons annoncé un changement de politique",
    ),
    model=PolicyNotice,
    on=Account.id == PolicyNotice.account_id,
    subject=_holder,
    clock=PolicyNotice.told_at,
    kept=Term(months=36),
    clock_in_words=Text("vanaf de melding", "à partir de l’annonce"),
    export={"told": PolicyNotice.told_at, "read": PolicyNotice.read_at},
    impersonal=(PolicyNotice.account_id, PolicyNotice.edition_id),
    on_erasure=Follow(),
)

POLICY = Activity(
    key="policy",
    name=Text("Wij melden u een nieuw beleid", "Nous vous annonçons une nouvelle politique"),
    purpose=Text(
        "Verandert er iets belangrijks aan dit beleid, dan zeggen wij het u per e-mail en in MyCESI.",
        "Si un point important de cette politique change, nous vous le disons par e-mail et dans MyCESI.",
    ),
    ground=Ground.LEGAL_DUTY,
    ground_in_words=Text(
        "Wij moeten u tijdig en duidelijk zeggen wat wij met uw gegevens doen (artikelen 12, 13 en 14 AVG).",
        "Nous devons vous dire à temps et clairement ce que nous faisons de vos données (articles 12, 13 et 14 du "
        "RGPD).",
    ),
    persons=(Text("wie een account heeft bij MyCESI", "les personnes qui ont un compte MyCESI"),),
    data=(
        Text(
            "uw naam, e-mailadres en taal, uit uw account", "vos nom, adresse e-mail et langue, tirés de votre compte"
        ),
        Text(
            "wanneer wij het meldden, en wanneer u zei dat u het las",
            "quand nous l’avons annoncé, et quand vous avez dit l’avoir lu",
        ),
    ),
    source=Text("Dit komt uit uw account bij MyCESI.", "Cela vient de votre compte MyCESI."),
    obligatory=Text(
        "U hoeft niets te doen. Op ‘gelezen’ klikken is niet verplicht.",
        "Vous ne devez rien faire. Cliquer sur « lu » n’est pas obligatoire.",
    ),
    recipients=(
        Text(
            "niemand anders dan uzelf; onze functionaris ziet alleen aantallen",
            "personne d’autre que vous ; notre délégué ne voit que des nombres",
        ),
    ),
    processors=("hosting", "mail"),
    security=(
        Text("een wijziging van het beleid melden wij u één keer", "nous vous annonçons un changement une seule fois"),
    ),
    promises=("A1", "K1", "I1"),
    holdings=(NOTICES,),
)

DECLARATIONS = (
    POLICY,
    Impersonal("policy_edition", "the policy as everybody could read it"),
)
