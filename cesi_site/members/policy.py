"""Who manages access must show a second factor at every sign-in."""

from __future__ import annotations

from sqlalchemy import select

from cesi_site.accounts.policy import second_factor_needed_for
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.members.models import MemberPerson, is_current
from cesi_site.members.roles import Role


@second_factor_needed_for
def manages_access(account_id: int) -> bool:
    """Tell whether an account is access manager of any organisation now."""
    query = select(MemberPerson.id).where(
        MemberPerson.account_id == account_id,
        MemberPerson.role == Role.ACCESS_MANAGER,
        is_current(clock.now()),
    )
    return db.session.scalars(query.limit(1)).first() is not None
