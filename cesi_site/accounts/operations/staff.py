"""Staff roles: who has them, since when, by whom and why."""

from __future__ import annotations

from sqlalchemy import select

from cesi_site.accounts.models import Account, StaffRole, StaffRoleName
from cesi_site.accounts.operations.errors import NotAllowed
from cesi_site.accounts.operations.sessions import end_sessions
from cesi_site.audit import record
from cesi_site.core import clock
from cesi_site.core.database import transaction


def give_staff_role(*, account: Account, role: StaffRoleName, by: Account | None, reason: str) -> StaffRole:
    """Give somebody a role; who has it already keeps it. Sessions without a second factor end.

    `by` is None for the command line. Raises `NotAllowed("own")`: nobody gives a role to themselves.
    """
    if by is not None and by.id == account.id:
        raise NotAllowed("own")
    with transaction() as session:
        running = _running(account, role)
        if running is not None:
            return running
        given = StaffRole(account_id=account.id, role=role, reason=reason, given_by=by.id if by else None)
        session.add(given)
        session.flush()
        session.expire(account, ["roles"])
        end_sessions(account.id, "role")
        record("accounts:staff_role:given", subject=account, actor=by, details={"role": role})
    return given


def end_staff_role(*, account: Account, role: StaffRoleName, by: Account, reason: str) -> None:
    """Take a role away: all sessions end, so that nothing of it stays open.

    Raises `NotAllowed` ("own", "last_administrator"): somebody must be left who can give roles.
    """
    if by.id == account.id:
        raise NotAllowed("own")
    with transaction() as session:
        running = _running(account, role)
        if running is None:
            return
        if role is StaffRoleName.ADMINISTRATOR and _is_last_administrator(account):
            raise NotAllowed("last_administrator")
        running.ended_at, running.ended_by, running.end_reason = clock.now(), by.id, reason
        account.last_contact_at = clock.now()
        session.flush()
        session.expire(account, ["roles"])
        end_sessions(account.id, "role")
        record("accounts:staff_role:ended", subject=account, actor=by, details={"role": role})


def _running(account: Account, role: StaffRoleName) -> StaffRole | None:
    with transaction() as session:
        return session.scalar(
            select(StaffRole).where(
                StaffRole.account_id == account.id, StaffRole.role == role, StaffRole.ended_at.is_(None)
            )
        )


def _is_last_administrator(account: Account) -> bool:
    with transaction() as session:
        other = session.scalar(
            select(StaffRole.id)
            .join(Account, Account.id == StaffRole.account_id)
            .where(
                StaffRole.role == StaffRoleName.ADMINISTRATOR,
                StaffRole.ended_at.is_(None),
                StaffRole.account_id != account.id,
                Account.active.is_(True),
            )
            .limit(1)
        )
    return other is None
