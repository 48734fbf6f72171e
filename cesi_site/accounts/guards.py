"""Who may see a page: the rule stands at the view, and a page without a rule is shown to nobody.

A blueprint of member or staff pages is given to `protect`; each of its views says who may see it:

    @signed_in
    @staff_only(StaffRoleName.ADMINISTRATOR)
    @allow(SomeRule())                         # a package above adds rules of its own
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, TypeVar

from flask import Blueprint, Flask, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security.utils import check_and_update_authn_fresh, get_request_attr

from cesi_site.accounts import log, operations
from cesi_site.accounts.here import here, me, my_session
from cesi_site.accounts.models import Account, Happening, StaffRoleName
from cesi_site.core.database import transaction
from cesi_site.core.languages import _
from cesi_site.core.web_addresses import parts_of

View = TypeVar("View", bound=Callable[..., Any])


class Rule(Protocol):
    """Says who may see a page."""

    @property
    def name(self) -> str:
        """How the table of pages and roles names this rule."""
        ...

    def allows(self, account: Account) -> bool:
        """Whether this person may."""
        ...


@dataclass(frozen=True)
class SignedIn:
    """Everybody who is signed in."""

    name: str = "signed in"

    def allows(self, account: Account) -> bool:
        """Allow."""
        return True


@dataclass(frozen=True)
class Staff:
    """Who holds one of these staff roles; any of them when none is named."""

    roles: frozenset[StaffRoleName]

    @property
    def name(self) -> str:
        """The roles, by name."""
        return "staff: " + (", ".join(sorted(self.roles)) or "any role")

    def allows(self, account: Account) -> bool:
        """Allow who holds one of the roles."""
        return bool(account.staff_roles & self.roles) if self.roles else account.is_staff


def allow(rule: Rule) -> Callable[[View], View]:
    """Declare who may see a view."""

    def declare(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        return view

    return declare


def signed_in(view: View) -> View:
    """Declare that everybody who is signed in may see a view."""
    return allow(SignedIn())(view)


def staff_only(*roles: StaffRoleName) -> Callable[[View], View]:
    """Declare that a view is for staff who hold one of these roles; without any, for all of staff."""
    return allow(Staff(frozenset(roles)))


def fresh(view: View) -> View:
    """Declare that the password was given less than a quarter of an hour ago, else it is asked again."""
    view.wants_fresh = True  # type: ignore[attr-defined]
    return view


def protect(blueprint: Blueprint) -> None:
    """Guard every view of a blueprint by the rule that it declares."""
    blueprint.before_request(enforce)


def enforce() -> ResponseReturnValue | None:
    """Refuse this request unless the rule of its view allows it; what is refused is logged."""
    view = current_app.view_functions[request.endpoint or ""]
    rule = rule_of(view)
    if rule is None:
        abort(403)
    if not current_user.is_authenticated:
        return _to_sign_in()
    account, session_row = me(), my_session()
    if session_row and not session_row.strong and account.needs_second_factor:
        operations.end_session(sign_in_id=session_row.id, account_id=account.id, reason="second_factor", place=here())
        flash(_("What you may do now asks for a second step. Sign in again."), "info")
        return _to_sign_in()
    if not rule.allows(account):
        note_refusal()
        abort(403)
    if getattr(view, "wants_fresh", False) and not is_fresh():
        return redirect(url_for("security.verify", next=_page_to_go_on()))
    return None


def _to_sign_in() -> ResponseReturnValue:
    """Lead to the sign-in, and from there back to the page that was asked for."""
    asked = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=asked))


def _page_to_go_on() -> str | None:
    """Return the page to come back to: this one, or where a form was sent, the one it stood on."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    stood_on = parts_of(request.referrer or "")
    if stood_on is None or stood_on.netloc != request.host:
        return None
    return f"{stood_on.path}?{stood_on.query}".rstrip("?")


def is_fresh() -> bool:
    """Whether the password was given a short while ago."""
    within, grace = (current_app.config[f"SECURITY_FRESHNESS{part}"] for part in ("", "_GRACE_PERIOD"))
    return bool(check_and_update_authn_fresh(within, grace, get_request_attr("fs_authn_via")))


def rule_of(view: Any) -> Rule | None:
    """Return the rule that a view declares."""
    rule: Rule | None = getattr(view, "access_rule", None)
    return rule


def declared(app: Flask, *blueprints: str) -> Iterator[tuple[str, Rule | None]]:
    """Give each endpoint of these blueprints with its rule: the rows of the table of pages and roles."""
    for endpoint, view in sorted(app.view_functions.items()):
        if endpoint.partition(".")[0] in blueprints:
            yield endpoint, rule_of(view)


def note_refusal() -> None:
    """Log that who is signed in asked for a page, or for a thing on it, that they have no right to."""
    with transaction():
        row = my_session()
        log.write(
            Happening.REFUSED,
            account_id=me().id,
            place=here(),
            sign_in_id=row.id if row else None,
            organisation_id=row.organisation_id if row else None,
            detail=(request.endpoint or "")[:40],
        )


def guarded(view: View) -> View:
    """Guard a view that stands outside a guarded blueprint, by the rule that it declares."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        refused = enforce()
        return view(*args, **kwargs) if refused is None else refused

    return checked  # type: ignore[return-value]


def enforce_where_declared() -> ResponseReturnValue | None:
    """Guard the views of a blueprint that declare a rule; the others are public, or opened by a signed link."""
    return enforce() if rule_of(current_app.view_functions[request.endpoint or ""]) else None
