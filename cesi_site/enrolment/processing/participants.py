"""What is kept about who takes part, entered by themselves or by an employer (promise H2)."""

from __future__ import annotations

from sqlalchemy import and_

from cesi_site.core.languages import Text
from cesi_site.enrolment.models import Enrolment, Participant, TrainingSession
from cesi_site.enrolment.processing.enrolments import BOTH_HOUSES, KEPT, LAST_DAY, TEAM
from cesi_site.register import Activity, Anonymise, Ground, Holding, by_address

PARTICIPANTS = Holding(
    key="enrolment.participants",
    name=Text("uw deelname aan een opleiding", "votre participation à une formation"),
    model=Participant,
    on=and_(Enrolment.id == Participant.enrolment_id, TrainingSession.id == Enrolment.session_id),
    subject=by_address(Participant.email),
    clock=TrainingSession.ends_at,
    kept=KEPT,
    clock_in_words=LAST_DAY,
    export={
        "training": Participant.training,
        "first_name": Participant.first_name,
        "last_name": Participant.last_name,
        "email": Participant.email,
        "language": Participant.language,
        "function": Participant.function,
        "entered": Participant.entered_at,
        "told": Participant.told_at,
        "replaced": Participant.replaced_at,
        "attendance": Participant.attendance,
        "attendance_noted": Participant.attendance_at,
        "certificate_code": Participant.certificate_code,
        "certificate_issued": Participant.certificate_issued_at,
    },
    impersonal=(
        Participant.enrolment_id,
        Participant.position,
        Participant.is_enroler,
        Participant.replaced_by_id,
        Participant.attendance_by,
    ),
    # What stays counts a place that was taken and a person who was there, and nobody's name.
    on_erasure=Anonymise(
        {
            Participant.training: "",
            Participant.first_name: "",
            Participant.last_name: "",
            Participant.email: None,
            Participant.function: None,
            Participant.certificate_code: None,
        }
    ),
)

TAKING_PART = Activity(
    key="taking-part",
    name=Text("Iemand schrijft u in voor een opleiding", "Quelqu’un vous inscrit à une formation"),
    purpose=Text(
        "Wij gebruiken uw naam en adres om u te zeggen waar en wanneer u verwacht wordt, om te noteren of u er was en "
        "om uw attest te maken.",
        "Nous utilisons vos nom et adresse pour vous dire où et quand vous êtes attendu, noter votre présence et "
        "établir votre attestation.",
    ),
    ground=Ground.LEGITIMATE_INTEREST,
    ground_in_words=Text(
        "Uw werkgever moet u kunnen inschrijven voor een opleiding die u voor uw werk volgt.",
        "Votre employeur doit pouvoir vous inscrire à une formation que vous suivez pour votre travail.",
    ),
    balancing=Text(
        "Wij vragen niet meer dan uw naam, taal, functie en e-mailadres. U krijgt zelf bericht van wie wij ze hebben "
        "en wat uw rechten zijn. Zonder uw eigen toestemming krijgt u geen aankondigingen.",
        "Nous ne demandons que vos nom, langue, fonction et adresse e-mail. Nous vous disons de qui nous les tenons et "
        "quels sont vos droits. Sans votre propre accord, vous ne recevez aucune annonce.",
    ),
    persons=(Text("deelnemers die door een ander ingeschreven zijn", "les participants inscrits par une autre"),),
    data=(
        Text("uw naam, functie, taal en e-mailadres", "vos nom, fonction, langue et adresse e-mail"),
        Text(
            "de opleiding, of u er was en de code van uw attest",
            "la formation, votre présence et le code de votre attestation",
        ),
    ),
    source=Text(
        "Wie u inschreef, gaf ons deze gegevens: meestal uw werkgever.",
        "La personne qui vous a inscrit nous a donné ces données : en général votre employeur.",
    ),
    obligatory=Text(
        "Uw naam is nodig voor de deelnemerslijst en het attest. De rest mag wie u inschrijft weglaten.",
        "Votre nom est nécessaire pour la liste des participants et l’attestation. Le reste est facultatif.",
    ),
    recipients=(
        TEAM,
        BOTH_HOUSES,
        Text("wie de opleiding geeft", "qui donne la formation"),
        Text(
            "wie u inschreef: of u aanwezig was, en uw attest",
            "la personne qui vous a inscrit : votre présence et votre attestation",
        ),
    ),
    processors=("hosting", "mail"),
    security=(
        Text(
            "wie u inschreef, ziet niet wat u over uw gegevens kiest",
            "la personne qui vous a inscrit ne voit pas vos choix sur vos données",
        ),
    ),
    promises=("C1", "H2", "I1"),
    holdings=(PARTICIPANTS,),
    controllers=("cesi", "onemanagement"),
)
