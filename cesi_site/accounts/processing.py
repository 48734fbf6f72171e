"""What accounts and the connection log keep, why, and how long."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from cesi_site.accounts import log
from cesi_site.accounts.models import (
    Account,
    AddressChange,
    ConnectionAlert,
    ConnectionCheckpoint,
    ConnectionEvent,
    FactorReset,
    Invitation,
    Lock,
    Passkey,
    RecoveryCode,
    SignIn,
    StaffRole,
)
from cesi_site.core.languages import Text
from cesi_site.register import (
    Activity,
    Cookie,
    CookieKind,
    Ground,
    Holding,
    Impersonal,
    Keep,
    Person,
    Term,
    nobody,
)

THREE_YEARS = Term(months=36)
LAST_CONTACT = Text(
    "vanaf uw laatste aanmelding of het einde van uw laatste toegang",
    "à partir de votre dernière connexion ou de la fin de votre dernier accès",
)


def _owner(person: Person) -> ColumnElement[bool]:
    """Find a person's account by its number or its address."""
    return or_(Account.id == person.account_id, Account.email.in_(sorted(person.emails)))


ACCOUNT_EXPORT = {
    "email": Account.email,
    "name": Account.name,
    "language": Account.language,
    "active": Account.active,
    "created": Account.created_at,
    "last_contact": Account.last_contact_at,
}
ACCOUNT_IMPERSONAL = (
    Account.password,
    Account.fs_uniquifier,
    Account.fs_webauthn_user_handle,
    Account.tf_primary_method,
    Account.tf_totp_secret,
    Account.tf_last_counter,
)

OPEN_ACCOUNT = Holding(
    key="accounts.open",
    name=Text("uw account", "votre compte"),
    model=Account,
    rows=Account.active.is_(True),
    subject=_owner,
    clock=Account.last_contact_at,
    kept=THREE_YEARS,
    clock_in_words=LAST_CONTACT,
    export=ACCOUNT_EXPORT,
    provided=(Account.email, Account.name, Account.language),
    impersonal=ACCOUNT_IMPERSONAL,
    on_erasure=Keep(
        Text(
            "Zolang u toegang hebt, is het account nodig om die te geven (artikel 17.1.a AVG). "
            "Laat eerst uw toegang intrekken.",
            "Tant que vous avez un accès, le compte est nécessaire pour vous le donner (article 17.1.a du RGPD). "
            "Faites d'abord retirer votre accès.",
        )
    ),
)

CLOSED_ACCOUNT = Holding(
    key="accounts.closed",
    name=Text("uw gesloten account, of uw uitnodiging", "votre compte fermé, ou votre invitation"),
    model=Account,
    rows=Account.active.is_(False),
    subject=_owner,
    clock=Account.last_contact_at,
    kept=THREE_YEARS,
    clock_in_words=LAST_CONTACT,
    export=ACCOUNT_EXPORT,
    provided=(Account.email, Account.name, Account.language),
    impersonal=ACCOUNT_IMPERSONAL,
)

PASSKEYS = Holding(
    key="accounts.passkeys",
    name=Text("uw passkeys", "vos passkeys"),
    model=Passkey,
    on=Account.id == Passkey.user_id,
    subject=_owner,
    clock=Account.last_contact_at,
    kept=THREE_YEARS,
    clock_in_words=LAST_CONTACT,
    export={"name": Passkey.name, "created": Passkey.created_at, "last_used": Passkey.lastuse_datetime},
    provided=(Passkey.name,),
    impersonal=(
        Passkey.id,
        Passkey.user_id,
        Passkey.credential_id,
        Passkey.public_key,
        Passkey.sign_count,
        Passkey.transports,
        Passkey.backup_state,
        Passkey.device_type,
        Passkey.extensions,
        Passkey.usage,
    ),
)

RECOVERY_CODES = Holding(
    key="accounts.recovery_codes",
    name=Text("uw herstelcodes, onleesbaar gemaakt", "vos codes de récupération, rendus illisibles"),
    model=RecoveryCode,
    on=Account.id == RecoveryCode.account_id,
    subject=_owner,
    clock=Account.last_contact_at,
    kept=THREE_YEARS,
    clock_in_words=LAST_CONTACT,
    export={},
    impersonal=(RecoveryCode.id, RecoveryCode.account_id, RecoveryCode.hash),
)

SESSIONS = Holding(
    key="accounts.sessions",
    name=Text("uw sessies", "vos sessions"),
    model=SignIn,
    on=Account.id == SignIn.account_id,
    subject=_owner,
    clock=SignIn.seen_at,
    kept=Term(days=30),
    clock_in_words=Text("vanaf het laatste gebruik", "à partir de la dernière utilisation"),
    export={
        "began": SignIn.began_at,
        "last_used": SignIn.seen_at,
        "ended": SignIn.ended_at,
        "why_it_ended": SignIn.end_reason,
        "ip": SignIn.ip,
        "browser": SignIn.browser,
        "system": SignIn.system,
        "country": SignIn.country,
    },
    impersonal=(SignIn.id, SignIn.account_id, SignIn.organisation_id, SignIn.token_hash, SignIn.strong),
)

INVITATIONS = Holding(
    key="accounts.invitations",
    name=Text("uitnodigingen", "invitations"),
    model=Invitation,
    on=Account.id == Invitation.account_id,
    subject=_owner,
    clock=Invitation.sent_at,
    kept=Term(months=12),
    clock_in_words=Text("vanaf de uitnodiging", "à partir de l'invitation"),
    export={
        "for": Invitation.on_behalf_of,
        "sent": Invitation.sent_at,
        "valid_until": Invitation.expires_at,
        "accepted": Invitation.accepted_at,
        "withdrawn": Invitation.withdrawn_at,
    },
    impersonal=(Invitation.id, Invitation.account_id, Invitation.invited_by),
)

ADDRESS_CHANGES = Holding(
    key="accounts.address_changes",
    name=Text("gevraagde nieuwe e-mailadressen", "nouvelles adresses e-mail demandées"),
    model=AddressChange,
    on=Account.id == AddressChange.account_id,
    subject=_owner,
    clock=AddressChange.asked_at,
    kept=Term(days=30),
    clock_in_words=Text("vanaf uw vraag", "à partir de votre demande"),
    export={
        "new_email": AddressChange.new_email,
        "asked": AddressChange.asked_at,
        "closed": AddressChange.closed_at,
    },
    provided=(AddressChange.new_email,),
    impersonal=(AddressChange.id, AddressChange.account_id, AddressChange.expires_at),
)

FACTOR_RESETS = Holding(
    key="accounts.factor_resets",
    name=Text("wissingen van een verloren tweede stap", "effacements d'une deuxième étape perdue"),
    model=FactorReset,
    on=Account.id == FactorReset.account_id,
    subject=_owner,
    clock=FactorReset.asked_at,
    kept=THREE_YEARS,
    clock_in_words=Text("vanaf de vraag", "à partir de la demande"),
    export={
        "reason": FactorReset.reason,
        "asked": FactorReset.asked_at,
        "decided": FactorReset.decided_at,
        "granted": FactorReset.granted,
    },
    impersonal=(FactorReset.id, FactorReset.account_id, FactorReset.asked_by, FactorReset.decided_by),
)

STAFF_ROLES = Holding(
    key="accounts.staff_roles",
    name=Text("rollen van medewerkers", "rôles des collaborateurs"),
    model=StaffRole,
    on=Account.id == StaffRole.account_id,
    subject=_owner,
    clock=StaffRole.ended_at,
    kept=THREE_YEARS,
    clock_in_words=Text("vanaf het einde van de rol", "à partir de la fin du rôle"),
    export={
        "role": StaffRole.role,
        "reason": StaffRole.reason,
        "began": StaffRole.began_at,
        "ended": StaffRole.ended_at,
        "why_it_ended": StaffRole.end_reason,
    },
    impersonal=(StaffRole.id, StaffRole.account_id, StaffRole.given_by, StaffRole.ended_by),
    on_erasure=Keep(
        Text(
            "Wie toegang had tot gegevens van anderen, moet aantoonbaar blijven (artikelen 5.2 en 32 AVG).",
            "Il faut pouvoir démontrer qui avait accès aux données d'autrui (articles 5.2 et 32 du RGPD).",
        )
    ),
)

LOCKS = Holding(
    key="accounts.locks",
    name=Text("tellers van foute pogingen", "compteurs de tentatives erronées"),
    model=Lock,
    subject=nobody,
    clock=Lock.last_at,
    kept=Term(days=1),
    clock_in_words=Text("vanaf de laatste foute poging", "à partir de la dernière tentative erronée"),
    export={},
    impersonal=(Lock.key, Lock.failures, Lock.last_at),
)

ACCOUNTS = Activity(
    key="accounts",
    name=Text("U meldt zich aan bij MyCESI", "Vous vous connectez à MyCESI"),
    purpose=Text(
        "Wij geven u toegang tot MyCESI, en alleen u: met een wachtwoord, en met een tweede stap waar dat moet.",
        "Nous vous donnons accès à MyCESI, et à vous seul : avec un mot de passe, "
        "et une deuxième étape là où il le faut.",
    ),
    ground=Ground.LEGITIMATE_INTEREST,
    ground_in_words=Text(
        "Uw organisatie wil dat u voor haar in MyCESI werkt; zonder account kan dat niet veilig.",
        "Votre organisation souhaite que vous travailliez pour elle dans MyCESI ; sans compte, "
        "ce n'est pas possible en toute sécurité.",
    ),
    balancing=Text(
        "Wij bewaren alleen wat nodig is om u te herkennen. U bepaalt zelf uw wachtwoord en uw tweede stap, "
        "en niemand anders kan ze lezen. Uw toegang eindigt op de dag dat uw organisatie het vraagt.",
        "Nous ne conservons que le nécessaire pour vous reconnaître. Vous choisissez votre mot de passe et votre "
        "deuxième étape, et personne d'autre ne peut les lire. Votre accès prend fin le jour où votre organisation "
        "le demande.",
    ),
    persons=(
        Text("medewerkers van leden", "collaborateurs des membres"),
        Text("medewerkers van CESI", "collaborateurs de CESI"),
    ),
    data=(
        Text("e-mailadres, naam en taal", "adresse e-mail, nom et langue"),
        Text(
            "wachtwoord en tweede stap, zo bewaard dat niemand ze kan lezen",
            "mot de passe et deuxième étape, conservés de manière illisible",
        ),
        Text("uitnodigingen, rollen en sessies", "invitations, rôles et sessions"),
    ),
    source=Text(
        "Van wie u uitnodigde (uw organisatie of CESI), en van uzelf.",
        "De la personne qui vous a invité (votre organisation ou CESI), et de vous-même.",
    ),
    obligatory=Text(
        "Zonder e-mailadres en wachtwoord is er geen toegang. Toegangsbeheerders en medewerkers van CESI "
        "hebben ook een tweede stap nodig.",
        "Sans adresse e-mail ni mot de passe, il n'y a pas d'accès. Les gestionnaires des accès et les collaborateurs "
        "de CESI ont aussi besoin d'une deuxième étape.",
    ),
    recipients=(
        Text("de toegangsbeheerder van uw organisatie", "le gestionnaire des accès de votre organisation"),
        Text("de medewerkers van CESI die leden helpen", "les collaborateurs de CESI qui aident les membres"),
    ),
    security=(
        Text("argon2id voor wachtwoorden en herstelcodes", "argon2id pour les mots de passe et codes de récupération"),
        Text(
            "sessies die op elke computer meteen eindigen", "des sessions qui s'arrêtent aussitôt sur chaque appareil"
        ),
        Text("pauzes na foute pogingen", "des pauses après des tentatives erronées"),
    ),
    promises=("G1", "H2", "I1"),
    processors=("hosting", "mail"),
    holdings=(
        OPEN_ACCOUNT,
        CLOSED_ACCOUNT,
        PASSKEYS,
        RECOVERY_CODES,
        SESSIONS,
        INVITATIONS,
        ADDRESS_CHANGES,
        FACTOR_RESETS,
        STAFF_ROLES,
        LOCKS,
    ),
)

SESSION_COOKIE = Cookie(
    name="cesi_session",
    provider=Text("CESI", "CESI"),
    kind=CookieKind.NECESSARY,
    purpose=Text(
        "houdt u aangemeld in MyCESI en beveiligt de formulieren daar",
        "vous garde connecté à MyCESI et y protège les formulaires",
    ),
    life=None,
    sites=("mycesi",),
)


def declarations(log_months: int) -> tuple[Activity | Cookie | Impersonal, ...]:
    """Return what is declared; `log_months` is how long the connection log is kept (a setting)."""
    return (
        ACCOUNTS,
        _connection_log(Term(months=log_months)),
        SESSION_COOKIE,
        Impersonal(ConnectionCheckpoint.__tablename__, "Up to which line the connection log was purged."),
    )


def _connection_log(kept: Term) -> Activity:
    return Activity(
        key="connection_log",
        name=Text("Wij houden de aanmeldingen bij", "Nous conservons l'historique des connexions"),
        purpose=Text(
            "Wij noteren elke aanmelding en elke poging, om uw gegevens veilig en vertrouwelijk te houden: "
            "u ziet zelf wie in uw account was, en wij zien aanvallen.",
            "Nous notons chaque connexion et chaque tentative, afin de garder vos données sûres et confidentielles : "
            "vous voyez vous-même qui était dans votre compte, et nous voyons les attaques.",
        ),
        ground=Ground.LEGITIMATE_INTEREST,
        ground_in_words=Text(
            "De beveiliging van persoonsgegevens is ook een plicht (artikel 32 AVG).",
            "La sécurité des données personnelles est aussi une obligation (article 32 du RGPD).",
        ),
        balancing=Text(
            "Van het toestel bewaren wij alleen de soort browser en systeem, van de plaats alleen het land. "
            "Uw organisatie ziet wie zich wanneer aanmeldde en met welk gevolg, nooit van waar of met welk toestel. "
            "Wij gebruiken het logboek voor niets anders.",
            "De l'appareil, nous ne gardons que le type de navigateur et de système ; du lieu, que le pays. "
            "Votre organisation voit qui s'est connecté, quand et avec quel résultat, "
            "jamais d'où ni avec quel appareil. "
            "Nous n'utilisons ce journal pour rien d'autre.",
        ),
        persons=(Text("wie zich aanmeldt of dat probeert", "ceux qui se connectent ou tentent de le faire"),),
        data=(
            Text(
                "datum en uur, account, IP-adres, soort browser en systeem, land, en wat er gebeurde",
                "date et heure, compte, adresse IP, type de navigateur et de système, pays, et ce qui s'est passé",
            ),
            Text(
                "een onbekend e-mailadres alleen als code die wij niet kunnen terugrekenen",
                "une adresse e-mail inconnue, uniquement sous forme de code irréversible",
            ),
        ),
        source=Text("Van uw browser, bij het aanmelden.", "De votre navigateur, lors de la connexion."),
        obligatory=Text("Wie zich aanmeldt, komt in het logboek.", "Qui se connecte figure dans le journal."),
        recipients=(
            Text("uzelf, volledig", "vous-même, intégralement"),
            Text(
                "de toegangsbeheerder van uw organisatie: wie, wanneer en met welk gevolg",
                "le gestionnaire des accès de votre organisation : qui, quand et avec quel résultat",
            ),
            Text("de beveiligingsmedewerkers van CESI", "les collaborateurs de CESI chargés de la sécurité"),
        ),
        security=(
            Text(
                "een logboek waaraan alleen wordt toegevoegd; elke regel wordt met een sleutel bewaakt",
                "un journal auquel on ne fait qu'ajouter ; chaque ligne est protégée par une clé",
            ),
        ),
        promises=("F4", "G2", "H5", "I1"),
        processors=("hosting",),
        holdings=(_events(kept), _alerts(kept)),
    )


def _events(kept: Term) -> Holding:
    return Holding(
        key="accounts.connections",
        name=Text("uw aanmeldingen", "vos connexions"),
        model=ConnectionEvent,
        on=Account.id == ConnectionEvent.account_id,
        subject=_owner,
        clock=ConnectionEvent.at,
        kept=kept,
        clock_in_words=Text("vanaf de gebeurtenis", "à partir de l'événement"),
        export={
            "at": ConnectionEvent.at,
            "what": ConnectionEvent.happening,
            "detail": ConnectionEvent.detail,
            "ip": ConnectionEvent.ip,
            "browser": ConnectionEvent.browser,
            "system": ConnectionEvent.system,
            "country": ConnectionEvent.country,
        },
        impersonal=(
            ConnectionEvent.id,
            ConnectionEvent.account_id,
            ConnectionEvent.address_hash,
            ConnectionEvent.organisation_id,
            ConnectionEvent.sign_in_id,
            ConnectionEvent.network,
        ),
        on_erasure=Keep(
            Text(
                "Het logboek beveiligt uw gegevens en die van anderen (artikelen 17.3.b en 32 AVG).",
                "Le journal protège vos données et celles d'autrui (articles 17.3.b et 32 du RGPD).",
            )
        ),
        purged_by=log.purge,
    )


def _alerts(kept: Term) -> Holding:
    return Holding(
        key="accounts.alerts",
        name=Text("aanvallen op uw account", "attaques contre votre compte"),
        model=ConnectionAlert,
        on=Account.id == ConnectionAlert.account_id,
        subject=_owner,
        clock=ConnectionAlert.last_at,
        kept=kept,
        clock_in_words=Text("vanaf de laatste poging", "à partir de la dernière tentative"),
        export={
            "kind": ConnectionAlert.kind,
            "began": ConnectionAlert.began_at,
            "last": ConnectionAlert.last_at,
            "failures": ConnectionAlert.failures,
        },
        impersonal=(
            ConnectionAlert.id,
            ConnectionAlert.target,
            ConnectionAlert.account_id,
            ConnectionAlert.accounts,
            ConnectionAlert.seen_by,
            ConnectionAlert.seen_at,
        ),
    )
