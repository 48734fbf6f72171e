"""What staff do with a person's rows to answer a request: look, hand over, restrict, erase. Each step is logged."""

from __future__ import annotations

from cesi_site.accounts.models import Account
from cesi_site.core.database import db, transaction
from cesi_site.privacy.errors import IdentityMissing, NoAddress, StillHindered
from cesi_site.privacy.models import RightsAct, RightsRequest
from cesi_site.privacy.operations.erasure import Erased, Hindered, Preview, erase, preview
from cesi_site.privacy.operations.requests import note_step
from cesi_site.privacy.operations.restriction import limit_use, resume_use
from cesi_site.register import Person, current_register
from cesi_site.register.finding import Selection, people_at, select_rows


def person_behind(request: RightsRequest) -> Person:
    """Return whose rows a request is about. Raises `NoAddress`."""
    if request.email is None:
        raise NoAddress
    return Person(frozenset({request.email}))


def people_behind(request: RightsRequest) -> list[str]:
    """Return the names of the people who share the request's address. Raises `NoAddress`."""
    return people_at(current_register(), person_behind(request))


def look_up(request: RightsRequest, *, name: str | None, by: Account) -> tuple[Selection, Preview]:
    """Return the rows a request is about, and what an erasure would do. Raises `NoAddress`."""
    person = person_behind(request)
    with transaction():
        note_step(request, RightsAct.LOOKED_UP, by=by)
    return select_rows(current_register(), person, name), preview(person, name=name)


def hand_over(request: RightsRequest, *, name: str | None, by: Account) -> Selection:
    """Return the rows of which a copy is made for the person. Raises `NoAddress`, `IdentityMissing`."""
    person = _known(request)
    note_step(request, RightsAct.HANDED_OVER, by=by)
    return select_rows(current_register(), person, name)


def erase_for(request: RightsRequest, *, name: str | None, by: Account) -> Erased:
    """Erase the person's rows; the receipt goes to them. Raises `NoAddress`, `IdentityMissing`, `StillHindered`."""
    person, number = _known(request), request.id
    try:
        erased = erase(person, language=request.language, name=name, mail_to=request.email, by=by)
    except Hindered as hindered:
        raise StillHindered(hindered.reasons[0]) from None
    note_step(db.session.get_one(RightsRequest, number), RightsAct.ERASED, by=by, words=erased.receipt.number)
    return erased


def restrict_for(request: RightsRequest, *, restricted: bool, by: Account) -> None:
    """Stop or resume the use of the person's data. Raises `NoAddress`."""
    person = person_behind(request)
    with transaction():
        (limit_use if restricted else resume_use)(person, by=by)
        note_step(request, RightsAct.RESTRICTED if restricted else RightsAct.UNRESTRICTED, by=by)


def _known(request: RightsRequest) -> Person:
    if not request.identity.is_enough:
        raise IdentityMissing
    return person_behind(request)
