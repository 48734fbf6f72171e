"""Who may open which page of the member area: declared at the view, denied where nothing is declared.

`for_members(Right.DOCUMENTS)` lets in a person whose role in the organisation they act for holds that right.
With `of=` the view gets an object in the place of its number: one of that organisation and within the person's
scope, else the page does not exist (404), so that numbers tell nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import abort, g, redirect, session, url_for

from cesi_site.accounts import operations as accounts
from cesi_site.accounts.guards import allow, note_refusal, signed_in
from cesi_site.accounts.here import here, me, my_session
from cesi_site.accounts.models import Account
from cesi_site.core.templating import endpoint_exists
from cesi_site.members import (  # noqa: F401 - all but the last register themselves
    erasing,
    following,
    jobs,
    mails,
    policy,
    queries,
)
from cesi_site.members.models import MemberPerson
from cesi_site.members.roles import GRANTABLE, Right, Role

View = TypeVar("View", bound=Callable[..., Any])

ROLE_IN_SESSION = "role"
# Rights whose page an edition may lack.
PAGES_OF_RIGHTS = {Right.ENROLMENTS: "mycesi.enrolments"}


@dataclass(frozen=True)
class MemberRule:
    """Lets in a role that holds `right`, or (None) every role that gives access."""

    right: Right | None = None

    @property
    def name(self) -> str:
        """How the table of pages and roles names this rule."""
        return f"member: {self.right or 'any role'}"

    def admits(self, role: Role) -> bool:
        """Tell whether a person in this role may enter."""
        return role.gives_access and (self.right is None or self.right in role.rights)

    def allows(self, account: Account) -> bool:
        """Tell whether the visitor may enter; who acts for no organisation yet is led to the choice."""
        role = acting_role()
        if role is None:
            abort(redirect(url_for("mycesi.choose"), 303))
        return self.admits(role.role)


def offered_roles() -> list[Role]:
    """Return the roles that can be given: those that open something in this edition."""
    absent = {right for right, page in PAGES_OF_RIGHTS.items() if not endpoint_exists(page)}
    return [role for role in GRANTABLE if role.rights - absent]


def for_members(
    right: Right | None = None, *, of: Callable[[MemberPerson, int], object | None] | None = None
) -> Callable[[View], View]:
    """Let in a person whose role holds `right`, or (None) any role that gives access.

    `of` loads the object behind the view's one number; the view gets that object instead.
    """

    def mark(view: View) -> View:
        return allow(MemberRule(right))(view if of is None else _loading(view, lambda key: of(the_role(), key)))

    return mark


def for_accounts(*, of: Callable[[Account, int], object | None] | None = None) -> Callable[[View], View]:
    """Let in whoever is signed in, with or without a role in an organisation.

    `of` loads what belongs to the account behind the view's one number; the view gets that object instead.
    """

    def mark(view: View) -> View:
        return signed_in(view if of is None else _loading(view, lambda key: of(me(), key)))

    return mark


def _loading(view: Any, load: Callable[[int], object | None]) -> Any:
    @wraps(view)
    def loading(**numbers: int) -> Any:
        (number,) = numbers.values()
        found = load(number)
        if found is None:
            note_refusal()
            abort(404)
        return view(found)

    return loading


def acting_role() -> MemberPerson | None:
    """Return the role in which the visitor acts: the chosen one, or the only one; None leads to the choice.

    Asked from the database at every request: what was withdrawn a moment ago is not there any more.
    """
    if "acting_role" not in g:
        g.acting_role = _chosen_role(me().id)
        if g.acting_role is not None:
            _note_entry(g.acting_role)
    role: MemberPerson | None = g.acting_role
    return role


def _chosen_role(account_id: int) -> MemberPerson | None:
    chosen = session.get(ROLE_IN_SESSION)
    role = queries.role_of_account(account_id, chosen) if isinstance(chosen, int) else None
    if role is None:
        roles = queries.roles_of_account(account_id)
        role = roles[0] if len(roles) == 1 else None
    return role


def _note_entry(role: MemberPerson) -> None:
    """Log, once a session, that somebody began to act for an organisation (promise G2)."""
    row = my_session()
    if row is None or row.organisation_id == role.organisation_id:
        return
    accounts.enter_organisation(sign_in=row, organisation_id=role.organisation_id, place=here())


def act_as(role: MemberPerson) -> None:
    """Let the visitor act in this role from now on; the view has checked that it is theirs."""
    session[ROLE_IN_SESSION] = role.id


def the_role() -> MemberPerson:
    """Return the role in which the visitor acts, inside a view that `for_members` guards."""
    role = acting_role()
    assert role is not None
    return role
