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
from flask_security import auth_required, current_user

from cesi_site.accounts.models import Account
from cesi_site.members import following, jobs, mails, policy, queries  # noqa: F401 - the first four register themselves
from cesi_site.members.models import MemberPerson
from cesi_site.members.roles import Right, Role

View = TypeVar("View", bound=Callable[..., Any])
Loader = Callable[[MemberPerson, int], object | None]

ROLE_IN_SESSION = "role"


@dataclass(frozen=True)
class Access:
    """The rule of a view. Without `right` every role may enter; `signed_in` asks for an account and no role."""

    right: Right | None = None
    signed_in: bool = True
    member: bool = True
    of: str | None = None

    def admits(self, role: Role) -> bool:
        """Tell whether a person in this role may enter."""
        return not self.member or (role.gives_access and (self.right is None or self.right in role.rights))


def for_accounts(view: View) -> View:
    """Let in whoever is signed in, with or without a role in an organisation."""
    guarded = auth_required("session")(view)
    guarded.access = Access(member=False)
    return guarded  # type: ignore[no-any-return]


def for_members(right: Right | None = None, *, of: Loader | None = None) -> Callable[[View], View]:
    """Let in a person whose role holds `right`, or (None) any role that gives access.

    `of` loads the object behind the view's one number; the view gets that object instead.
    """

    def mark(view: View) -> View:
        @auth_required("session")
        @wraps(view)
        def guarded(**numbers: int) -> Any:
            role = acting_role()
            if role is None:
                return redirect(url_for("mycesi.choose"), 303)
            if right is not None and not role.may(right):
                abort(403)
            if of is None:
                return view(**numbers)
            (number,) = numbers.values()
            return view(found_or_404(of(role, number)))

        guarded.access = Access(right, of=getattr(of, "__name__", None))
        return guarded  # type: ignore[no-any-return]

    return mark


def acting_role() -> MemberPerson | None:
    """Return the role in which the visitor acts: the chosen one, or the only one; None leads to the choice.

    Asked from the database at every request: what was withdrawn a moment ago is not there any more.
    """
    if "acting_role" not in g:
        g.acting_role = _acting_role(current_user.id)
        g.organisation_id = g.acting_role.organisation_id if g.acting_role else None
    role: MemberPerson | None = g.acting_role
    return role


def _acting_role(account_id: int) -> MemberPerson | None:
    chosen = session.get(ROLE_IN_SESSION)
    role = queries.role_of_account(account_id, chosen) if isinstance(chosen, int) else None
    if role is None:
        roles = queries.roles_of_account(account_id)
        role = roles[0] if len(roles) == 1 else None
    return role


def act_as(role: MemberPerson) -> None:
    """Let the visitor act in this role from now on; the view has checked that it is theirs."""
    session[ROLE_IN_SESSION] = role.id


def the_role() -> MemberPerson:
    """Return the role in which the visitor acts, inside a view that `for_members` guards."""
    role = acting_role()
    assert role is not None
    return role


def the_account() -> Account:
    """Return the account that is signed in, inside a guarded view."""
    account = current_user._get_current_object()  # noqa: SLF001 - how Flask-Login's proxy gives what it stands for
    assert isinstance(account, Account)
    return account


def found_or_404(found: object | None) -> object:
    """Return what was found, or answer that there is no such page."""
    if found is None:
        abort(404)
    return found
