"""Striking an address off because mail comes back from it, and taking that back (promise B6)."""

from __future__ import annotations

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.choices import operations as choices
from cesi_site.choices.models import Barred, Reason, Use
from cesi_site.choices.queries import is_blocked
from cesi_site.core import clock
from cesi_site.core.database import insert_new, transaction
from cesi_site.members.queries import informed_at
from cesi_site.newsletter.models import Bounce, Closing, EndReason, Undeliverable, Verdict
from cesi_site.newsletter.operations.leaving import end
from cesi_site.newsletter.queries import bounces as queries
from cesi_site.newsletter.queries.subscriptions import find_subscription


class NotStruckOff(Exception):
    """The report struck nobody off, or that was taken back before."""


def strike_off(email: str, bounce: Bounce) -> None:
    """Write to an address no more, statutory information included; its subscription ends.

    Where it belongs to somebody whom the law obliges us to inform, staff get a task.
    """
    with transaction():
        choices.suppress(email, Barred.UNDELIVERABLE, Reason.BOUNCED)
        subscription = find_subscription(email)
        if subscription is not None and subscription.runs:
            end(subscription, EndReason.BOUNCED)
        record("newsletter:address:struck_off", subject=bounce, details={"kind": bounce.kind, "status": bounce.status})
        for person in informed_at(email):
            _open_task(person.person_id, email, bounce)


def _open_task(person_id: int, email: str, bounce: Bounce) -> None:
    row = {"person_id": person_id, "email": email, "bounce_id": bounce.id, "opened_at": clock.now()}
    insert_new(Undeliverable, row)


def undo(bounce_id: int, *, by: Account, reason: str) -> Bounce:
    """Write to an address again that a report struck off: staff know that it works.

    A subscription that ended for it goes on, unless the reader left or objected meanwhile. Raises `NotStruckOff`.
    """
    with transaction() as session:
        bounce = session.get(Bounce, bounce_id, with_for_update=True, populate_existing=True)
        if bounce is None or bounce.verdict is not Verdict.STRUCK_OFF or bounce.email is None:
            raise NotStruckOff
        bounce.verdict, bounce.undone_at = Verdict.UNDONE, clock.now()
        bounce.undone_by_id, bounce.undo_reason = by.id, reason
        choices.lift(bounce.email, Barred.UNDELIVERABLE)
        _go_on(bounce.email, by)
        record("newsletter:address:reinstated", subject=bounce, actor=by)
    return bounce


def _go_on(email: str, by: Account) -> None:
    subscription = find_subscription(email)
    if subscription is None or subscription.end_reason is not EndReason.BOUNCED:
        return
    if is_blocked(Use.NEWSLETTER, email) is None:
        subscription.ended_at = subscription.end_reason = None
        record("newsletter:subscription:reinstated", subject=subscription, actor=by)


def close_task(task_id: int, *, by: Account, note: str) -> Undeliverable:
    """Close a task about an undeliverable contact, with what was done. Raises `LookupError` for one that is closed."""
    with transaction() as session:
        task = session.get(Undeliverable, task_id, with_for_update=True, populate_existing=True)
        if task is None or task.closed_at is not None:
            raise LookupError(task_id)
        task.closed_by_id, task.note = by.id, note
        _close(task, Closing.NOTED)
        record("newsletter:undeliverable:closed", subject=task, actor=by)
    return task


def settle_tasks() -> int:
    """Close the tasks that settled themselves: the address was changed or works again, or the person left.

    A task goes on for somebody else who stands for a member at the same address. Desks show all of that at once
    (`queries.bounces.open_tasks`); this writes it down. Returns how many were closed.
    """
    closed = 0
    with transaction():
        for found in queries.judged_tasks():
            if found.person is not None:
                found.row.person_id = found.person.person_id
            elif found.closing is not None:
                _close(found.row, found.closing)
                record("newsletter:undeliverable:settled", subject=found.row, details={"how": found.closing})
                closed += 1
    return closed


def _close(task: Undeliverable, closing: Closing) -> None:
    task.closed_at, task.closing = clock.now(), closing
