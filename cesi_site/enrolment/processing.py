"""What the catalogue keeps about people: who teaches."""

from __future__ import annotations

from cesi_site.core.languages import Text
from cesi_site.enrolment.models import SessionTrainer, TrainingSession
from cesi_site.enrolment.request_processing import DECLARATIONS as REQUESTS
from cesi_site.register import Activity, Ground, Holding, Impersonal, Term, nobody

TRAINERS = Holding(
    key="enrolment.trainers",
    name=Text("de naam van de lesgever van een sessie", "le nom du formateur d’une session"),
    model=SessionTrainer,
    on=TrainingSession.id == SessionTrainer.session_id,
    subject=nobody,
    clock=TrainingSession.ends_at,
    kept=Term(months=36),
    clock_in_words=Text("vanaf de laatste dag van de sessie", "à partir du dernier jour de la session"),
    export={"name": SessionTrainer.name},
    impersonal=(SessionTrainer.session_id,),
)

TEACHING = Activity(
    key="teaching",
    name=Text("U geeft een opleiding", "Vous donnez une formation"),
    purpose=Text(
        "Wij vermelden wie een opleiding geeft, zodat deelnemers weten van wie zij les krijgen.",
        "Nous indiquons qui donne une formation, pour que les participants sachent qui leur donne cours.",
    ),
    ground=Ground.LEGITIMATE_INTEREST,
    ground_in_words=Text(
        "Wie een opleiding kiest, wil weten wie ze geeft. Daarom staat de naam van de lesgever bij de sessie.",
        "Qui choisit une formation veut savoir qui la donne. C’est pourquoi le nom du formateur figure à côté de la "
        "session.",
    ),
    balancing=Text(
        "Wij vermelden alleen uw naam, bij de sessies die u geeft. U weet dat wanneer u de opdracht "
        "aanvaardt, en u mag vragen om hem weg te laten. Uw belangen lijden er dus niet onder.",
        "Nous indiquons uniquement votre nom, pour les sessions que vous donnez. Vous le savez quand vous acceptez la "
        "mission, et vous pouvez demander de ne pas le mentionner. Vos intérêts n’en souffrent donc pas.",
    ),
    persons=(Text("lesgevers", "les formateurs et formatrices"),),
    data=(Text("uw naam en de sessies die u geeft", "votre nom et les sessions que vous donnez"),),
    source=Text(
        "U geeft ons uw naam zelf, of het bureau waarvoor u les geeft, doet dat.",
        "Vous nous donnez votre nom vous-même, ou le bureau pour lequel vous donnez cours le fait.",
    ),
    obligatory=Text(
        "U bent daartoe niet verplicht: een sessie kan zonder de naam van de lesgever worden aangekondigd.",
        "Rien ne vous y oblige : une session peut être annoncée sans le nom du formateur.",
    ),
    recipients=(
        Text("wie de opleidingscatalogus leest", "les lecteurs du catalogue des formations"),
        Text(
            "het team van OneManagement, voor de opleidingen die het organiseert",
            "l’équipe de OneManagement, pour les formations qu’elle organise",
        ),
    ),
    processors=("hosting",),
    security=(
        Text(
            "alleen wie opleidingen beheert, kan de namen wijzigen",
            "seule la gestion des formations peut modifier les noms",
        ),
    ),
    promises=("C1", "I1"),
    holdings=(TRAINERS,),
)

NO_PERSONS = "facts of the catalogue, with no person in them"

DECLARATIONS = (
    TEACHING,
    *REQUESTS,
    *(
        Impersonal(table, NO_PERSONS)
        for table in (
            "training",
            "training_theme",
            "training_recognition",
            "training_recognised",
            "training_venue",
            "training_word",
            "training_session",
            "training_session_part",
            "cancellation_policy",
            "cancellation_step",
        )
    ),
)
