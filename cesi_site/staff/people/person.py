"""One colleague: roles and topics with their history, sessions, and the end of all of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts import operations as accounts
from cesi_site.accounts import queries as account_queries
from cesi_site.accounts.guards import fresh, staff_only
from cesi_site.accounts.here import me
from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.accounts.operations import AccountError
from cesi_site.contact import queries as contact
from cesi_site.contact.operations import HandlingError
from cesi_site.core.languages import _
from cesi_site.staff import operations
from cesi_site.staff.area import PEOPLE, blueprint, complain, given, require_token, tell
from cesi_site.staff.people.forms import EndRoleForm, GiveRoleForm, ReasonForm, TopicsForm, ticked
from cesi_site.staff.people.refusals import in_words
from cesi_site.staff.words import role_in_words, role_title

Answer = str | tuple[str, int] | Response


def _colleague(number: int) -> Account | None:
    """Return an account that has or had a role of staff."""
    return account_queries.account_by_id(number) if account_queries.staff_roles(number) else None


with_person = given(_colleague, lambda view: staff_only(*PEOPLE)(fresh(view)))


@blueprint.get("/people/<int:number>", endpoint="person")
@with_person
def show_person(account: Account) -> str:
    """A colleague."""
    return _page(account)


@blueprint.post("/people/<int:number>/role", endpoint="person_role")
@with_person
def give_role(account: Account) -> Answer:
    """Give another role."""
    form = GiveRoleForm(prefix="give").offer(account.staff_roles)
    if not form.validate_on_submit():
        return _page(account, give=form), 422
    role = StaffRoleName(form.role.data)
    return _done(
        account,
        lambda: accounts.give_staff_role(account=account, role=role, by=me(), reason=form.reason.data),
        _("%(name)s is %(role)s now.", name=account.name, role=role_in_words(role)),
    )


@blueprint.post("/people/<int:number>/role/end", endpoint="person_role_end")
@with_person
def end_role(account: Account) -> Answer:
    """Take a role away."""
    form = EndRoleForm(prefix="end").offer(account.staff_roles)
    if not form.validate_on_submit():
        return _page(account, end=form), 422
    role = StaffRoleName(form.role.data)
    return _done(
        account,
        lambda: operations.end_role(account=account, role=role, by=me(), reason=form.reason.data),
        _("%(name)s is not %(role)s any more.", name=account.name, role=role_in_words(role)),
    )


@blueprint.post("/people/<int:number>/topics", endpoint="person_topics")
@with_person
def set_topics(account: Account) -> Answer:
    """Say which topics the colleague reads."""
    form = TopicsForm(prefix="topics").offer(contact.all_topics())
    if not form.validate_on_submit():
        return _page(account, topics=form), 422
    topics = ticked(form.topics.data)
    return _done(
        account,
        lambda: operations.set_topics(account=account, topics=topics, by=me(), reason=form.reason.data),
        _("The topics of %(name)s are kept.", name=account.name),
    )


@blueprint.post("/people/<int:number>/dismiss", endpoint="person_dismiss")
@with_person
def dismiss(account: Account) -> Answer:
    """End all roles and topics: the colleague leaves."""
    form = ReasonForm(prefix="dismiss")
    if not form.validate_on_submit():
        return _page(account, dismiss=form), 422
    return _done(
        account,
        lambda: operations.dismiss(account=account, by=me(), reason=form.reason.data),
        _("%(name)s is no staff any more; all sessions have ended.", name=account.name),
    )


@blueprint.post('/people/<int:number>/<any("invite-again", "end-sessions"):act>', endpoint="person_act")
@with_person
def act(account: Account, act: str) -> Response:
    """Send the invitation once more, or end all sessions."""
    require_token()
    if act == "end-sessions":
        number = accounts.end_sessions_of(account_id=account.id, by=me())
        tell(_("%(n)s sessions have ended.", n=number))
    elif not account.active and account.is_staff:
        accounts.invite(email=account.email, name=account.name, language=account.language, invited_by=me())
        tell(_("%(name)s gets a new invitation.", name=account.name))
    return _back_to(account)


def _page(account: Account, **forms: Any) -> str:
    held = account.staff_roles
    topics = contact.topics_read_by(account.id)
    shown = {
        "give": GiveRoleForm(formdata=None, prefix="give").offer(held),
        "end": EndRoleForm(formdata=None, prefix="end").offer(held),
        "topics": TopicsForm(formdata=None, prefix="topics", topics=sorted(topics)).offer(contact.all_topics()),
        "dismiss": ReasonForm(formdata=None, prefix="dismiss"),
    }
    roles = account_queries.staff_roles(account.id)
    return render_template(
        "staff/people/person.html",
        person=account,
        is_me=account.id == me().id,
        roles=roles,
        reads=bool(held & operations.READING_ROLES),
        readership=contact.readership(account.id),
        topics=topics,
        topic_names={topic.key: topic.name for topic in contact.all_topics()},
        names=account_queries.names_of([key for role in roles for key in (role.given_by, role.ended_by)]),
        sessions=account_queries.open_sessions(account.id),
        invitation=account_queries.open_invitation(account.id),
        role_title=role_title,
        forms=shown | forms,
    )


def _done(account: Account, act: Callable[[], object], text: str) -> Response:
    try:
        act()
        tell(text)
    except AccountError as error:
        complain(in_words(error))
    except HandlingError as error:
        complain(str(error))
    return _back_to(account)


def _back_to(account: Account) -> Response:
    return redirect(url_for("staff.person", number=account.id), 303)
