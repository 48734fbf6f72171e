"""Letters that were sent, and what comes back from them."""

from __future__ import annotations

import datetime as dt

from cesi_site.accounts.models import Account
from cesi_site.choices.models import Reason
from cesi_site.choices.queries import is_blocked
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.core.languages import LANGUAGES
from cesi_site.newsletter import verp
from cesi_site.newsletter.models import (
    Bounce,
    Kind,
    Mailing,
    MailingRecipient,
    MailingState,
    MailingText,
    RecipientState,
    Source,
)
from cesi_site.newsletter.operations.bounces import take_in
from tests.newsletter.bounces.letters import letter


def sent(email: str, *, days_ago: int = 1) -> MailingRecipient:
    """Note that a newsletter went to this address."""
    with transaction() as session:
        texts = [MailingText(language=language, subject=f"Nieuws ({language})") for language in LANGUAGES]
        mailing = Mailing(kind=Kind.NEWSLETTER, state=MailingState.SENT, texts=texts)
        session.add(mailing)
        session.flush()
        moment = clock.now() - dt.timedelta(days=days_ago)
        row = MailingRecipient(
            mailing_id=mailing.id, email=email, language="nl", state=RecipientState.SENT, sent_at=moment
        )
        session.add(row)
    return row


def report_on(row: MailingRecipient, name: str, *, mark: str = "") -> bytes:
    """Return a report of the folder on the letter to this recipient, naming its address; `mark` makes another one."""
    raw = letter(name, sent_to=verp.sender_for(row.id), mail_id=verp.message_id_for_token(verp.token_for(row.id)))
    named = b"an.peeters@klant.example"
    return raw.replace(named, row.email.encode()).replace(b"Date: ", f"Date: {mark}".encode(), 1)


def come_back(row: MailingRecipient, name: str = "postfix_unknown_user", *, mark: str = "") -> Bounce:
    """Take in a report on the letter to this recipient, and return what was written down."""
    bounce = take_in(report_on(row, name, mark=mark), source=Source.PIPE).bounce
    assert bounce is not None
    return bounce


def is_struck_off(email: str) -> bool:
    """Whether nothing goes to this address any more, statutory information included."""
    return is_blocked(None, email) is Reason.BOUNCED


def colleague(name: str = "Lotte Baert") -> Account:
    """Add a member of staff."""
    with transaction() as session:
        account = Account(email=f"{name.lower().replace(' ', '.')}@cesi.example", name=name, language="nl", active=True)
        session.add(account)
    return account


def all_bounces() -> list[Bounce]:
    """Return everything that was written down, the oldest first."""
    return list(db.session.query(Bounce).order_by(Bounce.id))
