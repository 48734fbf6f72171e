"""Before a person's rows are erased their roles end, unless they alone manage an organisation's access."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, or_, select

from cesi_site.accounts import operations as accounts
from cesi_site.accounts.models import Account
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.core.languages import Text
from cesi_site.members.models import MemberPerson, is_current
from cesi_site.members.operations.people import end_role, is_last_manager
from cesi_site.members.roles import Reason
from cesi_site.register import Person
from cesi_site.register.erasing import before_erasure, hinders_erasure


@hinders_erasure
def last_manager(person: Person) -> Iterator[Text]:
    """Tell of each organisation whose access nobody else manages."""
    for role in _running(person):
        if is_last_manager(role):
            name = role.organisation.legal_name
            yield Text(
                f"U bent de enige toegangsbeheerder van {name}. Een medewerker van CESI zoekt eerst met uw organisatie "
                "wie uw taak overneemt.",
                f"Vous êtes le seul gestionnaire des accès de {name}. Un collaborateur de CESI cherche d’abord avec "
                "votre organisation qui vous remplace.",
            )


@before_erasure
def end_access(person: Person) -> None:
    """End the person's roles, with their sessions, and close the account where no role of staff needs it."""
    for role in _running(person):
        end_role(role, by=None, reason=Reason.ERASURE, at=clock.now())
    db.session.flush()
    for account in db.session.scalars(select(Account).where(_is_own(person), Account.active.is_(True))):
        if not account.is_staff:
            accounts.withdraw_access(account_id=account.id, by=None, reason=Reason.ERASURE)


def _running(person: Person) -> Sequence[MemberPerson]:
    own = or_(MemberPerson.email.in_(sorted(person.emails)), MemberPerson.account_id.in_(_accounts(person)))
    return db.session.scalars(select(MemberPerson).where(own, is_current(clock.now()))).all()


def _accounts(person: Person) -> Sequence[int]:
    return db.session.scalars(select(Account.id).where(_is_own(person))).all()


def _is_own(person: Person) -> ColumnElement[bool]:
    return or_(Account.id == person.account_id, Account.email.in_(sorted(person.emails)))
