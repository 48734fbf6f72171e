"""Mails about access (given, changed, ended, the yearly question who still needs it), and about a new document."""

from __future__ import annotations

from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.core.sites import external_url
from cesi_site.members.models import DocumentKind, MemberPerson, last_day
from cesi_site.members.queries import document, people
from cesi_site.members.roles import Right
from cesi_site.outbox import Mail, mail


@mail("members.access_given")
def access_given(*, person_id: int) -> Mail | None:
    """Tell somebody who has an account already that another organisation gave them a role."""
    return _to(person_id)


@mail("members.access_changed")
def access_changed(*, person_id: int) -> Mail | None:
    """Tell a person that their role, scope or last day is another one now."""
    return _to(person_id)


@mail("members.access_ended")
def access_ended(*, person_id: int) -> Mail | None:
    """Tell a person that their access ended, or when it will."""
    return _to(person_id, ended=True)


@mail("members.review")
def review(*, person_id: int) -> Mail | None:
    """Ask an access manager who still needs access."""
    return _to(person_id, endpoint="mycesi.review", listed=True)


@mail("members.factor_reset")
def factor_reset(*, person_id: int, about_id: int) -> Mail | None:
    """Tell an access manager that CESI took away the lost second factor of a colleague."""
    about = db.session.get(MemberPerson, about_id)
    return None if about is None else _to(person_id, about=about)


@mail("members.document_added")
def document_added(*, person_id: int, document_id: int) -> Mail | None:
    """Tell a reader of the file that there is something new in it, and nothing of what stands in it."""
    person = db.session.get(MemberPerson, person_id)
    if person is None or not person.runs(clock.now()) or not person.may(Right.DOCUMENTS):
        return None
    found = document(person.organisation_id, document_id, within=person.establishment_id)
    return None if found is None else _to(person_id, endpoint="mycesi.file", kind=found.kind)


def _to(
    person_id: int,
    *,
    endpoint: str = "mycesi.dashboard",
    ended: bool = False,
    listed: bool = False,
    about: MemberPerson | None = None,
    kind: DocumentKind | None = None,
) -> Mail | None:
    person = db.session.get(MemberPerson, person_id)
    if person is None or (person.end_reason is not None and not ended):
        return None
    until = person.access_until
    return Mail(
        to=[person.email],
        language=person.language,
        site="mycesi",
        context={
            "person": person,
            "about": about,
            "kind": kind,
            "organisation": person.organisation,
            "people": people(person.organisation_id) if listed else (),
            "last_day": last_day(until) if until else None,
            "later": until is not None and until > clock.now(),
            "url": external_url(endpoint, language=person.language, site="mycesi"),
            "contact_url": external_url("contact.form", language=person.language),
        },
    )
