"""What is kept of mail that came back, and of lists that were brought in: why, and how long."""

from __future__ import annotations

from sqlalchemy import and_, not_

from cesi_site.core.languages import Text
from cesi_site.newsletter.bounces.reports import FAILURES
from cesi_site.newsletter.models import Bounce, ListImport, Undeliverable
from cesi_site.newsletter.words import KINDS
from cesi_site.register import Activity, Anonymise, Ground, Holding, Term, by_address, nobody

_FAILED = and_(Bounce.kind.in_(FAILURES), Bounce.email.is_not(None))
_EXPORT = {
    "when": Bounce.at,
    "email": Bounce.email,
    "what": Bounce.kind,
    "code": Bounce.status,
    "words": Bounce.words,
    "decision": Bounce.verdict,
    "taken_back": Bounce.undone_at,
    "why_taken_back": Bounce.undo_reason,
}
_KEYS = (Bounce.key, Bounce.source, Bounce.recipient_id, Bounce.mailing_id, Bounce.letter, Bounce.undone_by_id)
_ARRIVED = Text("vanaf de dag waarop die melding kwam", "à partir du jour de cet avis")

FAILED = Holding(
    key="newsletter.bounces",
    name=Text("de melding dat onze mail u niet bereikte", "l’avis que notre courrier ne vous est pas parvenu"),
    model=Bounce,
    rows=_FAILED,
    subject=by_address(Bounce.email),
    clock=Bounce.at,
    kept=Term(months=12),
    clock_in_words=_ARRIVED,
    export=_EXPORT,
    words={"what": KINDS},
    impersonal=_KEYS,
)

OTHERS = Holding(
    key="newsletter.other_reports",
    name=Text(
        "dat er een automatisch antwoord kwam (niet wat erin stond)",
        "le fait qu’une réponse automatique est venue (pas son contenu)",
    ),
    model=Bounce,
    rows=not_(_FAILED),
    subject=by_address(Bounce.email),
    clock=Bounce.at,
    kept=Term(days=30),
    clock_in_words=_ARRIVED,
    export=_EXPORT,
    words={"what": KINDS},
    impersonal=_KEYS,
)

TASKS = Holding(
    key="newsletter.undeliverable",
    name=Text(
        "dat wij u voor uw organisatie niet per mail bereiken",
        "le fait que nous ne vous joignons pas par e-mail pour votre organisation",
    ),
    model=Undeliverable,
    subject=by_address(Undeliverable.email),
    clock=Undeliverable.closed_at,
    kept=Term(months=12),
    clock_in_words=Text("vanaf de dag waarop dat opgelost is", "à partir du jour où c’est réglé"),
    export={
        "email": Undeliverable.email,
        "since": Undeliverable.opened_at,
        "solved": Undeliverable.closed_at,
        "how": Undeliverable.closing,
        "note": Undeliverable.note,
    },
    impersonal=(Undeliverable.person_id, Undeliverable.bounce_id, Undeliverable.closed_by_id),
)

_FACTS = {
    "why": ListImport.ground,
    "source": ListImport.source,
    "language": ListImport.language,
    "file": ListImport.filename,
    "uploaded": ListImport.uploaded_at,
    "begun": ListImport.started_at,
    "done": ListImport.done_at,
}
_FIGURES = (ListImport.by_id, ListImport.position, ListImport.counts)

LIST_FILES = Holding(
    key="newsletter.list_files",
    name=Text("een lijst met adressen die wij overnemen", "une liste d’adresses que nous reprenons"),
    model=ListImport,
    rows=ListImport.data.is_not(None),
    subject=nobody,
    clock=ListImport.uploaded_at,
    kept=Term(days=1),
    clock_in_words=Text("nadat wij ze kregen", "après l’avoir reçue"),
    export=_FACTS,
    impersonal=(*_FIGURES, ListImport.data),
    at_end=Anonymise({ListImport.data: None}),
)

LISTS = Holding(
    key="newsletter.lists",
    name=Text("waar een overgenomen lijst vandaan kwam", "l’origine d’une liste reprise"),
    model=ListImport,
    rows=ListImport.data.is_(None),
    subject=nobody,
    clock=ListImport.uploaded_at,
    kept=Term(months=36),
    clock_in_words=Text("vanaf de dag waarop wij ze overnamen", "à partir du jour de la reprise"),
    export=_FACTS,
    impersonal=(*_FIGURES, ListImport.data),
)

UNDELIVERABLE = Activity(
    key="undeliverable",
    name=Text("Onze mail komt terug", "Notre courrier nous revient"),
    purpose=Text(
        "Komt een mail aan u terug, dan gaan wij na waarom. Een adres dat niet bestaat, schrappen wij.",
        "Si un e-mail qui vous est destiné nous revient, nous en cherchons la raison. Nous radions une adresse qui "
        "n’existe pas.",
    ),
    ground=Ground.LEGITIMATE_INTEREST,
    ground_in_words=Text(
        "Gegevens moeten juist zijn. Wie blijft schrijven naar adressen die niet bestaan, stoort bovendien anderen.",
        "Les données doivent être exactes. Écrire sans cesse à des adresses qui n’existent pas gêne en outre autrui.",
    ),
    balancing=Text(
        "Wij bewaren alleen wat de mailserver meldt, niet wat u ons antwoordt. U verliest niets: bevestigt u het adres "
        "opnieuw, dan geldt het weer. Een medewerker kan een vergissing terugdraaien.",
        "Nous ne conservons que l’avis du serveur de courrier, pas vos réponses. Vous ne perdez rien : si vous "
        "confirmez l’adresse à nouveau, elle vaut à nouveau. Un collaborateur peut corriger une erreur.",
    ),
    persons=(
        Text(
            "wie een mail van ons krijgt die niet aankomt",
            "les personnes à qui nous écrivons un e-mail qui n’arrive pas",
        ),
    ),
    data=(
        Text("uw e-mailadres", "votre adresse e-mail"),
        Text("de code en de woorden van de mailserver", "le code et les mots du serveur de courrier"),
        Text("wat wij daarop beslisten, en wanneer", "ce que nous avons décidé, et quand"),
        Text(
            "als u een lid vertegenwoordigt: dat wettelijke informatie u niet bereikt",
            "si vous représentez un membre : le fait que l’information légale ne vous parvient pas",
        ),
    ),
    source=Text(
        "Deze gegevens komen van de mailserver die onze mail weigert.",
        "Ces données viennent du serveur de courrier qui refuse notre e-mail.",
    ),
    obligatory=Text("U hoeft hiervoor niets te doen.", "Vous ne devez rien faire pour cela."),
    recipients=(
        Text("het team dat de nieuwsbrief maakt", "l’équipe qui fait la newsletter"),
        Text(
            "voor contacten van leden: ook het team dat hun dossier beheert",
            "pour les contacts des membres : aussi l’équipe qui gère leur dossier",
        ),
    ),
    processors=("hosting", "mail"),
    security=(
        Text(
            "een melding telt alleen als ze bewijst dat wij u geschreven hebben",
            "un avis ne compte que s’il prouve que nous vous avons écrit",
        ),
        Text(
            "wat een mens of zijn automatische antwoord schrijft, bewaren wij niet",
            "nous ne conservons pas ce qu’une personne ou sa réponse automatique écrit",
        ),
    ),
    promises=("B6", "I1"),
    holdings=(FAILED, OTHERS, TASKS),
    controllers=("cesi", "onemanagement"),
)
