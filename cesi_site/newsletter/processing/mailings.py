"""What is kept of who was mailed: why, and how long."""

from __future__ import annotations

from dataclasses import replace

from cesi_site.core.languages import Text
from cesi_site.newsletter.models import Kind, Mailing, MailingRecipient
from cesi_site.newsletter.words import RESULTS
from cesi_site.register import Activity, Ground, Holding, Impersonal, Keep, Term, by_address

NEWSLETTER_RECIPIENTS = Holding(
    key="newsletter.recipients",
    name=Text("welke nieuwsbrieven wij u stuurden", "les newsletters que nous vous avons envoyées"),
    model=MailingRecipient,
    on=Mailing.id == MailingRecipient.mailing_id,
    rows=Mailing.kind == Kind.NEWSLETTER,
    subject=by_address(MailingRecipient.email),
    # A mail that comes back does so within weeks; after that nobody needs to know who was on the list. The list of a
    # mailing on its way has no last day yet; one that nobody goes on with is given up (`operations.lapsing`).
    clock=Mailing.finished_at,
    kept=Term(days=90),
    clock_in_words=Text(
        "vanaf de dag waarop de laatste mail vertrok",
        "à partir du jour où le dernier e-mail est parti",
    ),
    export={
        "mailing": MailingRecipient.mailing_id,
        "email": MailingRecipient.email,
        "language": MailingRecipient.language,
        "result": MailingRecipient.state,
        "why": MailingRecipient.reason,
        "sent": MailingRecipient.sent_at,
    },
    words={"result": RESULTS},
    impersonal=(
        MailingRecipient.address_id,
        MailingRecipient.person_id,
        MailingRecipient.tries,
        MailingRecipient.next_try_at,
    ),
)

STATUTORY_RECIPIENTS = replace(
    NEWSLETTER_RECIPIENTS,
    key="statutory.recipients",
    name=Text("welke wettelijke informatie wij u stuurden", "les informations légales que nous vous avons envoyées"),
    rows=Mailing.kind == Kind.STATUTORY,
    kept=Term(months=36),
    on_erasure=Keep(
        Text(
            "wij moeten kunnen aantonen dat wij onze leden informeerden (codex over het welzijn op het werk, boek II, "
            "titel 3)",
            "nous devons pouvoir montrer que nous avons informé nos membres (code du bien-être au travail, livre II, "
            "titre 3)",
        )
    ),
)

STATUTORY = Activity(
    key="statutory",
    name=Text("Wij informeren onze leden zoals de wet het vraagt", "Nous informons nos membres comme la loi l’exige"),
    purpose=Text(
        "Wij sturen u per mail de informatie die de wet ons verplicht aan onze leden te geven.",
        "Nous vous envoyons par e-mail les informations que la loi nous oblige à donner à nos membres.",
    ),
    ground=Ground.LEGAL_DUTY,
    ground_in_words=Text(
        "Een externe dienst moet de aangesloten werkgevers informeren over welzijn op het werk. Elke mail noemt de "
        "regel waarop hij steunt.",
        "Un service externe doit informer les employeurs affiliés sur le bien-être au travail. Chaque e-mail cite la "
        "règle sur laquelle il se fonde.",
    ),
    persons=(
        Text(
            "de contactpersonen, toegangsbeheerders en preventieadviseurs van een lid waarvan de aansluiting loopt",
            "les personnes de contact, gestionnaires des accès et conseillers en prévention d’un membre dont "
            "l’affiliation est en cours",
        ),
    ),
    data=(
        Text("uw e-mailadres en uw taal", "votre adresse e-mail et votre langue"),
        Text("voor welk lid u deze informatie krijgt", "le membre pour lequel vous recevez ces informations"),
        Text("welke mail vertrok, wanneer en met welk gevolg", "quel e-mail est parti, quand et avec quel résultat"),
    ),
    source=Text(
        "Uit het dossier van het lid dat u vertegenwoordigt: het lid of uzelf gaf ons deze gegevens.",
        "Du dossier du membre que vous représentez : ce membre ou vous-même nous avez donné ces données.",
    ),
    obligatory=Text(
        "Deze mails zijn geen reclame. U kunt ze niet weigeren zolang u het lid vertegenwoordigt; het lid kan iemand "
        "anders aanduiden.",
        "Ces e-mails ne sont pas de la publicité. Vous ne pouvez pas les refuser tant que vous représentez le membre ; "
        "celui-ci peut désigner quelqu’un d’autre.",
    ),
    recipients=(Text("het team dat de mail opstelt", "l’équipe qui rédige l’e-mail"),),
    processors=("hosting", "mail"),
    security=(
        Text(
            "een tweede medewerker keurt elke mail goed voordat hij vertrekt",
            "un deuxième collaborateur approuve chaque e-mail avant son envoi",
        ),
        Text(
            "een mail met een aanbod of een link naar de catalogus wordt geweigerd",
            "un e-mail avec une offre ou un lien vers le catalogue est refusé",
        ),
        Text(
            "wij meten niet of u een mail opent of waarop u klikt",
            "nous ne mesurons ni l’ouverture d’un e-mail ni vos clics",
        ),
    ),
    promises=("B5", "H1", "I1"),
    holdings=(STATUTORY_RECIPIENTS,),
)

IMPERSONAL = (
    Impersonal("newsletter_pace", "domains that mails go to at present and when, without a mailbox"),
    Impersonal("newsletter_mailing", "a mailing's state and numbers; members of staff by the number of their account"),
    Impersonal("newsletter_mailing_text", "texts of the house, written by staff, with nobody's data in them"),
)
