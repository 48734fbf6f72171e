"""Promises B1, B4 and K5: readers who said yes, and no letter to who said no."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import exists, func, select

from cesi_site.choices.models import Address, Barred, Choice, Decision, Suppression, Use
from cesi_site.choices.operations import PERSONAL
from cesi_site.core.database import db
from cesi_site.core.languages import Text
from cesi_site.newsletter.models import Kind, Mailing, MailingRecipient, MailingText, RecipientState, Subscription
from cesi_site.register.checking import Finding, checks

# A letter that is being handed over while its reader leaves cannot be called back.
IN_HAND = dt.timedelta(minutes=2)
STOPS = (Use.NEWSLETTER.value, Barred.EVERYTHING.value)


@checks("newsletter.yes", "B1", name=Text("Lezers zonder toestemming", "Abonnés sans consentement"))
def every_reader_said_yes() -> Iterator[Finding]:
    """Count the subscriptions that run without a recorded consent."""
    yes = exists().where(
        Choice.address_id == Subscription.address_id,
        Choice.use == Use.NEWSLETTER,
        Choice.decision == Decision.CONSENT,
    )
    if n := db.session.scalar(select(func.count(Subscription.id)).where(Subscription.ended_at.is_(None), ~yes)) or 0:
        yield Finding(
            Text(f"{n} lezers zonder vastgelegde toestemming.", f"{n} abonnés sans consentement enregistré."),
            Text("Vraag het hun, of schrijf hen uit.", "Demandez-le-leur, ou désinscrivez-les."),
            n,
        )


@checks("newsletter.no", "B4", "K5", name=Text("Mails na een bezwaar", "E-mails après une opposition"))
def nobody_is_written_to_after_a_no() -> Iterator[Finding]:
    """Count the newsletters that left for an address whose owner had left or objected before."""
    stopped = (
        select(Suppression.since, MailingRecipient.sent_at)
        .join(Mailing, Mailing.id == MailingRecipient.mailing_id)
        .join(Address, Address.id == MailingRecipient.address_id)
        .join(Suppression, Suppression.email_hash == Address.email_hash)
        .where(Mailing.kind == Kind.NEWSLETTER, MailingRecipient.state == RecipientState.SENT)
        .where(Suppression.use.in_(STOPS), Suppression.reason.in_(PERSONAL))
        .where(Suppression.since < MailingRecipient.sent_at)
    )
    late = [since for since, sent_at in db.session.execute(stopped) if sent_at and sent_at - since > IN_HAND]
    if n := len(late):
        yield Finding(
            Text(
                f"{n} mails vertrokken naar wie zich uitgeschreven had of bezwaar maakte.",
                f"{n} e-mails sont partis vers des personnes désinscrites ou opposées.",
            ),
            Text(
                "Houd de mailings tegen, en laat een ontwikkelaar zoeken hoe dit kon.",
                "Suspendez les mailings, et faites chercher la cause par un développeur.",
            ),
            n,
        )


@checks("newsletter.languages", "A1", name=Text("Mailings in één taal", "Mailings dans une seule langue"))
def archive_is_in_both() -> Iterator[Finding]:
    """Count the mailings of which the archive shows one language only."""
    published = select(MailingText.mailing_id).where(MailingText.published_at.is_not(None))
    single = published.group_by(MailingText.mailing_id).having(func.count() == 1).subquery()
    if n := db.session.scalar(select(func.count()).select_from(single)) or 0:
        yield Finding(
            Text(
                f"{n} mailings staan in één taal in het archief.",
                f"{n} mailings figurent dans une langue aux archives.",
            ),
            Text("Publiceer ook de andere taal.", "Publiez aussi l’autre langue."),
            n,
        )
