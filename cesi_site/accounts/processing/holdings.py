"""Which rows of accounts are about whom, and until when they stay."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from cesi_site.accounts.models import (
    Account,
    AddressChange,
    FactorReset,
    Invitation,
    Lock,
    Passkey,
    RecoveryCode,
    SignIn,
    StaffRole,
)
from cesi_site.accounts.words import ROLES
from cesi_site.core.languages import Text
from cesi_site.register import (
    Follow,
    Holding,
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


def owner(person: Person) -> ColumnElement[bool]:
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
    subject=owner,
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
            "Faites d’abord retirer votre accès.",
        )
    ),
)

CLOSED_ACCOUNT = Holding(
    key="accounts.closed",
    name=Text("uw gesloten account, of uw uitnodiging", "votre compte fermé, ou votre invitation"),
    model=Account,
    rows=Account.active.is_(False),
    subject=owner,
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
    subject=owner,
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
    on_erasure=Follow(),
)

RECOVERY_CODES = Holding(
    key="accounts.recovery_codes",
    name=Text("uw herstelcodes, onleesbaar gemaakt", "vos codes de récupération, rendus illisibles"),
    model=RecoveryCode,
    on=Account.id == RecoveryCode.account_id,
    subject=owner,
    clock=Account.last_contact_at,
    kept=THREE_YEARS,
    clock_in_words=LAST_CONTACT,
    export={},
    impersonal=(RecoveryCode.id, RecoveryCode.account_id, RecoveryCode.hash),
    on_erasure=Follow(),
)

SESSIONS = Holding(
    key="accounts.sessions",
    name=Text("uw sessies", "vos sessions"),
    model=SignIn,
    on=Account.id == SignIn.account_id,
    subject=owner,
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
    on_erasure=Follow(),
)

INVITATIONS = Holding(
    key="accounts.invitations",
    name=Text("uitnodigingen", "invitations"),
    model=Invitation,
    on=Account.id == Invitation.account_id,
    subject=owner,
    clock=Invitation.sent_at,
    kept=Term(months=12),
    clock_in_words=Text("vanaf de uitnodiging", "à partir de l’invitation"),
    export={
        "for": Invitation.on_behalf_of,
        "sent": Invitation.sent_at,
        "valid_until": Invitation.expires_at,
        "accepted": Invitation.accepted_at,
        "withdrawn": Invitation.withdrawn_at,
    },
    impersonal=(Invitation.id, Invitation.account_id, Invitation.invited_by),
    on_erasure=Follow(),
)

ADDRESS_CHANGES = Holding(
    key="accounts.address_changes",
    name=Text("gevraagde nieuwe e-mailadressen", "nouvelles adresses e-mail demandées"),
    model=AddressChange,
    on=Account.id == AddressChange.account_id,
    subject=owner,
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
    on_erasure=Follow(),
)

FACTOR_RESETS = Holding(
    key="accounts.factor_resets",
    name=Text("wissingen van een verloren tweede stap", "effacements d’une deuxième étape perdue"),
    model=FactorReset,
    on=Account.id == FactorReset.account_id,
    subject=owner,
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
    on_erasure=Follow(),
)

STAFF_ROLES = Holding(
    key="accounts.staff_roles",
    name=Text("rollen van medewerkers", "rôles des collaborateurs"),
    model=StaffRole,
    on=Account.id == StaffRole.account_id,
    subject=owner,
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
    words={"role": ROLES},
    impersonal=(StaffRole.id, StaffRole.account_id, StaffRole.given_by, StaffRole.ended_by),
    on_erasure=Keep(
        Text(
            "Wie toegang had tot gegevens van anderen, moet aantoonbaar blijven (artikelen 5.2 en 32 AVG).",
            "Il faut pouvoir démontrer qui avait accès aux données d’autrui (articles 5.2 et 32 du RGPD).",
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

ACCOUNT_HOLDINGS = (
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
)
