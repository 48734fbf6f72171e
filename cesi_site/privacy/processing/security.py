"""What the sites keep beside their features: the log, the queue of mails, the counters, and the language cookie."""

from __future__ import annotations

import datetime as dt

from cesi_site.audit.models import AuditEntry
from cesi_site.audit.operations import purge as purge_audit
from cesi_site.core.languages import COOKIE, COOKIE_DAYS, Text
from cesi_site.outbox.models import OutboxRow
from cesi_site.register import (
    Activity,
    Cookie,
    CookieKind,
    Elsewhere,
    Ground,
    Holding,
    Impersonal,
    Keep,
    RetiredCookie,
    Term,
    nobody,
)

AUDIT_LINES = Holding(
    key="audit.lines",
    name=Text("regels in het logboek", "lignes du journal"),
    model=AuditEntry,
    subject=nobody,
    clock=AuditEntry.at,
    kept=Term(months=36),
    clock_in_words=Text("vanaf de dag waarop de regel geschreven is", "à partir du jour où la ligne est écrite"),
    export={},
    impersonal=(
        AuditEntry.at,
        AuditEntry.action,
        AuditEntry.actor,
        AuditEntry.subject,
        AuditEntry.details,
        AuditEntry.hash,
    ),
    on_erasure=Keep(
        Text(
            "Wij moeten kunnen aantonen wat er met gegevens gebeurd is (artikel 5.2 AVG). De regels bevatten nummers, "
            "geen namen.",
            "Nous devons pouvoir démontrer ce qui a été fait des données (article 5.2 du RGPD). Les lignes contiennent "
            "des numéros, pas de noms.",
        )
    ),
    purged_by=purge_audit,
)

_MAIL_COLUMNS = (
    OutboxRow.kind,
    OutboxRow.name,
    OutboxRow.arguments,
    OutboxRow.token,
    OutboxRow.dedupe_key,
    OutboxRow.queued_at,
    OutboxRow.available_at,
    OutboxRow.attempts,
    OutboxRow.lease,
    OutboxRow.lease_until,
    OutboxRow.done_at,
    OutboxRow.dead_at,
    OutboxRow.remaining,
    OutboxRow.error,
)

SENT_MAILS = Holding(
    key="outbox.done",
    name=Text("de lijst van verstuurde e-mails, zonder hun tekst", "la liste des e-mails envoyés, sans leur texte"),
    model=OutboxRow,
    rows=OutboxRow.done_at.is_not(None),
    subject=nobody,
    clock=OutboxRow.done_at,
    kept=Term(days=30),
    clock_in_words=Text("vanaf de dag waarop de e-mail vertrok", "à partir du jour où l’e-mail est parti"),
    export={},
    impersonal=_MAIL_COLUMNS,
)

GIVEN_UP_MAILS = Holding(
    key="outbox.dead",
    name=Text(
        "de lijst van e-mails die niet verstuurd raakten, met de reden",
        "la liste des e-mails qui n’ont pas pu partir, avec la raison",
    ),
    model=OutboxRow,
    rows=OutboxRow.dead_at.is_not(None),
    subject=nobody,
    clock=OutboxRow.dead_at,
    kept=Term(days=90),
    clock_in_words=Text("vanaf de dag waarop wij het opgaven", "à partir du jour où nous avons abandonné l’envoi"),
    export={},
    impersonal=_MAIL_COLUMNS,
)

COUNTERS = Elsewhere(
    key="abuse.counters",
    name=Text("tellers per IP-adres", "compteurs par adresse IP"),
    kept_in_words=Text("hoogstens een uur", "une heure au plus"),
    cleared=Text("vervallen vanzelf", "expiration automatique"),
)

SECURITY = Activity(
    key="security",
    name=Text("De websites beschermen", "Protéger les sites"),
    purpose=Text(
        "Wij houden misbruik tegen en kunnen nagaan wat er met gegevens gebeurd is.",
        "Nous empêchons les abus et pouvons vérifier ce qui a été fait des données.",
    ),
    ground=Ground.LEGITIMATE_INTEREST,
    ground_in_words=Text(
        "Een website zonder bescherming brengt ook uw gegevens in gevaar. Wie gegevens bewaart, moet ze bovendien "
        "beveiligen (artikel 32 AVG).",
        "Un site sans protection met aussi vos données en danger. De plus, qui conserve des données doit les protéger "
        "(article 32 du RGPD).",
    ),
    balancing=Text(
        "Wij gebruiken zo weinig mogelijk: tellers die vanzelf verdwijnen, en een logboek met nummers in plaats van "
        "namen. Wij volgen u er niet mee. Wie niet te veel formulieren na elkaar verstuurt, merkt er niets van.",
        "Nous utilisons le moins possible : des compteurs qui disparaissent d’eux-mêmes et un journal avec des numéros "
        "au lieu de noms. Ils ne servent pas à vous suivre. Si vous n’envoyez pas trop de formulaires d’affilée, "
        "vous ne remarquez rien.",
    ),
    persons=(
        Text("wie een formulier verstuurt", "les personnes qui envoient un formulaire"),
        Text("medewerkers die met de gegevens werken", "les collaborateurs qui travaillent avec les données"),
    ),
    data=(
        Text(
            "uw IP-adres en hoe vaak het kort na elkaar een formulier verstuurt",
            "votre adresse IP et le nombre de formulaires qu’elle envoie en peu de temps",
        ),
        Text(
            "in het logboek: wat er gebeurde, wanneer, en het nummer van het bericht of dossier",
            "dans le journal : ce qui s’est passé, quand, et le numéro du message ou du dossier",
        ),
        Text(
            "in de lijst van e-mails: welke e-mail bij welk nummer hoort, en wat de mailserver antwoordde",
            "dans la liste des e-mails : quel e-mail va avec quel numéro, et ce que le serveur a répondu",
        ),
    ),
    source=Text(
        "Uw browser geeft het IP-adres bij elk bezoek door. De rest ontstaat door wat u of een medewerker doet.",
        "Votre navigateur transmet l’adresse IP à chaque visite. Le reste vient de ce que vous faites, vous ou un "
        "collaborateur.",
    ),
    obligatory=Text(
        "U vult hier niets voor in. Zonder IP-adres kan een website niet antwoorden.",
        "Vous ne remplissez rien pour cela. Sans adresse IP, un site ne peut pas répondre.",
    ),
    recipients=(
        Text("de medewerkers die de websites beheren", "les collaborateurs qui gèrent les sites"),
        Text(
            "de functionaris voor gegevensbescherming, bij een controle",
            "le délégué à la protection des données, lors d’un contrôle",
        ),
    ),
    security=(
        Text(
            "zonder uw toestemming halen onze websites niets bij andere bedrijven op: geen "
            "lettertypes, kaarten of meetprogramma’s",
            "nos sites ne chargent rien d’autres entreprises : ni polices, ni cartes, ni outils de mesure",
        ),
        Text(
            "in het logboek kan een regel niet gewijzigd of gewist worden zonder dat dat aan het licht komt",
            "dans le journal, une ligne ne peut être changée ou effacée sans que cela se voie",
        ),
        Text(
            "het logboek bevat nummers, geen namen of adressen",
            "le journal contient des numéros, pas de noms ni d’adresses",
        ),
    ),
    promises=("H5", "I1", "J1"),
    holdings=(AUDIT_LINES, SENT_MAILS, GIVEN_UP_MAILS),
    elsewhere=(COUNTERS,),
    processors=("hosting", "mail"),
)

LANGUAGE_COOKIE = Cookie(
    name=COOKIE,
    provider=Text("CESI", "CESI"),
    kind=CookieKind.NECESSARY,
    purpose=Text(
        "Onthoudt de taal die u kiest. Deze cookie wordt pas geplaatst als u zelf een taal kiest.",
        "Retient la langue que vous choisissez. Ce cookie n’est placé que si vous choisissez vous-même une langue.",
    ),
    life=dt.timedelta(days=COOKIE_DAYS),
    shared=True,
)

_FUNCTIONAL = Text("functioneel", "fonctionnel")
_PERFORMANCE = Text("prestaties", "performance")
_HALF_HOUR = Text("30 minuten", "30 minutes")
_TWO_YEARS = Text("2 jaar", "2 ans")
_SESSION = Text("tot u de browser sloot", "jusqu’à la fermeture du navigateur")

RETIRED_COOKIES = tuple(
    RetiredCookie(name=name, provider=provider, kind=kind, life=life)
    for name, provider, kind, life in (
        ("__utma", "Google Analytics", _PERFORMANCE, _TWO_YEARS),
        ("__utmb", "Google Analytics", _PERFORMANCE, _HALF_HOUR),
        ("__utmc", "Google Analytics", _PERFORMANCE, _SESSION),
        ("__utmz", "Google Analytics", _PERFORMANCE, Text("6 maanden", "6 mois")),
        ("cusid", "ClickDimensions", _FUNCTIONAL, _TWO_YEARS),
        ("cuvid", "ClickDimensions", _FUNCTIONAL, _HALF_HOUR),
        ("cuvon", "ClickDimensions", _FUNCTIONAL, _HALF_HOUR),
        ("Drupal.tableDrag.showWeight", "Drupal", _FUNCTIONAL, Text("enkele maanden", "quelques mois")),
        ("has_js", "Drupal", _FUNCTIONAL, _SESSION),
    )
)

DECLARATIONS = (
    SECURITY,
    LANGUAGE_COOKIE,
    *RETIRED_COOKIES,
    Impersonal("audit_head", "the number and the hash of the last line of the log"),
    Impersonal("audit_checkpoint", "numbers and hashes up to which old lines of the log went"),
    Impersonal("outbox_schedule", "when each job of the clock ran last"),
    Impersonal("outbox_worker", "machine and process of the workers, and when they were last seen"),
    Impersonal("page_stamp", "counts how often a group of tables changed"),
    Impersonal("retention_run", "when the purge ran, and how many rows went"),
)
