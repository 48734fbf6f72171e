"""What a request for a service, or for a training in one's own company, keeps, why, and how long."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func

from cesi_site.core.languages import Text
from cesi_site.enrolment.models import ServiceRequest, ServiceRequestEvent
from cesi_site.enrolment.request_words import ACTS, STATES, TEAMS, RequestState
from cesi_site.enrolment.words import TEACHING
from cesi_site.register import Activity, Ground, Holding, Impersonal, Term, by_address

CLOCK = func.coalesce(ServiceRequest.closed_at, ServiceRequest.received_at)
CLOCK_IN_WORDS = Text(
    "vanaf de dag waarop uw aanvraag is afgesloten (of, zolang dat niet zo is, vanaf de dag waarop wij ze kregen)",
    "à partir du jour où votre demande a été clôturée (ou, tant qu’elle ne l’est pas, du jour où nous l’avons reçue)",
)

ASKED = Holding(
    key="enrolment.requests",
    name=Text(
        "uw aanvraag van een dienst of een opleiding in uw bedrijf",
        "votre demande d’un service ou d’une formation dans votre entreprise",
    ),
    model=ServiceRequest,
    rows=ServiceRequest.state != RequestState.REJECTED,
    subject=by_address(ServiceRequest.email),
    clock=CLOCK,
    kept=Term(months=36),
    clock_in_words=CLOCK_IN_WORDS,
    export={
        "asked_for": ServiceRequest.title,
        "team": ServiceRequest.team,
        "language": ServiceRequest.language,
        "name": ServiceRequest.name,
        "email": ServiceRequest.email,
        "phone": ServiceRequest.phone,
        "organisation": ServiceRequest.organisation,
        "enterprise_number": ServiceRequest.enterprise_number,
        "participants": ServiceRequest.participants,
        "teaching_language": ServiceRequest.teaching_language,
        "place": ServiceRequest.place,
        "period": ServiceRequest.period,
        "message": ServiceRequest.message,
        "state": ServiceRequest.state,
        "received": ServiceRequest.received_at,
        "answer_by": ServiceRequest.answer_by,
        "answered": ServiceRequest.answered_at,
        "closed": ServiceRequest.closed_at,
    },
    words={"team": TEAMS, "state": STATES, "teaching_language": TEACHING},
    provided=(
        ServiceRequest.title,
        ServiceRequest.language,
        ServiceRequest.name,
        ServiceRequest.email,
        ServiceRequest.phone,
        ServiceRequest.organisation,
        ServiceRequest.enterprise_number,
        ServiceRequest.participants,
        ServiceRequest.teaching_language,
        ServiceRequest.place,
        ServiceRequest.period,
        ServiceRequest.message,
    ),
    impersonal=(
        ServiceRequest.submission,
        ServiceRequest.service_key,
        ServiceRequest.training_id,
        ServiceRequest.organisation_id,
        ServiceRequest.suspicions,
        ServiceRequest.released_at,
        ServiceRequest.owner_id,
    ),
)

REJECTED = replace(
    ASKED,
    key="enrolment.rejected_requests",
    name=Text("een aanvraag die wij als misbruik verwierpen", "une demande que nous avons rejetée comme abus"),
    rows=ServiceRequest.state == RequestState.REJECTED,
    kept=Term(days=30),
    clock_in_words=Text("vanaf de dag waarop wij ze verwierpen", "à partir du jour où nous l’avons rejetée"),
)

EXCHANGES = Holding(
    key="enrolment.request_events",
    name=Text("onze antwoorden en de notities bij uw aanvraag", "nos réponses et les notes jointes à votre demande"),
    model=ServiceRequestEvent,
    on=ServiceRequest.id == ServiceRequestEvent.request_id,
    subject=by_address(ServiceRequest.email),
    clock=CLOCK,
    kept=Term(months=36),
    clock_in_words=CLOCK_IN_WORDS,
    export={"when": ServiceRequestEvent.at, "what": ServiceRequestEvent.act, "text": ServiceRequestEvent.words},
    words={"what": ACTS},
    impersonal=(ServiceRequestEvent.request_id, ServiceRequestEvent.actor_id),
)

REQUESTS = Activity(
    key="requests",
    name=Text(
        "U vraagt een dienst of een opleiding in uw bedrijf aan",
        "Vous demandez un service ou une formation dans votre entreprise",
    ),
    purpose=Text(
        "Wij gebruiken uw gegevens om uw aanvraag te bekijken en u een voorstel te doen, en voor niets anders.",
        "Nous utilisons vos données pour examiner votre demande et vous faire une proposition, et pour rien d’autre.",
    ),
    ground=Ground.LEGITIMATE_INTEREST,
    ground_in_words=Text(
        "Wie ons iets aanvraagt voor een onderneming, verwacht een voorstel. Daarvoor moeten wij de aanvraag lezen, "
        "bewaren en bij het juiste team brengen.",
        "Quand vous nous demandez quelque chose pour une entreprise, vous attendez une proposition. Pour cela, nous "
        "devons lire la demande, la conserver et la transmettre à la bonne équipe.",
    ),
    balancing=Text(
        "U schrijft ons zelf, als contactpersoon van uw onderneming, en ziet vooraf welk team het leest. Wij vragen "
        "enkel wat nodig is om u te antwoorden, en wissen de aanvraag uiterlijk drie jaar na de afsluiting. Uw "
        "belangen lijden er dus niet onder.",
        "Vous nous écrivez vous-même, en tant que contact de votre entreprise, et voyez d’avance quelle équipe vous "
        "lit. Nous ne demandons que ce qu’il faut pour vous répondre, et nous effaçons la demande au plus tard trois "
        "ans après sa clôture. Vos intérêts n’en souffrent donc pas.",
    ),
    persons=(
        Text(
            "wie voor een onderneming een dienst of een opleiding aanvraagt",
            "les personnes qui demandent un service ou une formation pour une entreprise",
        ),
        Text("onze medewerkers die antwoorden", "nos collaborateurs qui répondent"),
    ),
    data=(
        Text("uw naam en uw e-mailadres", "votre nom et votre adresse e-mail"),
        Text(
            "uw onderneming en, als u ze invult, haar ondernemingsnummer en uw telefoonnummer",
            "votre entreprise et, si vous les indiquez, son numéro d’entreprise et votre numéro de téléphone",
        ),
        Text(
            "wat u aanvraagt, voor hoeveel mensen, waar, wanneer en in welke taal",
            "ce que vous demandez, pour combien de personnes, où, quand et dans quelle langue",
        ),
        Text(
            "wat wij u antwoorden en wat ons team daarbij noteert",
            "ce que nous vous répondons et ce que notre équipe note à ce propos",
        ),
        Text(
            "als u aangemeld bent: het lid waarvoor u de aanvraag deed",
            "si vous êtes connecté\u00a0: le membre pour lequel vous avez fait la demande",
        ),
        Text("het tijdstip en hoever wij met het antwoord staan", "le moment et l’état d’avancement de la réponse"),
    ),
    source=Text("U geeft ons deze gegevens zelf.", "Vous nous donnez ces données vous-même."),
    obligatory=Text(
        "U bent niet verplicht iets aan te vragen. Zonder naam, e-mailadres, onderneming en bericht kunnen wij geen "
        "voorstel doen; al het andere mag u weglaten.",
        "Rien ne vous oblige à demander quoi que ce soit. Sans nom, adresse e-mail, entreprise et message, nous ne "
        "pouvons pas faire de proposition\u00a0; le reste est facultatif.",
    ),
    recipients=(
        Text("het team van de dienst of de opleiding", "l’équipe du service ou de la formation"),
        Text(
            "het team van OneManagement, voor de opleidingen die het organiseert",
            "l’équipe de OneManagement, pour les formations qu’elle organise",
        ),
    ),
    processors=("hosting", "mail"),
    security=(
        Text(
            "verdachte aanvragen wachten apart tot een medewerker ze bekeken heeft",
            "les demandes suspectes attendent à part qu’un collaborateur les ait examinées",
        ),
    ),
    promises=("C1", "E2", "I1", "K1", "L1"),
    holdings=(ASKED, REJECTED, EXCHANGES),
)

DECLARATIONS = (REQUESTS, Impersonal("service_request_reader", "addresses of teams: mailboxes they share"))
