"""Restriction (article 18 GDPR): the person's rows are kept and not used, and no clock takes them away."""

from __future__ import annotations

from sqlalchemy import select

from cesi_site.choices import operations as choices
from cesi_site.choices.models import Restriction
from cesi_site.choices.queries import email_hash
from cesi_site.core.database import Base, db, transaction
from cesi_site.register import Person, current_register
from cesi_site.register.finding import addresses

OWN_REQUEST = "own_request"


def limit_use(person: Person, *, by: Base | None = None) -> None:
    """Stop using what is known under these addresses, until `resume_use`."""
    with transaction():
        for email in sorted(person.emails):
            choices.restrict(email, reason=OWN_REQUEST, by=by)


def resume_use(person: Person, *, by: Base | None = None) -> None:
    """End the restriction."""
    with transaction():
        for email in sorted(person.emails):
            choices.unrestrict(email, by=by)


def frozen() -> Person | None:
    """Return everybody whose data is restricted as one person, for the purge to leave alone; None where nobody is.

    A restriction knows a keyed hash alone, so the addresses are looked for among all rows: only when there is one.
    """
    running = set(db.session.scalars(select(Restriction.email_hash).where(Restriction.ended_at.is_(None))))
    if not running:
        return None
    return Person(frozenset(email for email in addresses(current_register()) if email_hash(email) in running))
