"""Keep what the policy said, and tell people with an account when it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.core.languages import Text
from cesi_site.outbox import queue_job, queue_mail
from cesi_site.privacy.errors import AlreadyTold, NothingToTell
from cesi_site.privacy.models import PolicyEdition, PolicyNotice
from cesi_site.privacy.queries.editions import newest_edition
from cesi_site.privacy.versions import PolicyVersion

BATCH = 500
SETTINGS_CHANGED = Text(
    "Er veranderde iets in de instellingen van deze websites, zoals een bedrijf dat voor ons werkt.",
    "Un paramètre de ces sites a changé, par exemple une entreprise qui travaille pour nous.",
)


def keep_edition(version: PolicyVersion, *, fingerprint: str, contents: Mapping[str, str]) -> PolicyEdition:
    """Keep the policy as it stands, unless it is the one that was kept last; return the edition in force.

    `contents` are its texts as HTML by their language, `fingerprint` tells their words apart.
    """
    with transaction() as session:
        last = newest_edition()
        if last is not None and (last.version, last.fingerprint) == (version.number, fingerprint):
            return last
        revision = last.revision + 1 if last is not None and last.version == version.number else 0
        change = SETTINGS_CHANGED if revision else version.change
        edition = PolicyEdition(
            version=version.number,
            revision=revision,
            fingerprint=fingerprint,
            change_nl=change.nl,
            change_fr=change.fr,
            content_nl=contents["nl"],
            content_fr=contents["fr"],
        )
        session.add(edition)
        session.flush()
        queue_job("privacy.draw_policy", key=f"policy:draw:{edition.id}", edition_id=edition.id)
        record("privacy:policy:kept", subject=edition, details={"version": version.number, "revision": revision})
    return edition


def keep_drawings(number: int, drawings: Mapping[str, bytes | None]) -> None:
    """Keep an edition on paper, by its language."""
    with transaction() as session:
        edition = session.get_one(PolicyEdition, number)
        edition.pdf_nl, edition.pdf_fr = drawings["nl"], drawings["fr"]


def tell_people(number: int, *, by: Account) -> PolicyEdition:
    """Tell everybody with an account of the edition in force: by mail, and by a notice in MyCESI.

    Raises `NothingToTell` for the first edition and for one that is no longer in force, `AlreadyTold` the second time.
    """
    with transaction() as session:
        edition = session.get_one(PolicyEdition, number, with_for_update=True, populate_existing=True)
        newest = newest_edition()
        if newest is None or newest.id != edition.id or not _has_one_before(edition):
            raise NothingToTell
        if edition.told_at is not None:
            raise AlreadyTold
        edition.told_at = clock.now()
        queue_job("privacy.tell_people", key=f"policy:{edition.id}", edition_id=edition.id)
        record("privacy:policy:told", subject=edition, actor=by, details={"version": edition.version})
    return edition


def _has_one_before(edition: PolicyEdition) -> bool:
    return db.session.scalar(select(PolicyEdition.id).where(PolicyEdition.id < edition.id).limit(1)) is not None


def tell_next(edition_id: int) -> int:
    """Tell the next people who were not told yet, some hundreds at once; return how many, 0 when all were."""
    with transaction() as session:
        accounts = _not_told(edition_id)
        for account_id in accounts:
            notice = PolicyNotice(account_id=account_id, edition_id=edition_id)
            session.add(notice)
            session.flush()
            queue_mail("privacy.policy_changed", key=f"policy:{edition_id}:{account_id}", notice_id=notice.id)
    return len(accounts)


def _not_told(edition_id: int) -> Sequence[int]:
    told = select(PolicyNotice.account_id).where(PolicyNotice.edition_id == edition_id)
    waiting = select(Account.id).where(Account.active, Account.id.not_in(told))
    return db.session.scalars(waiting.order_by(Account.id).limit(BATCH)).all()


def note_read(*, account: Account) -> None:
    """Note that somebody read what they were told of the policy; their notices are not shown any more."""
    with transaction() as session:
        unread = select(PolicyNotice).where(PolicyNotice.account_id == account.id, PolicyNotice.read_at.is_(None))
        for notice in session.scalars(unread):
            notice.read_at = clock.now()
