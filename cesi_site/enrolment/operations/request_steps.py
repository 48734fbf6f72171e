"""What staff do with a request, and at which addresses its team reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, update

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.addresses import normalise_email
from cesi_site.core.database import db, transaction
from cesi_site.core.languages import LANGUAGES
from cesi_site.enrolment.errors import NoWords, RequestMovedOn
from cesi_site.enrolment.models import ServiceRequest, ServiceRequestEvent, ServiceRequestReader
from cesi_site.enrolment.operations.requests import may_have_receipt, promised, send_on
from cesi_site.enrolment.queries.requests import readers
from cesi_site.enrolment.request_words import STEPS, WITH_WORDS, RequestAct, Team
from cesi_site.outbox.operations import queue_mail

# The addresses a site starts with; staff put their own in their place.
STARTERS: Mapping[Team, Mapping[str, str]] = {
    Team.SERVICES: {"nl": "diensten@cesi.example", "fr": "services@cesi.example"},
    Team.CESI: {"nl": "opleidingen@cesi.example", "fr": "formations@cesi.example"},
    Team.ONEMANAGEMENT: {"nl": "opleidingen@onemanagement.example", "fr": "formations@onemanagement.example"},
}


def step_request(request_id: int, act: RequestAct, *, by: Account, words: str | None = None) -> ServiceRequest:
    """Do one of the acts of staff. An answer is mailed to who asked; a note stays among colleagues.

    Raises `RequestMovedOn` where the act does not fit its state, `NoWords` for an answer or a note without any.
    """
    possible, state = STEPS[act]
    if act in WITH_WORDS and not (words and words.strip()):
        raise NoWords
    with transaction():
        request = _held(request_id)
        if request.state not in possible:
            raise RequestMovedOn
        greet = may_have_receipt(request.email)
        request.state = state or request.state
        event = ServiceRequestEvent(request_id=request.id, act=act, actor_id=by.id, words=words)
        db.session.add(event)
        _date(request, act, by)
        record(f"enrolment:request:{act.value}", subject=request, actor=by)
        db.session.flush()
        if act is RequestAct.RELEASED:
            send_on(request, receipt=greet)
        elif act is RequestAct.ANSWERED:
            queue_mail("enrolment.request_answer", event_id=event.id)
    return request


def possible_acts(request: ServiceRequest) -> list[RequestAct]:
    """Return the acts that fit the state of a request."""
    return [act for act, (possible, _state) in STEPS.items() if request.state in possible]


def set_request_readers(team: Team, addresses: Mapping[str, Sequence[str]], *, by: Account | None) -> None:
    """Say at which addresses a team reads its requests, by language, in the place of those before.

    Raises `NoWords` where a language is left without any, `BadAddress`.
    """
    wanted = {language: list(dict.fromkeys(map(normalise_email, addresses[language]))) for language in LANGUAGES}
    if not all(wanted.values()):
        raise NoWords
    with transaction() as session:
        session.execute(delete(ServiceRequestReader).where(ServiceRequestReader.team == team))
        session.add_all(
            ServiceRequestReader(team=team, language=language, address=address)
            for language, found in wanted.items()
            for address in found
        )
        details = {"team": team.value, "addresses": sum(map(len, wanted.values()))}
        record("enrolment:request_readers:set", actor=by, details=details)


def load_request_readers() -> None:
    """Give each team that has no addresses those a site starts with."""
    for team, addresses in STARTERS.items():
        if not all(readers(team, language) for language in LANGUAGES):
            set_request_readers(team, {language: [one] for language, one in addresses.items()}, by=None)


def _held(request_id: int) -> ServiceRequest:
    mine = update(ServiceRequest).where(ServiceRequest.id == request_id).values(state=ServiceRequest.state)
    db.session.execute(mine, execution_options={"synchronize_session": False})
    return db.session.get_one(ServiceRequest, request_id, populate_existing=True)


def _date(request: ServiceRequest, act: RequestAct, by: Account) -> None:
    now = clock.now()
    match act:
        case RequestAct.RELEASED:
            request.released_at, request.answer_by, request.closed_at = now, promised(now), None
        case RequestAct.TAKEN:
            request.owner_id = by.id
        case RequestAct.ANSWERED | RequestAct.ELSEWHERE:
            request.answered_at, request.owner_id = now, request.owner_id or by.id
        case RequestAct.CLOSED | RequestAct.REJECTED:
            request.closed_at = now
        case RequestAct.REOPENED:
            request.closed_at = None
