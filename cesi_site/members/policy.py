"""Who manages access must show a second factor at every sign-in; when it is taken away, the other managers know."""

from __future__ import annotations

from sqlalchemy import select

from cesi_site.accounts.policy import second_factor_needed_for, when_factor_is_reset
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.members import queries
from cesi_site.members.models import MemberPerson, is_current
from cesi_site.members.roles import Role
from cesi_site.outbox import queue_mail


@second_factor_needed_for
def manages_access(account_id: int) -> bool:
    """Tell whether an account is access manager of any organisation now."""
    query = select(MemberPerson.id).where(
        MemberPerson.account_id == account_id,
        MemberPerson.role == Role.ACCESS_MANAGER,
        is_current(clock.now()),
    )
    return db.session.scalars(query.limit(1)).first() is not None


@when_factor_is_reset
def tell_the_other_managers(account_id: int) -> None:
    """Mail the other access managers of each organisation for which this person acts."""
    for role in queries.roles_of_account(account_id):
        for manager in queries.managers(role.organisation_id):
            if manager.account_id != account_id:
                queue_mail("members.factor_reset", person_id=manager.id, about_id=role.id)
