"""What is kept of a breach of personal data, why, and how long."""

from __future__ import annotations

from cesi_site.core.languages import Text
from cesi_site.privacy.models import Breach, BreachEvent
from cesi_site.register import Activity, Ground, Holding, Keep, Term, nobody

CLOSED = Text("vanaf de dag waarop wij het afsloten", "à partir du jour de la clôture")
DOCUMENTED = Text(
    "Wij moeten elk incident met gegevens kunnen voorleggen aan de toezichthouder (artikel 33.5 AVG).",
    "Nous devons pouvoir présenter chaque incident à l’autorité de contrôle (article 33.5 du RGPD).",
)

BREACHES = Holding(
    key="privacy.breaches",
    name=Text("wat er bij een incident met gegevens gebeurde", "ce qui s’est passé lors d’un incident"),
    model=Breach,
    subject=nobody,
    clock=Breach.closed_at,
    kept=Term(months=36),
    clock_in_words=CLOSED,
    export={},
    impersonal=(
        Breach.title,
        Breach.happened_at,
        Breach.known_at,
        Breach.harm,
        Breach.risk,
        Breach.facts,
        Breach.persons,
        Breach.effects,
        Breach.measures,
        Breach.tell_authority,
        Breach.authority_reasons,
        Breach.authority_told_at,
        Breach.tell_persons,
        Breach.persons_reasons,
        Breach.persons_told_at,
        Breach.alarms,
        Breach.noted_at,
        Breach.closed_at,
    ),
    on_erasure=Keep(DOCUMENTED),
)

STEPS = Holding(
    key="privacy.breach_steps",
    name=Text("de stappen die wij dan namen", "les mesures que nous avons alors prises"),
    model=BreachEvent,
    on=Breach.id == BreachEvent.breach_id,
    subject=nobody,
    clock=Breach.closed_at,
    kept=Term(months=36),
    clock_in_words=CLOSED,
    export={},
    impersonal=(BreachEvent.breach_id, BreachEvent.at, BreachEvent.act, BreachEvent.actor_id, BreachEvent.words),
    on_erasure=Keep(DOCUMENTED),
)

INCIDENTS = Activity(
    key="breaches",
    name=Text("Er loopt iets mis met gegevens", "Un incident touche des données"),
    purpose=Text(
        "Wij schrijven op wat er gebeurde en wat wij eraan deden, en melden het aan wie het moet weten.",
        "Nous notons ce qui s’est passé et ce que nous avons fait, et le disons à qui doit le savoir.",
    ),
    ground=Ground.LEGAL_DUTY,
    ground_in_words=Text(
        "Wij moeten elk incident bijhouden, en het melden als het een risico inhoudt (artikelen 33 en 34 AVG).",
        "Nous devons consigner chaque incident, et le signaler s’il présente un risque (articles 33 et 34 du RGPD).",
    ),
    persons=(
        Text("wie bij een incident betrokken is, zonder naam", "les personnes touchées par un incident, sans nom"),
    ),
    data=(
        Text("wat er gebeurde, wanneer, en wat de gevolgen zijn", "ce qui s’est passé, quand, et les conséquences"),
        Text("om hoeveel mensen en welke soorten gegevens het gaat", "le nombre de personnes et les types de données"),
        Text("wat wij beslisten, en waarom", "nos décisions, et leurs raisons"),
    ),
    source=Text("Onze medewerkers schrijven dit op.", "Nos collaborateurs notent cela."),
    obligatory=Text("U hoeft hiervoor niets te geven.", "Vous ne devez rien donner pour cela."),
    recipients=(
        Text("de functionaris voor gegevensbescherming", "le délégué à la protection des données"),
        Text(
            "de toezichthouder, als er een risico is of als hij het vraagt",
            "l’autorité de contrôle, en cas de risque ou à sa demande",
        ),
    ),
    processors=("hosting", "mail"),
    security=(
        Text(
            "bij een incident waarschuwt het systeem de functionaris ruim voor de 72 uur om zijn",
            "en cas d’incident, le système avertit le délégué bien avant la fin des 72 heures",
        ),
    ),
    promises=("H5", "I1"),
    holdings=(BREACHES, STEPS),
)

DECLARATIONS = (INCIDENTS,)
