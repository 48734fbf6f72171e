"""Announcements to customers (promises C2 and C3): whom they may reach, and what that rests on."""

from __future__ import annotations

from sqlalchemy import and_, or_

from cesi_site.core.languages import Text
from cesi_site.enrolment.models import Enrolment, TrainingSession
from cesi_site.enrolment.policy import ANNOUNCEMENT_DAYS, MOST_ANNOUNCEMENTS
from cesi_site.enrolment.processing.announcements import ANNOUNCED
from cesi_site.enrolment.processing.enrolments import KEPT, LAST_DAY
from cesi_site.enrolment.states import EnrolmentState
from cesi_site.register import Activity, Anonymise, Ground, Holding, by_address

CUSTOMERS = Holding(
    key="enrolment.customers",
    name=Text("uw adres, voor aankondigingen", "votre adresse, pour les annonces"),
    model=Enrolment,
    on=TrainingSession.id == Enrolment.session_id,
    rows=and_(
        Enrolment.state == EnrolmentState.CONFIRMED,
        or_(Enrolment.no_announcements.is_(False), Enrolment.announcements_partner),
    ),
    subject=by_address(Enrolment.email),
    clock=TrainingSession.ends_at,
    kept=KEPT,
    clock_in_words=LAST_DAY,
    export={
        "email": Enrolment.email,
        "first_name": Enrolment.first_name,
        "last_name": Enrolment.last_name,
        "language": Enrolment.language,
        "no_announcements": Enrolment.no_announcements,
        "announcements_partner": Enrolment.announcements_partner,
    },
    on_erasure=Anonymise({Enrolment.email: "", Enrolment.first_name: "", Enrolment.last_name: ""}),
)

ANNOUNCEMENTS = Activity(
    key="announcements",
    name=Text("Wij kondigen opleidingen en evenementen aan", "Nous annonçons des formations et des événements"),
    purpose=Text(
        "Wie een opleiding bestelde, laten wij weten welke opleidingen en evenementen het huis geeft dat ze leverde.",
        "À qui a commandé une formation, nous annonçons les formations et événements de la maison qui l’a donnée.",
    ),
    ground=Ground.LEGITIMATE_INTEREST,
    ground_in_words=Text(
        "Artikel XII.13 van het Wetboek van economisch recht laat dit toe voor eigen klanten die niet weigerden. Voor "
        "het andere huis vragen wij u een toestemming apart.",
        "L’article XII.13 du Code de droit économique le permet envers nos clients qui n’ont pas refusé. Pour l’autre "
        "maison, nous vous demandons un accord à part.",
    ),
    balancing=Text(
        "U kunt weigeren in het formulier zelf, in elke aankondiging en op de pagina met uw voorkeuren, en dat geldt "
        "meteen. Wie door een ander ingeschreven is of op een wachtlijst staat, krijgt geen aankondigingen. Een huis "
        f"stuurt u er hoogstens {MOST_ANNOUNCEMENTS} in {ANNOUNCEMENT_DAYS} dagen.",
        "Vous pouvez refuser dans le formulaire même, dans chaque annonce et sur la page de vos préférences, avec "
        "effet immédiat. Qui est inscrit par une autre personne ou attend une place ne reçoit aucune annonce. Une "
        f"maison vous en envoie au plus {MOST_ANNOUNCEMENTS} en {ANNOUNCEMENT_DAYS} jours.",
    ),
    persons=(Text("wie een opleiding bestelde", "qui a commandé une formation"),),
    data=(
        Text("uw naam, taal en e-mailadres, en wat u koos", "vos nom, langue, adresse e-mail et votre choix"),
        Text("welke aankondiging vertrok, en wanneer", "quelle annonce est partie, et quand"),
    ),
    source=Text("U gaf ons deze gegevens bij uw inschrijving.", "Vous nous les avez données à votre inscription."),
    obligatory=Text(
        "U bent tot niets verplicht: weigeren verandert niets aan uw inschrijving.",
        "Rien ne vous y oblige : refuser ne change rien à votre inscription.",
    ),
    recipients=(Text("het team dat de aankondigingen maakt", "l’équipe qui rédige les annonces"),),
    processors=("hosting", "mail"),
    security=(
        Text(
            "een adres dat weigerde, wordt uit elke verzending gelaten",
            "une adresse qui a refusé est écartée de chaque envoi",
        ),
        Text(
            "een tweede medewerker keurt elke aankondiging goed voordat ze vertrekt",
            "un deuxième collaborateur approuve chaque annonce avant son envoi",
        ),
        Text(
            "wij meten niet of u een aankondiging opent of waarop u klikt",
            "nous ne mesurons ni l’ouverture d’une annonce ni vos clics",
        ),
    ),
    promises=("C2", "C3", "H1", "H4", "K5"),
    holdings=(CUSTOMERS, ANNOUNCED),
    controllers=("cesi", "onemanagement"),
)
