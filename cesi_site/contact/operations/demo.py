"""Invented staff and messages, to try the back office with. Nobody of them exists; their addresses lead nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import update

from cesi_site.accounts import operations as accounts
from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.accounts.places import NOWHERE
from cesi_site.accounts.queries import account_by_email
from cesi_site.contact import queries
from cesi_site.contact.deadlines import answer_by
from cesi_site.contact.models import ContactMessage
from cesi_site.contact.operations import handling
from cesi_site.contact.operations.messages import Draft, receive_message
from cesi_site.contact.operations.readers import give_topic
from cesi_site.contact.operations.templates import save_template
from cesi_site.core import clock
from cesi_site.core.database import db, transaction

REASON = "demo"
DOMAIN = "cesi.example"


@dataclass(frozen=True)
class DemoStaff:
    """Somebody of staff to sign in as."""

    account: Account
    roles: tuple[StaffRoleName, ...]


@dataclass(frozen=True)
class _Colleague:
    name: str
    language: str
    roles: tuple[StaffRoleName, ...]
    topics: tuple[str, ...] = ()


AGENT = StaffRoleName.CONTACT_AGENT
COLLEAGUES = (
    _Colleague("Anna Peeters", "nl", (AGENT,), ("training", "invoice", "other", "affiliation")),
    _Colleague("Benoît Lambert", "fr", (AGENT,), ("training", "mycesi", "website", "other")),
    _Colleague("Chris Wouters", "nl", (AGENT,), ("psychosocial", "medical")),
    _Colleague("Dirk Maes", "nl", (StaffRoleName.ADMINISTRATOR,)),
    _Colleague("Eva Simon", "fr", (StaffRoleName.ADMINISTRATOR,)),
    _Colleague("Farah Aziz", "nl", (StaffRoleName.AFFILIATION_OFFICER,)),
    _Colleague("Gilles Renard", "fr", (StaffRoleName.MEMBER_SUPPORT,)),
    _Colleague("Hanne De Smet", "nl", (StaffRoleName.DPO,), ("privacy",)),
    _Colleague("Ilse Jacobs", "nl", (StaffRoleName.TRAINING_MANAGER,)),
    _Colleague("Jan Claes", "nl", (StaffRoleName.CONTENT_EDITOR,)),
    _Colleague("Karim Dubois", "fr", (StaffRoleName.BILLING_OFFICER,)),
    _Colleague("Lotte Baert", "nl", (StaffRoleName.COMMUNICATION_OFFICER,)),
    _Colleague("Marc Petit", "fr", (StaffRoleName.COMMUNICATION_OFFICER,)),
)

# Topic, language, subject, name, address, text, days ago.
MESSAGES = (
    (
        *("training", "nl", "Plaatsen voor EHBO in maart?", "Noor Janssens", "noor@bakkerij.example"),
        *("Goedendag\n\nHebben jullie in maart nog drie plaatsen voor de basisopleiding EHBO, liefst in Mechelen?", 9),
    ),
    (
        *("invoice", "fr", "Facture de janvier", "Luc Lambert", "luc@garage.example"),
        *("Bonjour,\n\nNotre facture de janvier mentionne cinq travailleurs. Nous n’en avons que quatre.", 2),
    ),
    (
        *("other", "nl", None, "Mieke Verlinden", "mieke@voorbeeld.example"),
        *("Kan ik bij jullie terecht voor een vaccinatie voor een reis naar Kenia?", 1),
    ),
    (
        *("training", "fr", "Attestation perdue", "Sophie Legrand", "sophie@exemple.example"),
        *("Bonjour,\n\nJ’ai perdu mon attestation de secourisme de l’an dernier. Pouvez-vous la renvoyer ?", 4),
    ),
    (
        *("affiliation", "nl", "Wisselen van externe dienst", "Tom Claes", "tom@bakkerij.example"),
        *("Onze tweede zaak is nog bij een andere dienst aangesloten. Tegen wanneer moeten wij opzeggen?", 0),
    ),
    (
        *("psychosocial", "nl", None, "Een werknemer", "werknemer@voorbeeld.example"),
        *("Ik wil graag met iemand praten. U kunt mij bellen na 18 uur.", 1),
    ),
    (
        *("privacy", "fr", "Mes données", "Claire Petit", "claire@exemple.example"),
        *("Quelles données avez-vous à mon sujet ?", 0),
    ),
)
SUSPECT = (
    *("other", "nl", "Meer bezoekers voor uw website", "Growth Team", "sales@spam.example"),
    *("Hello! https://a.example https://b.example https://c.example https://d.example", 0),
)


def load_demo_staff(password: str) -> list[DemoStaff]:
    """Make the invented staff, whose accounts all have this password, and their messages; once."""
    if account_by_email(_address(COLLEAGUES[0].name)) is not None:
        return []
    made = [_colleague(one, password) for one in COLLEAGUES]
    numbers = [_message(facts, n) for n, facts in enumerate(MESSAGES)]
    _message(SUSPECT, len(MESSAGES), suspicions=("many_links",))
    _work(made[0].account, made[1].account, numbers)
    _templates(made[0].account)
    return made


def _address(name: str) -> str:
    plain = name.lower().replace("î", "i").replace(" ", ".", 1).replace(" ", "")
    return f"{plain}@{DOMAIN}"


def _colleague(one: _Colleague, password: str) -> DemoStaff:
    with transaction():
        invited = accounts.invite(email=_address(one.name), name=one.name, language=one.language)
        account = invited.account
        for role in one.roles:
            accounts.give_staff_role(account=account, role=role, by=None, reason=REASON)
        for topic in one.topics:
            give_topic(account=account, topic=topic, by=None, reason=REASON)
    if invited.invitation is not None:
        accounts.accept_invitation(invitation_id=invited.invitation.id, password=password, place=NOWHERE)
    return DemoStaff(account, one.roles)


def _message(facts: Iterable[object], n: int, suspicions: tuple[str, ...] = ()) -> int:
    topic, language, subject, name, email, body, days = facts
    draft = Draft(
        topic=str(topic),
        language=str(language),
        subject=None if subject is None else str(subject),
        name=str(name),
        email=str(email),
        phone=None,
        organisation=None,
        enterprise_number=None,
        body=str(body),
        source="contact",
    )
    taken = receive_message(draft, number=f"demo {n}", suspicions=suspicions)
    if not suspicions:
        _age(taken.id, draft.topic, int(str(days)))
    return taken.id


def _age(message_id: int, topic_key: str, days: int) -> None:
    topic = queries.find_topic(topic_key)
    since = clock.now() - dt.timedelta(days=days)
    promised = answer_by(since, topic.answer_days) if topic else None
    with transaction():
        db.session.execute(
            update(ContactMessage)
            .where(ContactMessage.id == message_id)
            .values(received_at=since, answer_by=promised)
            .execution_options(synchronize_session="fetch")
        )


def _work(anna: Account, benoit: Account, numbers: list[int]) -> None:
    """Bring some messages into other states, as colleagues would."""
    handling.add_note(numbers[0], text="Gebeld: belt donderdag terug met de namen.", by=anna)
    handling.take(numbers[0], by=anna)
    handling.take(numbers[3], by=benoit)
    text = "Bonjour,\n\nVotre attestation part aujourd’hui par la poste.\n\nBien à vous"
    handling.answer(numbers[3], text=text, by=benoit)
    handling.answer(
        numbers[2], text="Ja, dat kan. Maak een afspraak via ons medisch secretariaat.", by=anna, close_it=True
    )


def _templates(anna: Account) -> None:
    save_template(
        template=None,
        name="Opleiding volzet",
        topic="training",
        body_nl="De opleiding waarover u schrijft, is volzet. Wij plaatsen u graag op de wachtlijst.",
        body_fr="La formation dont vous parlez est complète. Nous vous plaçons volontiers sur la liste d’attente.",
        by=anna,
    )
    save_template(
        template=None,
        name="Meer informatie nodig",
        topic=None,
        body_nl="Om u goed te antwoorden, hebben wij nog wat informatie nodig:",
        body_fr="Pour bien vous répondre, nous avons encore besoin de quelques informations\u00a0:",
        by=anna,
    )
