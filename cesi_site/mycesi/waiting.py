"""What waits for a person: the next thing to do on top of the dashboard, and what comes after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from cesi_site.core import clock
from cesi_site.core.languages import _
from cesi_site.core.templating import date_long
from cesi_site.members import queries
from cesi_site.members.models import MemberPerson, last_day
from cesi_site.members.queries import CONFIRM_EVERY
from cesi_site.members.roles import Right

SOON = dt.timedelta(days=30)


@dataclass(frozen=True)
class Task:
    """Something that waits. `tone` is that of a status: "warning" for what is late, "info" for the rest."""

    text: str
    url: str
    link: str
    tone: str = "info"


def tasks(role: MemberPerson) -> list[Task]:
    """Return what waits for the person who acts in `role`, the most pressing first."""
    found = [*_of_managers(role), *_own_codes(role), *_own_end(role)]
    return sorted(found, key=lambda task: task.tone != "warning")


def _of_managers(role: MemberPerson) -> Iterator[Task]:
    if not role.may(Right.COLLEAGUES):
        return
    if role.establishment_id is None and role.mandate_id is None:
        yield from _review(role)
        yield from _mandates(role)
    yield from _invitations(role)


def _review(role: MemberPerson) -> Iterator[Task]:
    if clock.now() - role.organisation.access_confirmed_at > CONFIRM_EVERY:
        yield Task(
            _("It is a year ago that you said who still needs access."),
            url_for("mycesi.review"),
            _("Check who has access"),
            "warning",
        )


def _mandates(role: MemberPerson) -> Iterator[Task]:
    for mandate in queries.mandates(role.organisation_id):
        if mandate.until - clock.now() < SOON:
            yield Task(
                _(
                    "The mandate of %(office)s ends on %(date)s.",
                    office=mandate.office_name,
                    date=date_long(last_day(mandate.until)),
                ),
                url_for("mycesi.mandates"),
                _("Look at the mandates"),
            )


def _invitations(role: MemberPerson) -> Iterator[Task]:
    people = queries.people(role.organisation_id, within=role.establishment_id)
    waiting = {person.account_id: person for person in people if person.account and not person.account.active}
    ends = queries.open_invitations([key for key in waiting if key is not None])
    for account_id, person in waiting.items():
        if account_id is not None and ends.get(account_id, clock.now()) <= clock.now():
            yield Task(
                _("The invitation of %(name)s was not used and has expired.", name=person.name),
                url_for("mycesi.colleague", person_id=person.id),
                _("Invite again"),
            )


def _own_codes(role: MemberPerson) -> Iterator[Task]:
    if role.account and role.account.has_second_factor and not role.account.recovery_codes:
        yield Task(
            _("You have no recovery codes: without them you cannot sign in when you lose your phone."),
            url_for("security.mf_recovery_codes"),
            _("Make recovery codes"),
            "warning",
        )


def _own_end(role: MemberPerson) -> Iterator[Task]:
    if role.access_until is not None and role.access_until - clock.now() < SOON:
        yield Task(
            _("Your own access ends on %(date)s.", date=date_long(last_day(role.access_until))),
            url_for("contact.form"),
            _("Ask us about it"),
        )
