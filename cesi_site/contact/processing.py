"""What the contact form keeps, why, and how long."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, func, or_

from cesi_site.accounts.models import Account
from cesi_site.contact.models import (
    ContactAttachment,
    ContactEvent,
    ContactFiling,
    ContactMessage,
    FilingReason,
    FilingState,
    MessageState,
    PendingUpload,
    TopicReader,
)
from cesi_site.core.languages import Text
from cesi_site.register import Activity, Ground, Holding, Impersonal, Person, Term, by_address, nobody

MESSAGE_CLOCK = func.coalesce(ContactMessage.closed_at, ContactMessage.received_at)
MESSAGE_CLOCK_IN_WORDS = Text(
    "vanaf de dag waarop uw vraag is afgehandeld (of, zolang dat niet zo is, vanaf de dag waarop wij ze kregen)",
    "à partir du jour où votre question a été traitée (ou, tant qu’elle ne l’est pas, du jour où nous l’avons reçue)",
)

MESSAGES = Holding(
    key="contact.messages",
    name=Text("uw bericht", "votre message"),
    model=ContactMessage,
    rows=ContactMessage.state != MessageState.REJECTED,
    subject=by_address(ContactMessage.email),
    clock=MESSAGE_CLOCK,
    kept=Term(months=36),
    clock_in_words=MESSAGE_CLOCK_IN_WORDS,
    export={
        "topic": ContactMessage.topic,
        "language": ContactMessage.language,
        "subject": ContactMessage.subject,
        "name": ContactMessage.name,
        "email": ContactMessage.email,
        "phone": ContactMessage.phone,
        "organisation": ContactMessage.organisation,
        "enterprise_number": ContactMessage.enterprise_number,
        "message": ContactMessage.body,
        "page": ContactMessage.source,
        "state": ContactMessage.state,
        "received": ContactMessage.received_at,
        "answer_by": ContactMessage.answer_by,
        "answered": ContactMessage.answered_at,
        "closed": ContactMessage.closed_at,
    },
    provided=(
        ContactMessage.topic,
        ContactMessage.language,
        ContactMessage.subject,
        ContactMessage.name,
        ContactMessage.email,
        ContactMessage.phone,
        ContactMessage.organisation,
        ContactMessage.enterprise_number,
        ContactMessage.body,
    ),
    impersonal=(
        ContactMessage.submission,
        ContactMessage.quarantine_reasons,
        ContactMessage.released_at,
        ContactMessage.owner_id,
    ),
)

REJECTED_MESSAGES = replace(
    MESSAGES,
    key="contact.rejected",
    name=Text("een bericht dat wij als misbruik verwierpen", "un message que nous avons rejeté comme abus"),
    rows=ContactMessage.state == MessageState.REJECTED,
    kept=Term(days=30),
    clock_in_words=Text("vanaf de dag waarop wij het verwierpen", "à partir du jour où nous l’avons rejeté"),
)

EXCHANGES = Holding(
    key="contact.exchanges",
    name=Text(
        "onze antwoorden, uw reacties en de notities bij uw bericht",
        "nos réponses, vos réactions et les notes jointes à votre message",
    ),
    model=ContactEvent,
    on=ContactMessage.id == ContactEvent.message_id,
    subject=by_address(ContactMessage.email),
    clock=MESSAGE_CLOCK,
    kept=Term(months=36),
    clock_in_words=MESSAGE_CLOCK_IN_WORDS,
    export={
        "when": ContactEvent.at,
        "what": ContactEvent.act,
        "text": ContactEvent.words,
        "from_topic": ContactEvent.from_topic,
        "to_topic": ContactEvent.topic,
    },
    impersonal=(
        ContactEvent.message_id,
        ContactEvent.actor_id,
        ContactEvent.other_id,
        ContactEvent.organisation_id,
        ContactEvent.mail_id,
    ),
)

FILINGS = Holding(
    key="contact.filings",
    name=Text(
        "bij welk aangesloten lid uw bericht hoort",
        "le membre affilié auquel votre message se rapporte",
    ),
    model=ContactFiling,
    on=ContactMessage.id == ContactFiling.message_id,
    subject=by_address(ContactMessage.email),
    clock=MESSAGE_CLOCK,
    kept=Term(months=36),
    clock_in_words=MESSAGE_CLOCK_IN_WORDS,
    export={"why": ContactFiling.reason, "state": ContactFiling.state, "decided": ContactFiling.decided_at},
    words={
        "why": {
            FilingReason.PERSON: Text("u staat in hun lijst", "vous figurez dans leur liste"),
            FilingReason.DOMAIN: Text("e-maildomein van het lid", "domaine e-mail du membre"),
            FilingReason.STAFF: Text("gekozen door een medewerker", "choisi par un collaborateur"),
        },
        "state": {
            FilingState.PROPOSED: Text("voorgesteld", "proposé"),
            FilingState.CONFIRMED: Text("bevestigd", "confirmé"),
            FilingState.DETACHED: Text("losgemaakt", "détaché"),
        },
    },
    impersonal=(ContactFiling.message_id, ContactFiling.organisation_id, ContactFiling.decided_by),
)

ATTACHMENTS = Holding(
    key="contact.attachments",
    name=Text("de bijlagen bij uw bericht", "les pièces jointes à votre message"),
    model=ContactAttachment,
    on=ContactMessage.id == ContactAttachment.message_id,
    subject=by_address(ContactMessage.email),
    clock=MESSAGE_CLOCK,
    kept=Term(months=36),
    clock_in_words=MESSAGE_CLOCK_IN_WORDS,
    export={
        "file": ContactAttachment.filename,
        "type": ContactAttachment.media_type,
        "size": ContactAttachment.size,
        "sha256": ContactAttachment.sha256,
        "content": ContactAttachment.data,
    },
    provided=(ContactAttachment.filename, ContactAttachment.data),
    impersonal=(ContactAttachment.message_id, ContactAttachment.event_id),
)


def _reader(person: Person) -> ColumnElement[bool]:
    """Find the topics that a member of staff reads by the account's number or address."""
    return or_(Account.id == person.account_id, Account.email.in_(sorted(person.emails)))


READERS = Holding(
    key="contact.readers",
    name=Text("welke medewerker welk onderwerp leest", "quel collaborateur lit quel sujet"),
    model=TopicReader,
    on=Account.id == TopicReader.account_id,
    subject=_reader,
    clock=TopicReader.ended_at,
    kept=Term(months=36),
    clock_in_words=Text("vanaf de dag waarop die taak eindigde", "à partir du jour où cette tâche a pris fin"),
    export={
        "topic": TopicReader.topic,
        "reason": TopicReader.reason,
        "began": TopicReader.began_at,
        "ended": TopicReader.ended_at,
        "why_it_ended": TopicReader.end_reason,
    },
    impersonal=(TopicReader.account_id, TopicReader.given_by, TopicReader.ended_by),
)

# The worker removes a file when its hour is over; the term is the longest that a stopped worker can make of it.
UPLOADS = Holding(
    key="contact.uploads",
    name=Text("bestanden bij een formulier met een fout", "les fichiers d’un formulaire qui contient une erreur"),
    model=PendingUpload,
    subject=nobody,
    clock=PendingUpload.kept_at,
    kept=Term(days=1),
    clock_in_words=Text(
        "nadat u ze toevoegde (meestal maar een uur)",
        "après leur ajout (en général une heure seulement)",
    ),
    export={
        "file": PendingUpload.filename,
        "type": PendingUpload.media_type,
        "size": PendingUpload.size,
        "sha256": PendingUpload.sha256,
        "content": PendingUpload.data,
        "kept": PendingUpload.kept_at,
    },
)

CONTACT = Activity(
    key="contact",
    name=Text("U stelt ons een vraag", "Vous nous posez une question"),
    purpose=Text(
        "Wij gebruiken uw gegevens om uw vraag te beantwoorden, en voor niets anders.",
        "Nous utilisons vos données pour répondre à votre question, et pour rien d’autre.",
    ),
    ground=Ground.LEGITIMATE_INTEREST,
    ground_in_words=Text(
        "Wie ons schrijft, verwacht een antwoord. Daarvoor moeten wij het bericht lezen, bewaren en bij het juiste "
        "team brengen.",
        "Quand vous nous écrivez, vous attendez une réponse. Pour cela, nous devons lire le message, le conserver et "
        "le transmettre à la bonne équipe.",
    ),
    balancing=Text(
        "U kiest zelf wat u ons schrijft en welk team het leest. Wij vragen enkel wat nodig is om u te antwoorden, "
        "en wissen het bericht uiterlijk drie jaar na de afhandeling. Wij doen er niets mee wat u niet verwacht. "
        "Uw belangen lijden er dus niet onder.",
        "Vous choisissez ce que vous nous écrivez et quelle équipe le lit. Nous ne demandons que ce qu’il faut pour "
        "vous répondre, et nous effaçons le message au plus tard trois ans après son traitement. Nous n’en faisons "
        "rien d’inattendu. Vos intérêts n’en souffrent donc pas.",
    ),
    persons=(
        Text("wie ons met een formulier een vraag stelt", "les personnes qui nous posent une question par formulaire"),
        Text("wie in zo’n vraag genoemd wordt", "les personnes citées dans une telle question"),
        Text("onze medewerkers die antwoorden", "nos collaborateurs qui répondent"),
    ),
    data=(
        Text("uw naam en uw e-mailadres", "votre nom et votre adresse e-mail"),
        Text("uw taal en het onderwerp van uw vraag", "votre langue et le sujet de votre question"),
        Text("uw bericht en de bestanden die u toevoegt", "votre message et les fichiers que vous ajoutez"),
        Text(
            "als u ze invult: uw telefoonnummer, uw onderneming en haar ondernemingsnummer",
            "si vous les indiquez : votre numéro de téléphone, votre entreprise et son numéro d’entreprise",
        ),
        Text(
            "wat wij u antwoorden, wat u terugschrijft en wat ons team daarbij noteert",
            "ce que nous vous répondons, ce que vous réécrivez et ce que notre équipe note à ce propos",
        ),
        Text(
            "als u voor een lid werkt: dat uw bericht in het dossier van dat lid staat (nooit bij een vertrouwelijk "
            "onderwerp, en alleen onze medewerkers zien dat dossier)",
            "si vous travaillez pour un membre : le fait que votre message est versé au dossier de ce membre (jamais "
            "pour un sujet confidentiel, et seuls nos collaborateurs voient ce dossier)",
        ),
        Text(
            "het tijdstip, de pagina waar u het formulier invulde en hoever wij met het antwoord staan",
            "le moment, la page où vous avez rempli le formulaire et l’état d’avancement de la réponse",
        ),
    ),
    source=Text("U geeft ons deze gegevens zelf.", "Vous nous donnez ces données vous-même."),
    obligatory=Text(
        "U bent niet verplicht ons te schrijven. Zonder naam, e-mailadres, onderwerp en bericht kunnen wij niet "
        "antwoorden; al het andere mag u weglaten.",
        "Rien ne vous oblige à nous écrire. Sans nom, adresse e-mail, sujet et message, nous ne pouvons pas "
        "répondre ; le reste est facultatif.",
    ),
    recipients=(
        Text("het team dat bij het onderwerp hoort", "l’équipe chargée du sujet"),
        Text(
            "voor psychosociale hulp, medische afspraken, klachten en gegevensbescherming: dat team alleen",
            "pour l’aide psychosociale, les rendez-vous médicaux, les plaintes et la protection des données : "
            "cette équipe seule",
        ),
    ),
    processors=("hosting", "mail"),
    security=(
        Text(
            "foto’s worden opnieuw opgeslagen, zonder hun gegevens over plaats, datum of toestel",
            "les photos sont réenregistrées sans leurs données de lieu, de date ou d’appareil",
        ),
        Text(
            "bestanden worden herkend aan hun inhoud; andere soorten dan pdf, png, jpeg en docx weigeren wij",
            "les fichiers sont reconnus à leur contenu ; nous refusons tout autre type que pdf, png, jpeg et docx",
        ),
        Text(
            "verdachte berichten wachten apart tot een medewerker ze bekeken heeft",
            "les messages suspects attendent à part qu’un collaborateur les ait examinés",
        ),
        Text(
            "bij een vertrouwelijk onderwerp staat uw bericht niet in de ontvangstbevestiging",
            "pour un sujet confidentiel, l’accusé de réception ne contient pas votre message",
        ),
    ),
    promises=("E1", "E2", "E3", "E4", "H3", "I1", "K1", "L1"),
    holdings=(MESSAGES, REJECTED_MESSAGES, EXCHANGES, FILINGS, ATTACHMENTS, UPLOADS, READERS),
)

NO_PERSONS = "facts about teams: their names, their promises, the mailboxes they share"

DECLARATIONS = (
    CONTACT,
    Impersonal("contact_topic", NO_PERSONS),
    Impersonal("contact_topic_address", NO_PERSONS),
    Impersonal("contact_answer_template", "words to begin an answer with, about nobody"),
)
