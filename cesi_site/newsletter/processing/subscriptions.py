"""What the newsletter keeps of its readers, why, and how long."""

from __future__ import annotations

from cesi_site.choices.models import KEPT, Address
from cesi_site.core.languages import Text
from cesi_site.newsletter.models import Signup, Subscription
from cesi_site.newsletter.policy import CONFIRM_DAYS
from cesi_site.newsletter.processing.bounces import LIST_FILES, LISTS
from cesi_site.newsletter.themes import THEMES
from cesi_site.newsletter.words import ENDS, ORIGINS
from cesi_site.register import Activity, Ground, Holding, Term, by_address

SUBSCRIPTIONS = Holding(
    key="newsletter.subscriptions",
    name=Text("uw inschrijving op de nieuwsbrief", "votre abonnement à la newsletter"),
    model=Subscription,
    on=Address.id == Subscription.address_id,
    subject=by_address(Address.email),
    clock=Address.last_contact_at,
    kept=KEPT,
    clock_in_words=Text(
        "vanaf de dag waarop u zelf voor het laatst iets deed; een maand voordien vragen wij of u wilt blijven lezen",
        "à partir du jour de votre dernier acte ; un mois avant, nous vous demandons si vous voulez continuer",
    ),
    export={
        "edition": Subscription.language,
        "themes": Subscription.themes,
        "confirmed": Subscription.confirmed_at,
        "origin": Subscription.origin,
        "page": Subscription.origin_page,
        "text_version": Subscription.text_version,
        "ended": Subscription.ended_at,
        "why_it_ended": Subscription.end_reason,
        "renewal_asked": Subscription.renewal_asked_at,
    },
    words={"themes": THEMES, "origin": ORIGINS, "why_it_ended": ENDS},
    provided=(Subscription.language, Subscription.themes),
    impersonal=(Subscription.address_id,),
)

SIGNUPS = Holding(
    key="newsletter.signups",
    name=Text("uw vraag om de nieuwsbrief te krijgen", "votre demande de recevoir la newsletter"),
    model=Signup,
    subject=by_address(Signup.email),
    clock=Signup.asked_at,
    kept=Term(days=CONFIRM_DAYS),
    clock_in_words=Text("vanaf de dag waarop ze gevraagd werd", "à partir du jour de la demande"),
    export={
        "email": Signup.email,
        "edition": Signup.language,
        "themes": Signup.themes,
        "origin": Signup.origin,
        "page": Signup.origin_page,
        "text_version": Signup.text_version,
        "asked": Signup.asked_at,
        "confirmed": Signup.confirmed_at,
    },
    words={"themes": THEMES, "origin": ORIGINS},
    provided=(Signup.email, Signup.language, Signup.themes),
    impersonal=(Signup.submission, Signup.changes_subscription_id),
)

NEWSLETTER = Activity(
    key="newsletter",
    name=Text("U leest onze nieuwsbrief", "Vous lisez notre newsletter"),
    purpose=Text(
        "Wij sturen u de nieuwsbrief ‘Preventie- en HR-nieuws’, in uw taal en over de thema’s die u koos.",
        "Nous vous envoyons la newsletter « Actualités prévention et RH », dans votre langue et sur les thèmes que "
        "vous avez choisis.",
    ),
    ground=Ground.CONSENT,
    ground_in_words=Text(
        "U vraagt de nieuwsbrief zelf aan en bevestigt dat met een link in een e-mail. Uitschrijven kan met één klik, "
        "zonder u aan te melden.",
        "Vous demandez vous-même la newsletter et le confirmez par un lien dans un e-mail. Vous vous désinscrivez en "
        "un clic, sans vous connecter.",
    ),
    persons=(Text("wie de nieuwsbrief vraagt of krijgt", "les personnes qui demandent ou reçoivent la newsletter"),),
    data=(
        Text("uw e-mailadres, uw taal en uw thema’s", "votre adresse e-mail, votre langue et vos thèmes"),
        Text(
            "wanneer, waar en met welke tekst voor u u zich inschreef",
            "quand, où et devant quel texte vous vous êtes abonné(e)",
        ),
        Text("of, wanneer en waarom uw inschrijving eindigde", "si, quand et pourquoi votre abonnement a pris fin"),
    ),
    source=Text(
        "U geeft ons deze gegevens zelf. Vraagt u een aansluiting aan en vinkt u de nieuwsbrief aan, dan nemen wij uw "
        "adres uit die aanvraag. Vroeg u de nieuwsbrief op een lijst, dan nemen wij het daaruit over; onze mails "
        "zeggen dat.",
        "Vous nous donnez ces données vous-même. Si vous demandez une affiliation et cochez la newsletter, nous "
        "prenons votre adresse dans cette demande. Si vous l’avez demandée sur une liste, nous la reprenons de là ; "
        "nos e-mails le disent.",
    ),
    obligatory=Text(
        "U bent tot niets verplicht. Zonder uw adres en uw bevestiging sturen wij u geen nieuwsbrief.",
        "Rien ne vous y oblige. Sans votre adresse et votre confirmation, nous n’envoyons pas de newsletter.",
    ),
    recipients=(Text("het team dat de nieuwsbrief maakt", "l’équipe qui fait la newsletter"),),
    processors=("hosting", "mail"),
    security=(
        Text(
            "de nieuwsbrief meet niet of u hem opent of waarop u klikt",
            "la newsletter ne mesure ni son ouverture ni vos clics",
        ),
        Text(
            "een adres krijgt de nieuwsbrief pas nadat het bevestigd is",
            "une adresse ne reçoit la newsletter qu’après confirmation",
        ),
    ),
    details=(
        Text(
            "Wij geven uw adres aan niemand door. Alles vertrekt van onze eigen mailserver.",
            "Nous ne transmettons votre adresse à personne. Tout part de notre propre serveur.",
        ),
        Text(
            "Werkt u voor een aangesloten organisatie? De informatie die wij u volgens de wet moeten geven, staat los "
            "van de nieuwsbrief. Die blijft u ook na uw uitschrijving krijgen.",
            "Vous travaillez pour une organisation affiliée ? Les informations que la loi nous oblige à donner sont "
            "indépendantes de la newsletter. Vous continuez à les recevoir après votre désinscription.",
        ),
    ),
    promises=("B1", "B2", "B3", "B4", "B5", "B7", "B8", "H1", "I1", "K1", "K5"),
    holdings=(SUBSCRIPTIONS, SIGNUPS, LIST_FILES, LISTS),
    controllers=("cesi", "onemanagement"),
)
