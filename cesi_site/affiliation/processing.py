"""What a request to join keeps, why, and how long."""

from __future__ import annotations

from cesi_site.affiliation.choices import PARTS
from cesi_site.affiliation.models import (
    DRAFT_KEPT,
    AffiliationDraft,
    AffiliationEstablishment,
    AffiliationEvent,
    AffiliationPerson,
    AffiliationRequest,
)
from cesi_site.core.languages import Text
from cesi_site.register import Activity, Ground, Holding, Impersonal, Term, by_address

REQUEST_KEPT = Term(months=36)
DECISION = Text(
    "vanaf de dag waarop over de aanvraag beslist is", "à partir du jour où la demande a fait l’objet d’une décision"
)

DRAFTS = Holding(
    key="affiliation.drafts",
    name=Text("een aanvraag die u nog niet verstuurd hebt", "une demande que vous n’avez pas encore envoyée"),
    model=AffiliationDraft,
    subject=by_address(AffiliationDraft.email),
    clock=AffiliationDraft.changed_at,
    kept=DRAFT_KEPT,
    clock_in_words=Text(
        "vanaf uw laatste wijziging, zolang u de aanvraag niet verstuurt",
        "à partir de votre dernière modification, tant que vous n’envoyez pas la demande",
    ),
    export={
        "email": AffiliationDraft.email,
        "language": AffiliationDraft.language,
        "answers": AffiliationDraft.answers,
        "started": AffiliationDraft.started_at,
        "changed": AffiliationDraft.changed_at,
    },
    provided=(AffiliationDraft.email, AffiliationDraft.language, AffiliationDraft.answers),
    third_person=(AffiliationDraft.answers,),
    impersonal=(AffiliationDraft.token_hash,),
)

_TYPED = {
    "legal_name": AffiliationRequest.legal_name,
    "trade_name": AffiliationRequest.trade_name,
    "legal_form": AffiliationRequest.legal_form,
    "enterprise_number": AffiliationRequest.enterprise_number,
    "vat_status": AffiliationRequest.vat_status,
    "nsso_number": AffiliationRequest.nsso_number,
    "street": AffiliationRequest.street,
    "postcode": AffiliationRequest.postcode,
    "town": AffiliationRequest.town,
    "country": AffiliationRequest.country,
    "correspondence_street": AffiliationRequest.correspondence_street,
    "correspondence_postcode": AffiliationRequest.correspondence_postcode,
    "correspondence_town": AffiliationRequest.correspondence_town,
    "main_activity": AffiliationRequest.main_activity,
    "nace_code": AffiliationRequest.nace_code,
    "nace_version": AffiliationRequest.nace_version,
    "joint_committees": AffiliationRequest.joint_committees,
    "works_at_office": AffiliationRequest.works_at_office,
    "worker_count": AffiliationRequest.worker_count,
    "temporary_count": AffiliationRequest.temporary_count,
    "students_count": AffiliationRequest.students_count,
    "young_count": AffiliationRequest.young_count,
    "night_count": AffiliationRequest.night_count,
    "surveillance_count": AffiliationRequest.surveillance_count,
    "first_worker_on": AffiliationRequest.first_worker_on,
    "risks": AffiliationRequest.risks,
    "first_name": AffiliationRequest.contact_first_name,
    "last_name": AffiliationRequest.contact_last_name,
    "function": AffiliationRequest.contact_function,
    "email": AffiliationRequest.email,
    "phone": AffiliationRequest.phone,
    "language": AffiliationRequest.language,
    "signs": AffiliationRequest.signatory_is_contact,
    "signatory_function": AffiliationRequest.signatory_function,
    "po_number": AffiliationRequest.po_number,
    "advisor": AffiliationRequest.advisor,
    "advisor_level": AffiliationRequest.advisor_level,
    "has_committee": AffiliationRequest.has_committee,
    "has_union": AffiliationRequest.has_union,
    "start_date": AffiliationRequest.start_date,
    "current_service": AffiliationRequest.current_service,
    "current_service_name": AffiliationRequest.current_service_name,
    "notice_given": AffiliationRequest.notice_given,
    "notice_on": AffiliationRequest.notice_on,
    "conditions_version": AffiliationRequest.conditions_version,
    "information_version": AffiliationRequest.information_version,
    "newsletter": AffiliationRequest.newsletter,
}

REQUESTS = Holding(
    key="affiliation.requests",
    name=Text("uw aanvraag tot aansluiting", "votre demande d’affiliation"),
    model=AffiliationRequest,
    subject=by_address(AffiliationRequest.email),
    clock=AffiliationRequest.decided_at,
    kept=REQUEST_KEPT,
    clock_in_words=DECISION,
    export={
        **_TYPED,
        "state": AffiliationRequest.state,
        "received": AffiliationRequest.received_at,
        "decided": AffiliationRequest.decided_at,
    },
    provided=tuple(_TYPED.values()),
    impersonal=(
        AffiliationRequest.submission,
        AffiliationRequest.suspicions,
        AffiliationRequest.released_at,
        AffiliationRequest.organisation_id,
    ),
)

PLACES = Holding(
    key="affiliation.places",
    name=Text("de werkplaatsen in uw aanvraag", "les lieux de travail de votre demande"),
    model=AffiliationEstablishment,
    on=AffiliationRequest.id == AffiliationEstablishment.request_id,
    subject=by_address(AffiliationRequest.email),
    clock=AffiliationRequest.decided_at,
    kept=REQUEST_KEPT,
    clock_in_words=DECISION,
    export={
        "name": AffiliationEstablishment.name,
        "street": AffiliationEstablishment.street,
        "postcode": AffiliationEstablishment.postcode,
        "town": AffiliationEstablishment.town,
        "unit_number": AffiliationEstablishment.unit_number,
        "workers": AffiliationEstablishment.worker_count,
    },
    provided=(
        AffiliationEstablishment.name,
        AffiliationEstablishment.street,
        AffiliationEstablishment.postcode,
        AffiliationEstablishment.town,
        AffiliationEstablishment.unit_number,
        AffiliationEstablishment.worker_count,
    ),
    impersonal=(AffiliationEstablishment.request_id,),
)

HISTORY = Holding(
    key="affiliation.history",
    name=Text("de geschiedenis van uw aanvraag", "l’historique de votre demande"),
    model=AffiliationEvent,
    on=AffiliationRequest.id == AffiliationEvent.request_id,
    subject=by_address(AffiliationRequest.email),
    clock=AffiliationRequest.decided_at,
    kept=REQUEST_KEPT,
    clock_in_words=DECISION,
    export={
        "at": AffiliationEvent.at,
        "act": AffiliationEvent.act,
        "state": AffiliationEvent.state,
        "words": AffiliationEvent.words,
    },
    impersonal=(AffiliationEvent.request_id, AffiliationEvent.actor_id),
)

NAMED_PEOPLE = Holding(
    key="affiliation.people",
    name=Text("uw naam in de aanvraag van een werkgever", "votre nom dans la demande d’un employeur"),
    model=AffiliationPerson,
    on=AffiliationRequest.id == AffiliationPerson.request_id,
    subject=by_address(AffiliationPerson.email),
    clock=AffiliationRequest.decided_at,
    kept=REQUEST_KEPT,
    clock_in_words=DECISION,
    export={
        "part": AffiliationPerson.part,
        "name": AffiliationPerson.name,
        "function": AffiliationPerson.function,
        "email": AffiliationPerson.email,
        "told": AffiliationPerson.told_at,
    },
    words={"part": PARTS},
    impersonal=(AffiliationPerson.request_id,),
)

TEAM = Text("de dienst Aansluitingen van CESI", "le service Affiliations de CESI")

AFFILIATION = Activity(
    key="affiliation",
    name=Text("U vraagt om aan te sluiten", "Vous demandez votre affiliation"),
    purpose=Text(
        "Wij gebruiken uw gegevens om uw aanvraag te behandelen: nagaan wat u nodig hebt, u een offerte sturen en, als "
        "u aansluit, uw dossier openen.",
        "Nous utilisons vos données pour traiter votre demande : comprendre vos besoins, vous envoyer une offre et, si "
        "vous vous affiliez, ouvrir votre dossier.",
    ),
    ground=Ground.CONTRACT,
    ground_in_words=Text(
        "U vraagt ons een overeenkomst voor te bereiden. Dat kan alleen met de gegevens van uw organisatie en van wie "
        "ze vertegenwoordigt.",
        "Vous nous demandez de préparer un contrat. Cela n’est possible qu’avec les données de votre organisation et "
        "de la personne qui la représente.",
    ),
    persons=(
        Text("wie de aanvraag indient", "la personne qui introduit la demande"),
        Text("werkgevers die een natuurlijke persoon zijn", "les employeurs qui sont des personnes physiques"),
    ),
    data=(
        Text(
            "uw naam, functie, taal, e-mailadres en telefoonnummer",
            "vos nom, fonction, langue, adresse e-mail et numéro de téléphone",
        ),
        Text(
            "de naam, de nummers en de adressen van uw organisatie",
            "le nom, les numéros et les adresses de votre organisation",
        ),
        Text(
            "haar activiteit, hoeveel mensen er werken en aan welke risico’s: aantallen, geen namen van werknemers",
            "son activité, le nombre de personnes qui y travaillent et les risques : des nombres, pas de noms de "
            "travailleurs",
        ),
        Text(
            "de gewenste begindatum en uw huidige externe dienst",
            "la date de début souhaitée et votre service externe actuel",
        ),
        Text(
            "wat er met uw aanvraag gebeurt: wanneer, wat wij beslisten en waarom",
            "le suivi de votre demande : quand, ce que nous avons décidé et pourquoi",
        ),
    ),
    source=Text("U geeft ons deze gegevens zelf.", "Vous nous donnez ces données vous-même."),
    obligatory=Text(
        "U bent niet verplicht een aanvraag in te dienen. Zonder de velden met ‘(verplicht)’ kunnen wij ze niet "
        "behandelen; de andere velden maken de offerte juister.",
        "Rien ne vous oblige à introduire une demande. Sans les champs marqués « (obligatoire) », nous ne pouvons pas "
        "la traiter ; les autres champs rendent l’offre plus précise.",
    ),
    recipients=(TEAM,),
    processors=("hosting", "mail"),
    details=(
        Text(
            "Sluit u aan, dan worden de gegevens van uw aanvraag het begin van het dossier van uw organisatie. Wij "
            "vragen ze niet opnieuw. Vanaf dan geldt wat bij ‘Uw organisatie is lid, en u werkt er’ "
            "staat.",
            "Si vous vous affiliez, les données de votre demande forment le début du dossier de votre organisation. "
            "Nous ne vous les redemandons pas. À partir de là s’applique ce qui figure sous « Votre organisation est "
            "membre, et vous y travaillez ».",
        ),
        Text(
            "De tariefgroep die u ziet, is een aanwijzing. Een mens beslist over uw aansluiting en uw tarief, geen "
            "computer.",
            "Le groupe tarifaire affiché est une indication. La décision sur votre affiliation et votre tarif est "
            "prise par une personne.",
        ),
        Text(
            "De lijst van uw werknemers vragen wij hier niet, en gegevens over gezondheid nooit.",
            "Nous ne demandons pas ici la liste de vos travailleurs, et jamais de données de santé.",
        ),
    ),
    security=(
        Text(
            "een aanvraag die u nog invult, opent alleen met haar eigen geheime link",
            "une demande en cours ne s’ouvre qu’avec son propre lien secret",
        ),
        Text(
            "verdachte aanvragen wachten apart tot een medewerker ze bekeken heeft",
            "les demandes suspectes attendent à part qu’un collaborateur les ait examinées",
        ),
    ),
    promises=("D1", "D2", "D3", "H1", "I1", "K1"),
    holdings=(REQUESTS, PLACES, HISTORY, DRAFTS),
)

NAMED = Activity(
    key="affiliation_named",
    name=Text("Een werkgever noemt u in een aanvraag", "Un employeur vous cite dans une demande"),
    purpose=Text(
        "Wij gebruiken uw gegevens om de aansluiting van de werkgever met u te regelen: de overeenkomst laten "
        "ondertekenen, facturen sturen of over preventie overleggen.",
        "Nous utilisons vos données pour régler avec vous l’affiliation de l’employeur : faire signer le contrat, "
        "envoyer les factures ou nous concerter sur la prévention.",
    ),
    ground=Ground.LEGITIMATE_INTEREST,
    ground_in_words=Text(
        "Een organisatie handelt door mensen. Om met haar een overeenkomst te sluiten en uit te voeren, moeten wij "
        "weten wie tekent, wie betaalt en wie over preventie adviseert.",
        "Une organisation agit par des personnes. Pour conclure et exécuter un contrat avec elle, nous devons savoir "
        "qui signe, qui paie et qui conseille en matière de prévention.",
    ),
    balancing=Text(
        "Het gaat om gegevens uit uw beroep: uw naam, uw functie en uw e-mailadres op het werk. Wij laten u per e-mail "
        "weten wie ze ons gaf, gebruiken ze alleen voor deze aansluiting en wissen ze na hoogstens drie jaar. U kunt "
        "bezwaar maken; dan vragen wij de werkgever iemand anders aan te duiden.",
        "Il s’agit de données professionnelles : votre nom, votre fonction et votre adresse e-mail au travail. Nous "
        "vous indiquons par e-mail qui nous les a données, ne les utilisons que pour cette affiliation et les effaçons "
        "après trois ans au plus. Vous pouvez vous y opposer ; nous demandons alors à l’employeur de désigner "
        "quelqu’un d’autre.",
    ),
    persons=(
        Text(
            "wie de overeenkomst ondertekent, de facturen krijgt of interne preventieadviseur is",
            "la personne qui signe le contrat, reçoit les factures ou est conseiller en prévention interne",
        ),
    ),
    data=(
        Text("uw naam en uw functie", "votre nom et votre fonction"),
        Text("uw e-mailadres", "votre adresse e-mail"),
        Text("uw opleiding als preventieadviseur", "votre formation de conseiller en prévention"),
    ),
    source=Text(
        "De contactpersoon van de werkgever gaf ze ons in de aanvraag tot aansluiting.",
        "La personne de contact de l’employeur nous les a données dans la demande d’affiliation.",
    ),
    obligatory=Text(
        "U bent niet verplicht ons gegevens te geven. Zonder ondertekenaar kan er geen overeenkomst zijn.",
        "Rien ne vous oblige à nous donner des données. Sans signataire, il ne peut y avoir de contrat.",
    ),
    recipients=(TEAM,),
    processors=("hosting", "mail"),
    security=(
        Text(
            "in een aanvraag die niet verstuurd werd, gebruiken wij uw gegevens niet; zij verdwijnen na 30 dagen",
            "dans une demande non envoyée, nous n’utilisons pas vos données ; elles disparaissent après 30 jours",
        ),
    ),
    promises=("H2", "I1"),
    holdings=(NAMED_PEOPLE,),
)

DECLARATIONS = (
    AFFILIATION,
    NAMED,
    Impersonal("tariff", "amounts per group and year"),
    Impersonal("tariff_activity", "beginnings of activity codes"),
    Impersonal("affiliation_reader", "mailboxes that the team shares"),
)
