"""What staff do with a person's rows to answer a request: look, hand over, restrict, erase. Each step is logged."""

from __future__ import annotations

from dataclasses import dataclass

from cesi_site.accounts.models import Account
from cesi_site.core.database import transaction
from cesi_site.privacy import ledger
from cesi_site.privacy.errors import IdentityMissing, NoAddress, SeveralPeople, StillHindered
from cesi_site.privacy.models import RightsAct, RightsRequest
from cesi_site.privacy.operations.erasure import Erased, Hindered, Preview, erase_within, preview, settle
from cesi_site.privacy.operations.requests import note_step, open_request
from cesi_site.privacy.operations.restriction import limit_use, resume_use
from cesi_site.register import Person, current_register
from cesi_site.register.finding import Selection, people_at, select_rows


@dataclass(frozen=True)
class Someone:
    """One of the people behind an address: `key` names them in an address of the back office."""

    key: str
    name: str


def person_behind(request: RightsRequest) -> Person:
    """Return whose rows a request is about. Raises `NoAddress`."""
    if request.email is None:
        raise NoAddress
    return Person(frozenset({request.email}))


def people_behind(request: RightsRequest) -> list[Someone]:
    """Return the people who share the request's address. Raises `NoAddress`."""
    names = people_at(current_register(), person_behind(request))
    return [Someone(ledger.name_key(name), name) for name in names]


def _name_of(request: RightsRequest, who: str | None) -> str | None:
    """Return the name of the one who is meant; None where one person alone has the address.

    Raises `SeveralPeople` where nobody is chosen among several, or the one who was chosen is not there any more.
    """
    people = people_behind(request)
    if who is None and len(people) < 2:
        return None
    chosen = [one.name for one in people if one.key == who]
    if not chosen:
        raise SeveralPeople
    return chosen[0] if len(people) > 1 else None


def look_up(request: RightsRequest, *, who: str | None, by: Account) -> tuple[str | None, Selection, Preview]:
    """Return the name of the one who is meant, their rows, and what an erasure would do.

    `who` is the key of one of `people_behind`. Raises `NoAddress`, `SeveralPeople`.
    """
    person, name = person_behind(request), _name_of(request, who)
    note_step(request, RightsAct.LOOKED_UP, by=by)
    return name, select_rows(current_register(), person, name), preview(person, name=name)


def hand_over(request: RightsRequest, *, who: str | None, by: Account) -> Selection:
    """Return the rows of which a copy is made for the person.

    Raises `NoAddress`, `IdentityMissing`, `SeveralPeople`.
    """
    person, name = _known(request), _name_of(request, who)
    note_step(request, RightsAct.HANDED_OVER, by=by)
    return select_rows(current_register(), person, name)


def erase_for(number: int, *, who: str | None, by: Account) -> Erased:
    """Erase the person's rows and note it, as one; the receipt goes to them.

    Raises `NotOpen`, `NoAddress`, `IdentityMissing`, `SeveralPeople`, `StillHindered`.
    """
    try:
        with transaction():
            request = open_request(number)
            person, name = _known(request), _name_of(request, who)
            erased = erase_within(person, language=request.language, name=name, mail_to=request.email, by=by)
            note_step(request, RightsAct.ERASED, by=by, words=erased.receipt.number)
    except Hindered as hindered:
        raise StillHindered(hindered.reasons[0]) from None
    settle()
    return erased


def restrict_for(number: int, *, restricted: bool, by: Account) -> None:
    """Stop or resume the use of the person's data. Raises `NotOpen`, `NoAddress`."""
    with transaction():
        request = open_request(number)
        person = person_behind(request)
        (limit_use if restricted else resume_use)(person, by=by)
        note_step(request, RightsAct.RESTRICTED if restricted else RightsAct.UNRESTRICTED, by=by)


def _known(request: RightsRequest) -> Person:
    if not request.identity.is_enough:
        raise IdentityMissing
    return person_behind(request)
