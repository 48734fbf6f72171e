"""The editions of the policy, and what somebody was told of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from cesi_site.accounts.models import Account
from cesi_site.core.database import db
from cesi_site.privacy.models import PolicyEdition, PolicyNotice
from cesi_site.privacy.versions import VERSIONS


class Told(NamedTuple):
    """How many people were told of an edition, and how many of them said in MyCESI that they read it."""

    people: int
    read: int


def all_editions() -> Sequence[PolicyEdition]:
    """Return all editions, the newest first."""
    newest_first = select(PolicyEdition).order_by(PolicyEdition.id.desc())
    return db.session.scalars(newest_first).all()


def newest_edition() -> PolicyEdition | None:
    """Return the edition in force; None before the first one was kept."""
    return db.session.scalars(select(PolicyEdition).order_by(PolicyEdition.id.desc()).limit(1)).first()


def is_to_be_told() -> bool:
    """Tell whether the edition in force changes what matters to people, and nobody was told of it yet."""
    edition = newest_edition()
    if edition is None or edition.revision or edition.told_at is not None:
        return False
    return any(version.material for version in VERSIONS if version.number == edition.version)


def find_edition(name: str) -> PolicyEdition | None:
    """Return the edition that is called "2" or "2.1"."""
    version, _point, revision = name.partition(".")
    numbers = (version, revision or "0")
    if not all(number.isascii() and number.isdigit() and len(number) < 6 for number in numbers):
        return None
    wanted = select(PolicyEdition).where(
        PolicyEdition.version == int(numbers[0]), PolicyEdition.revision == int(numbers[1])
    )
    edition = db.session.scalars(wanted).first()
    return edition if edition is not None and edition.name == name else None


def find_policy_notice(number: int) -> PolicyNotice | None:
    """Return that somebody is told of an edition, by its key."""
    return db.session.get(PolicyNotice, number)


def edition_of(notice: PolicyNotice) -> PolicyEdition:
    """Return the edition that a notice is about."""
    return db.session.get_one(PolicyEdition, notice.edition_id)


def unread_edition(account_id: int) -> PolicyEdition | None:
    """Return the newest edition that somebody was told of and has not yet said to have read."""
    unread = select(PolicyEdition).join(PolicyNotice, PolicyNotice.edition_id == PolicyEdition.id)
    unread = unread.where(PolicyNotice.account_id == account_id, PolicyNotice.read_at.is_(None))
    return db.session.scalars(unread.order_by(PolicyEdition.id.desc()).limit(1)).first()


def told_of(edition: PolicyEdition) -> Told:
    """Count who was told of an edition."""
    counted = select(func.count(PolicyNotice.id), func.count(PolicyNotice.read_at))
    return Told(*db.session.execute(counted.where(PolicyNotice.edition_id == edition.id)).one())


def people_with_account() -> int:
    """Count the people who can sign in: those who are told of a change."""
    return db.session.scalar(select(func.count(Account.id)).where(Account.active)) or 0
