"""What tests of mailings share: readers, members, mailings that are written, and somebody who writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cesi_site.accounts.models import Account
from cesi_site.choices.operations import address_of
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.members.models import MemberPerson, Organisation
from cesi_site.members.roles import Role
from cesi_site.newsletter.models import Kind, Mailing, Origin, Subscription
from cesi_site.newsletter.operations.listing import count_recipients
from cesi_site.newsletter.operations.mailings import approve, begin_mailing, prepare, send, write_mailing

CONFIRMED = dt.datetime(2026, 3, 3, 10, 0, tzinfo=dt.UTC)
TEXTS = {
    "nl": {"subject": "Winter op de werf", "summary": "Kou, gladheid en licht.", "body": "Het wordt **koud**."},
    "fr": {"subject": "L’hiver sur le chantier", "summary": "Froid et verglas.", "body": "Il fait **froid**."},
}
LAWS = {"nl": "artikel II.1-4 van de codex", "fr": "article II.1-4 du code"}


def writer(name: str = "Wim Redacteur") -> Account:
    """Add a member of staff."""
    with transaction() as session:
        account = Account(email=f"{name.lower().replace(' ', '.')}@cesi.example", name=name, language="nl", active=True)
        session.add(account)
    return account


def reader(email: str, language: str = "nl", themes: Sequence[str] = ("prevention", "hr", "training")) -> Subscription:
    """Add somebody who reads the newsletter."""
    with transaction() as session:
        subscription = Subscription(
            address=address_of(email),
            language=language,
            themes=[*themes],
            confirmed_at=CONFIRMED,
            origin=Origin.PAGE,
            text_version="1",
        )
        session.add(subscription)
    return subscription


def member(email: str, language: str = "nl", *, name: str = "Dupont & fils", role: Role = Role.CONTACT) -> MemberPerson:
    """Add a member with one person."""
    with transaction() as session:
        facts = {"street": "Kouter 1", "postcode": "9000", "town": "Gent", "language": language}
        began = clock.now() - dt.timedelta(days=30)
        organisation = Organisation(
            legal_name=name, affiliated_on=began.date(), access_confirmed_at=clock.now(), **facts
        )
        person = MemberPerson(
            organisation=organisation, email=email, name="An Maes", language=language, role=role, access_from=began
        )
        session.add_all([organisation, person])
    return person


def written(kind: Kind = Kind.NEWSLETTER, *, by: Account, themes: Sequence[str] = (), **bodies: str) -> Mailing:
    """Write a mailing; `nl` and `fr` are its texts, where others are wanted."""
    texts = {
        language: {**text, "body": bodies.get(language, text["body"])}
        | ({"legal_reason": LAWS[language]} if kind is Kind.STATUTORY else {})
        for language, text in TEXTS.items()
    }
    return write_mailing(begin_mailing(kind, by=by).id, texts, themes=themes, by=by)


def counted(mailing: Mailing, *, by: Account) -> Mailing:
    """Prepare a mailing and let its recipients be counted."""
    prepare(mailing.id, by=by)
    count_recipients(mailing.id)
    return mailing


def let_go(mailing: Mailing, *, by: Account, second: Account | None = None) -> Mailing:
    """Bring a written mailing as far as it leaves."""
    counted(mailing, by=by)
    return approve(mailing.id, by=second) if second else send(mailing.id, by=by)
