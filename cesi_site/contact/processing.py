"""What the contact form keeps, why, and how long."""

from __future__ import annotations

from sqlalchemy import func

from cesi_site.contact.models import ContactAttachment, ContactMessage, PendingUpload
from cesi_site.core.languages import Text
from cesi_site.register import Activity, Ground, Holding, Impersonal, Term, by_address, nobody

MESSAGE_CLOCK = func.coalesce(ContactMessage.closed_at, ContactMessage.received_at)
MESSAGE_CLOCK_IN_WORDS = Text(
    "vanaf de dag waarop uw vraag is afgehandeld (of, zolang dat niet zo is, vanaf de dag waarop wij ze kregen)",
    "à partir du jour où votre question est clôturée (ou, tant qu’elle ne l’est pas, du jour où nous l’avons reçue)",
)

MESSAGES = Holding(
    key="contact.messages",
    name=Text("uw bericht", "votre message"),
    model=ContactMessage,
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
    impersonal=(ContactMessage.submission, ContactMessage.quarantine_reasons, ContactMessage.released_at),
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
    impersonal=(ContactAttachment.message_id,),
)

# The worker removes a file when its hour is over; the term is the longest that a stopped worker can make of it.
UPLOADS = Holding(
    key="contact.uploads",
    name=Text("bestanden bij een formulier met een fout", "les fichiers d’un formulaire avec une erreur"),
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
        "en wissen het bericht na hoogstens drie jaar. Wij doen er niets mee dat u niet verwacht. Uw belangen "
        "lijden er dus niet onder.",
        "Vous choisissez ce que vous nous écrivez et quelle équipe le lit. Nous ne demandons que ce qu’il faut pour "
        "vous répondre, et nous effaçons le message après trois ans au plus. Nous n’en faisons rien d’inattendu. "
        "Vos intérêts n’en souffrent donc pas.",
    ),
    persons=(
        Text("wie ons met een formulier een vraag stelt", "les personnes qui nous posent une question par formulaire"),
        Text("wie in zo’n vraag genoemd wordt", "les personnes citées dans une telle question"),
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
            "foto’s worden opnieuw opgeslagen zonder plaats, datum of toestel",
            "les photos sont réenregistrées sans lieu, ni date, ni appareil",
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
            "in de ontvangstbevestiging van een vertrouwelijk onderwerp staat uw bericht niet",
            "l’accusé de réception d’un sujet confidentiel ne contient pas votre message",
        ),
    ),
    promises=("E1", "E2", "E3", "H3", "I1", "K1", "L1"),
    holdings=(MESSAGES, ATTACHMENTS, UPLOADS),
)

NO_PERSONS = "facts about teams: their names, their promises, the mailboxes they share"

DECLARATIONS = (CONTACT, Impersonal("contact_topic", NO_PERSONS), Impersonal("contact_topic_address", NO_PERSONS))
