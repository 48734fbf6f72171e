"""What is kept about who enrols: the form before it is sent, the enrolment, its history and practical requests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import InstrumentedAttribute

from cesi_site.core.languages import Text
from cesi_site.enrolment.models import (
    DRAFT_KEPT,
    Enrolment,
    EnrolmentDraft,
    EnrolmentEvent,
    EnrolmentPractical,
    TrainingSession,
)
from cesi_site.register import Activity, Anonymise, Ground, Holding, Term, by_address

KEPT = Term(months=36)
LAST_DAY = Text("vanaf de laatste dag van de sessie", "à partir du dernier jour de la session")
PRACTICAL_KEPT = Term(days=1)

_TYPED = {
    "language": Enrolment.language,
    "first_name": Enrolment.first_name,
    "last_name": Enrolment.last_name,
    "function": Enrolment.function,
    "email": Enrolment.email,
    "phone": Enrolment.phone,
    "organisation": Enrolment.organisation,
    "enterprise_number": Enrolment.enterprise_number,
    "vat_status": Enrolment.vat_status,
    "member_wish": Enrolment.member_wish,
    "joint_committee": Enrolment.joint_committee,
    "invoice_name": Enrolment.invoice_name,
    "invoice_street": Enrolment.invoice_street,
    "invoice_postcode": Enrolment.invoice_postcode,
    "invoice_town": Enrolment.invoice_town,
    "invoice_email": Enrolment.invoice_email,
    "po_number": Enrolment.po_number,
    "subsidies": Enrolment.subsidies,
    "no_announcements": Enrolment.no_announcements,
    "announcements_partner": Enrolment.announcements_partner,
    "no_analysis": Enrolment.no_analysis,
}

# A sole trader's company is a person: nothing that was typed stays.
_ONLY_THEIRS: tuple[InstrumentedAttribute[Any], ...] = (
    *(Enrolment.function, Enrolment.phone, Enrolment.account_id, Enrolment.organisation, Enrolment.enterprise_number),
    *(Enrolment.joint_committee, Enrolment.po_number, Enrolment.invoice_name, Enrolment.invoice_street),
    *(Enrolment.invoice_postcode, Enrolment.invoice_town, Enrolment.invoice_email),
)

# The row stays without a person in it, for colleagues took part by it and have a history of their own.
ENROLMENTS = Holding(
    key="enrolment.enrolments",
    name=Text("uw inschrijving voor een opleiding", "votre inscription à une formation"),
    model=Enrolment,
    on=TrainingSession.id == Enrolment.session_id,
    subject=by_address(Enrolment.email),
    clock=TrainingSession.ends_at,
    kept=KEPT,
    clock_in_words=LAST_DAY,
    export={
        "training": Enrolment.training,
        "state": Enrolment.state,
        "received": Enrolment.received_at,
        **_TYPED,
        "seats": Enrolment.seats,
        "price": Enrolment.price_each,
        "vat_rate": Enrolment.vat_rate,
        "currency": Enrolment.currency,
        "conditions_version": Enrolment.conditions_version,
        "cancellation": Enrolment.cancellation,
        "source": Enrolment.source,
        "decided": Enrolment.decided_at,
        "waiting_position": Enrolment.waiting_position,
        "offer_until": Enrolment.offer_until,
        "reminded": Enrolment.reminded_at,
        "cancelled": Enrolment.cancelled_at,
        "cancel_fee": Enrolment.cancel_fee,
    },
    provided=tuple(_TYPED.values()),
    impersonal=(
        Enrolment.submission,
        Enrolment.session_id,
        Enrolment.suspicions,
        Enrolment.sequence,
        Enrolment.account_id,
        Enrolment.organisation_id,
    ),
    on_erasure=Anonymise(
        {
            **dict.fromkeys((Enrolment.first_name, Enrolment.last_name, Enrolment.email), ""),
            **dict.fromkeys((Enrolment.training, Enrolment.source), ""),
            **dict.fromkeys(_ONLY_THEIRS),
            Enrolment.suspicions: [],
            Enrolment.subsidies: [],
            Enrolment.cancellation: {},
        }
    ),
)

HISTORY = Holding(
    key="enrolment.history",
    name=Text("de geschiedenis van uw inschrijving", "l’historique de votre inscription"),
    model=EnrolmentEvent,
    on=and_(Enrolment.id == EnrolmentEvent.enrolment_id, TrainingSession.id == Enrolment.session_id),
    subject=by_address(Enrolment.email),
    clock=TrainingSession.ends_at,
    kept=KEPT,
    clock_in_words=LAST_DAY,
    export={
        "at": EnrolmentEvent.at,
        "act": EnrolmentEvent.act,
        "state": EnrolmentEvent.state,
        "words": EnrolmentEvent.words,
    },
    third_person=(EnrolmentEvent.words,),
    impersonal=(EnrolmentEvent.enrolment_id, EnrolmentEvent.actor_id),
)

PRACTICAL = Holding(
    key="enrolment.practical",
    name=Text("uw praktische vragen voor de dag zelf", "vos demandes pratiques pour le jour même"),
    model=EnrolmentPractical,
    on=and_(Enrolment.id == EnrolmentPractical.enrolment_id, TrainingSession.id == Enrolment.session_id),
    subject=by_address(Enrolment.email),
    clock=TrainingSession.ends_at,
    kept=PRACTICAL_KEPT,
    clock_in_words=LAST_DAY,
    export={"request": EnrolmentPractical.request},
    provided=(EnrolmentPractical.request,),
    impersonal=(EnrolmentPractical.enrolment_id,),
)

DRAFTS = Holding(
    key="enrolment.drafts",
    name=Text("een inschrijving die u nog niet verstuurd hebt", "une inscription que vous n’avez pas encore envoyée"),
    model=EnrolmentDraft,
    subject=by_address(EnrolmentDraft.email),
    clock=EnrolmentDraft.changed_at,
    kept=DRAFT_KEPT,
    clock_in_words=Text(
        "vanaf uw laatste wijziging, zolang u de inschrijving niet verstuurt",
        "à partir de votre dernière modification, tant que vous n’envoyez pas l’inscription",
    ),
    export={
        "email": EnrolmentDraft.email,
        "language": EnrolmentDraft.language,
        "answers": EnrolmentDraft.answers,
        "started": EnrolmentDraft.started_at,
        "changed": EnrolmentDraft.changed_at,
    },
    provided=(EnrolmentDraft.email, EnrolmentDraft.language, EnrolmentDraft.answers),
    third_person=(EnrolmentDraft.answers,),
    impersonal=(
        EnrolmentDraft.token_hash,
        EnrolmentDraft.session_id,
        EnrolmentDraft.account_id,
        EnrolmentDraft.organisation_id,
    ),
)

TEAM = Text("het team dat de opleidingen organiseert", "l’équipe qui organise les formations")
BOTH_HOUSES = Text(
    "OneManagement, voor de opleidingen die het organiseert", "OneManagement, pour les formations qu’elle organise"
)

ENROLMENT = Activity(
    key="enrolment",
    name=Text("U schrijft in voor een opleiding", "Vous vous inscrivez à une formation"),
    purpose=Text(
        "Wij gebruiken uw gegevens om uw inschrijving te regelen: plaatsen vastleggen, u bevestigen en herinneren, "
        "factureren en attesten afleveren.",
        "Nous utilisons vos données pour gérer votre inscription : réserver les places, vous confirmer et rappeler la "
        "formation, facturer et délivrer les attestations.",
    ),
    ground=Ground.CONTRACT,
    ground_in_words=Text(
        "U bestelt een opleiding. Zonder deze gegevens kunnen wij ze niet leveren en niet factureren.",
        "Vous commandez une formation. Sans ces données, nous ne pouvons ni la donner ni la facturer.",
    ),
    persons=(Text("wie inschrijft, voor zichzelf of voor collega’s", "qui s’inscrit, ou inscrit des collègues"),),
    data=(
        Text(
            "uw naam, functie, taal, e-mailadres en telefoonnummer",
            "vos nom, fonction, langue, adresse e-mail et numéro de téléphone",
        ),
        Text(
            "uw werkgever, wat op de factuur moet staan en waar ze naartoe gaat",
            "votre employeur, ce qui doit figurer sur la facture et son destinataire",
        ),
        Text(
            "de opleiding, de prijs, de voorwaarden die u aanvaardde en wat er met uw inschrijving gebeurde",
            "la formation, le prix, les conditions acceptées et le suivi de votre inscription",
        ),
        Text(
            "wat u ons over de praktische kant vraagt, apart bewaard tot na de sessie",
            "vos demandes pratiques, conservées à part jusqu’après la session",
        ),
    ),
    source=Text("U geeft ons deze gegevens zelf.", "Vous nous donnez ces données vous-même."),
    obligatory=Text(
        "Wat verplicht is, hebben wij nodig om u in te schrijven en te factureren. De rest mag u weglaten.",
        "Ce qui est obligatoire nous est nécessaire pour vous inscrire et facturer. Vous pouvez omettre le reste.",
    ),
    recipients=(TEAM, BOTH_HOUSES, Text("wie de opleiding geeft", "qui donne la formation")),
    processors=("hosting", "mail"),
    security=(
        Text(
            "uw persoonlijke link is niet te raden en opent alleen uw inschrijving",
            "votre lien personnel ne peut être deviné et n’ouvre que votre inscription",
        ),
    ),
    promises=("A2", "C1", "C2", "H1", "I1"),
    holdings=(ENROLMENTS, HISTORY, PRACTICAL, DRAFTS),
    controllers=("cesi", "onemanagement"),
)
