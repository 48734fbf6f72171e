"""Before a person's rows are erased their roles end, unless they alone manage an organisation's access."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from cesi_site.accounts import operations as accounts
from cesi_site.accounts.models import Account
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.core.languages import Text
from cesi_site.members.models import MemberPerson, is_current
from cesi_site.members.operations.people import end_role, is_last_manager, take_turn
from cesi_site.members.roles import Reason
from cesi_site.register.erasing import before_erasure, hinders_erasure
from cesi_site.register.finding import Selection


@hinders_erasure
def last_manager(selection: Selection) -> Iterator[Text]:
    """Tell of each organisation whose access nobody else manages; no other change of rights comes in between."""
    for organisation_id in sorted({role.organisation_id for role in _running(selection)}):
        take_turn(organisation_id)
    for role in _running(selection):
        if is_last_manager(role):
            name = role.organisation.legal_name
            yield Text(
                f"U bent de enige toegangsbeheerder van {name}. Een medewerker van CESI zoekt eerst met uw organisatie "
                "wie uw taak overneemt.",
                f"Vous êtes le seul gestionnaire des accès de {name}. Un collaborateur de CESI cherche d’abord avec "
                "votre organisation qui vous remplace.",
            )


@before_erasure
def end_access(selection: Selection) -> None:
    """End the person's roles, with their sessions, and close the account where no role of staff needs it."""
    for role in _running(selection):
        end_role(role, by=None, reason=Reason.ERASURE, at=clock.now())
    db.session.flush()
    for account in db.session.scalars(select(Account).where(_is_own(selection), Account.active.is_(True))):
        if not account.is_staff:
            accounts.withdraw_access(account_id=account.id, by=None, reason=Reason.ERASURE)


def _running(selection: Selection) -> Sequence[MemberPerson]:
    """Return the person's roles that run now, in the order of their keys, and nobody else's at the same address."""
    emails = sorted(selection.person.emails)
    own = or_(MemberPerson.email.in_(emails), MemberPerson.account_id.in_(_accounts(selection)))
    mine = and_(own, selection.not_apart(MemberPerson), is_current(clock.now()))
    return db.session.scalars(select(MemberPerson).where(mine).order_by(MemberPerson.id)).all()


def _accounts(selection: Selection) -> Sequence[int]:
    return db.session.scalars(select(Account.id).where(_is_own(selection))).all()


def _is_own(selection: Selection) -> ColumnElement[bool]:
    person = selection.person
    own = or_(Account.id == person.account_id, Account.email.in_(sorted(person.emails)))
    return and_(own, selection.not_apart(Account))
