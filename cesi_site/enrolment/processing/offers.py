"""Offers made to measure and figures, from who attended what (promises C4 and C5)."""

from __future__ import annotations

from sqlalchemy import and_

from cesi_site.core.languages import Text
from cesi_site.enrolment.models import Enrolment, Participant, TrainingSession
from cesi_site.enrolment.processing.enrolments import KEPT, LAST_DAY, TEAM
from cesi_site.enrolment.states import Attendance
from cesi_site.register import Activity, Anonymise, Ground, Holding, by_address

ATTENDED = Holding(
    key="enrolment.attended",
    name=Text("de opleidingen die u volgde, voor voorstellen", "les formations suivies, pour des propositions"),
    model=Participant,
    on=and_(Enrolment.id == Participant.enrolment_id, TrainingSession.id == Enrolment.session_id),
    rows=Participant.attendance == Attendance.PRESENT,
    subject=by_address(Participant.email),
    clock=TrainingSession.ends_at,
    kept=KEPT,
    clock_in_words=LAST_DAY,
    export={"training": Participant.training, "function": Participant.function, "email": Participant.email},
    on_erasure=Anonymise({Participant.email: None, Participant.function: None}),
)

OFFERS = Activity(
    key="offers",
    name=Text("Wij stellen u opleidingen op maat voor", "Nous vous proposons des formations sur mesure"),
    purpose=Text(
        "Wij kijken welke opleidingen u volgde om u een bijscholing of een volgende opleiding voor te stellen, en "
        "tellen zonder namen hoeveel mensen elke opleiding volgen om het aanbod bij te sturen.",
        "Nous regardons quelles formations vous avez suivies pour vous proposer un recyclage ou une formation "
        "suivante, et comptons sans les noms qui suit quelle formation pour adapter l’offre.",
    ),
    ground=Ground.LEGITIMATE_INTEREST,
    ground_in_words=Text(
        "Wie een opleiding volgde, is gebaat bij een herinnering aan de bijscholing. Voor ons is het een manier om een "
        "passend aanbod te maken.",
        "Qui a suivi une formation a intérêt à être averti du recyclage. Pour nous, c’est un moyen d’adapter notre "
        "offre.",
    ),
    balancing=Text(
        "Drie eenvoudige regels maken de voorstellen, en bij elk staat waarom u het krijgt. Niets ervan wordt bewaard. "
        "U kunt op elk moment bezwaar maken: van dan af leest niemand uw opleidingen nog voor dit doel.",
        "Trois règles simples font les propositions, et chacune dit pourquoi vous la recevez. Rien n’en est conservé. "
        "Vous pouvez vous y opposer à tout moment : dès lors, plus personne ne lit vos formations dans ce but.",
    ),
    persons=(Text("wie bij ons een opleiding volgde", "qui a suivi une formation chez nous"),),
    data=(
        Text(
            "de opleidingen die u volgde, uw functie en het nummer van uw werkgever",
            "les formations que vous avez suivies, votre fonction et le numéro de votre employeur",
        ),
        Text("uw e-mailadres en wat u koos", "votre adresse e-mail et votre choix"),
    ),
    source=Text(
        "Uw aanwezigheid wordt genoteerd door wie de opleiding organiseert; de rest gaf wie u inschreef.",
        "Votre présence est notée par l’organisateur ; le reste vient de la personne qui vous a inscrit.",
    ),
    obligatory=Text(
        "U bent tot niets verplicht: zonder voorstellen blijven uw inschrijving en uw attest dezelfde.",
        "Rien ne vous y oblige : sans propositions, votre inscription et votre attestation restent les mêmes.",
    ),
    recipients=(TEAM,),
    processors=("hosting", "mail"),
    security=(
        Text(
            "alleen totalen zonder namen zijn zichtbaar voor wie de catalogus maakt; kleine groepen niet",
            "seuls des totaux sans noms sont visibles pour qui fait le catalogue ; les petits groupes ne le sont pas",
        ),
    ),
    promises=("C4", "C5", "H4", "K5"),
    holdings=(ATTENDED,),
    controllers=("cesi", "onemanagement"),
)
