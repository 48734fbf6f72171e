"""The yearly question who still needs access: asked by mail, answered on a page."""

from __future__ import annotations

from collections.abc import Collection

from cesi_site.audit import record
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.members.errors import NotAllowed
from cesi_site.members.models import MemberPerson, Organisation
from cesi_site.members.operations.people import actor_of, take_turn, withdraw
from cesi_site.members.queries import managers, people, reviews_due
from cesi_site.members.roles import Reason
from cesi_site.outbox import queue_mail


def ask_reviews() -> int:
    """Mail the access managers of organisations that are due; return how many organisations were asked."""
    asked = 0
    for organisation in reviews_due():
        asked += _ask(organisation)
    return asked


def _ask(organisation: Organisation) -> bool:
    with transaction():
        organisation.access_asked_at = clock.now()
        asked = managers(organisation.id)
        for person in asked:
            queue_mail("members.review", person_id=person.id)
        record("members:access:asked", subject=organisation, details={"managers": [person.id for person in asked]})
    return bool(asked)


def confirm_access(*, by: MemberPerson, keep: Collection[int]) -> list[MemberPerson]:
    """Note that the people in `keep` (their keys) still need access, and withdraw the others; return those.

    Only for an access manager of the whole organisation. Raises `NotAllowed` or `LastManager`.
    """
    if by.establishment_id is not None or by.mandate_id is not None:
        raise NotAllowed
    with transaction():
        organisation = take_turn(by.organisation_id)
        leaving = [person for person in people(organisation.id) if person.id not in keep]
        # Who acts leaves last: without the right, the others could not be withdrawn any more.
        leaving.sort(key=lambda person: person.id == by.id)
        for person in leaving:
            withdraw(by=by, person=person, reason=Reason.REVIEW)
        organisation.access_confirmed_at = clock.now()
        record(
            "members:access:confirmed",
            subject=organisation,
            actor=actor_of(by),
            details={"withdrawn": [person.id for person in leaving]},
        )
    return leaving
