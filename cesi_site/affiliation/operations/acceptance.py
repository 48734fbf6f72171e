"""Accepting a request: the member's record, its file and its first access manager, in one step (promise D2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from cesi_site.accounts.models import Account
from cesi_site.affiliation.advice import MICRO
from cesi_site.affiliation.choices import LEGAL_FORMS
from cesi_site.affiliation.errors import AlreadyMember, NumberNeeded
from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.affiliation.operations.decisions import move
from cesi_site.affiliation.states import Act
from cesi_site.core.database import transaction
from cesi_site.core.legal_forms import short_name
from cesi_site.members import operations as members
from cesi_site.members.models import Organisation
from cesi_site.members.operations import Details
from cesi_site.members.queries import organisation_by_number
from cesi_site.members.roles import Reason, Role
from cesi_site.outbox import queue_mail


@dataclass(frozen=True)
class Manager:
    """The first access manager, as the signed contract names them. `email` is normalised."""

    email: str
    name: str
    language: str


def accept(
    request_id: int,
    *,
    by: Account | None,
    affiliated_on: dt.date | None = None,
    manager: Manager | None = None,
    employer_group: str | None = None,
    words: str | None = None,
) -> AffiliationRequest:
    """Make a member of the applicant, with what was filled in, and invite the first access manager.

    Without other words the affiliation begins on the day that was asked for, and the contact person is the
    manager. An organisation that had left comes back. Raises `AlreadyMember`, `NumberNeeded`, `NotPossible` or
    `Gone`.
    """
    with transaction() as session:
        request = move(request_id, Act.ACCEPTED, by=by, words=words)
        if request.enterprise_number is None:
            raise NumberNeeded
        begins = affiliated_on or request.start_date
        organisation = _member(request, request.enterprise_number, by, begins, employer_group)
        session.flush()
        request.organisation_id = organisation.id
        _add_places(organisation, request, by)
        manager = manager or Manager(request.email, request.contact_name, request.language)
        _invite_manager(organisation, manager, request, by)
        for email, name in _contacts(request, manager):
            _add_contact(organisation, email, name, request.language, by)
        queue_mail("affiliation.accepted", request_id=request.id)
    return request


def _member(
    request: AffiliationRequest, number: str, by: Account | None, begins: dt.date, employer_group: str | None
) -> Organisation:
    former = organisation_by_number(number)
    details = _details(request, employer_group)
    if former is None:
        return members.found_organisation(
            by=by,
            legal_name=request.legal_name,
            enterprise_number=number,
            street=request.street,
            postcode=request.postcode,
            town=_town(request),
            language=request.language,
            affiliated_on=begins,
            details=details,
        )
    if former.is_active:
        raise AlreadyMember
    members.resume_affiliation(former, by=by)
    return members.change_organisation(
        former,
        by=by,
        legal_name=request.legal_name,
        enterprise_number=number,
        street=request.street,
        postcode=request.postcode,
        town=_town(request),
        language=request.language,
        details=details,
    )


def _details(request: AffiliationRequest, employer_group: str | None) -> Details:
    return Details(
        trade_name=request.trade_name,
        legal_form=short_name(LEGAL_FORMS[request.legal_form], request.language),
        main_activity=request.main_activity,
        nace_code=request.nace_code,
        nsso_number=request.nsso_number,
        employer_group=employer_group,
        is_micro=request.worker_count <= MICRO,
        worker_count=request.worker_count,
    )


def _town(request: AffiliationRequest) -> str:
    return request.town if request.country == "BE" else f"{request.town} ({request.country})"


def _add_places(organisation: Organisation, request: AffiliationRequest, by: Account | None) -> None:
    known = {(place.street, place.postcode) for place in organisation.establishments}
    for place in request.establishments:
        if (place.street, place.postcode) not in known:
            members.add_establishment(
                organisation,
                by=by,
                name=place.name or place.town,
                street=place.street,
                postcode=place.postcode,
                town=place.town,
                unit_number=place.unit_number,
                worker_count=place.worker_count,
            )


def _invite_manager(
    organisation: Organisation, manager: Manager, request: AffiliationRequest, by: Account | None
) -> None:
    members.invite(
        by=by,
        organisation_id=organisation.id,
        email=manager.email,
        name=manager.name,
        language=manager.language,
        phone=request.phone if manager.email == request.email else None,
        role=Role.ACCESS_MANAGER,
        reason=Reason.AFFILIATION,
    )


def _contacts(request: AffiliationRequest, manager: Manager) -> Iterator[tuple[str, str]]:
    """Give who else is known, each address once: the contact person, and those who were named with an address."""
    known = {manager.email}
    # Who was named by an address alone goes by that address: it may be that of a whole department.
    named = [(person.email, person.name or person.email) for person in request.people if person.email]
    for email, name in [(request.email, request.contact_name), *named]:
        if email not in known:
            known.add(email)
            yield email, name


def _add_contact(organisation: Organisation, email: str, name: str, language: str, by: Account | None) -> None:
    members.invite(
        by=by,
        organisation_id=organisation.id,
        email=email,
        name=name,
        language=language,
        role=Role.CONTACT,
        reason=Reason.AFFILIATION,
    )
