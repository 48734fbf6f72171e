"""Reads of requests: what can be asked for, one request, the list of the desk, and who reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from cesi_site.content.models import Service
from cesi_site.content.queries import find_by_key, find_service, services
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.core.keyset import Page, Sorting, read_page, with_edges
from cesi_site.enrolment.models import ServiceRequest, ServiceRequestReader, Training
from cesi_site.enrolment.queries.catalogue import find_training
from cesi_site.enrolment.request_words import OPEN_STATES, RequestState, Team

REQUESTS_A_PAGE = 50
OPEN, LATE, ANY = "open", "late", "any"
SORTING = Sorting(ServiceRequest.received_at, ServiceRequest.id, descending=True)


@dataclass(frozen=True)
class Subject:
    """What can be asked for: a service, or a training in one's own company. `title` and `slugs` are in a language."""

    title: str
    team: Team
    slugs: Mapping[str, str]
    service_key: str | None = None
    training_id: int | None = None

    @property
    def word(self) -> str:
        """Its name in a form: "service:first-aid", "training:12"."""
        return f"service:{self.service_key}" if self.service_key else f"training:{self.training_id}"


def service_subject(slug: str, language: str) -> Subject | None:
    """Return the public service with this slug as what is asked for, or None."""
    found = find_service(slug, language)
    return _of_service(found, language) if found else None


def training_subject(slug: str, language: str) -> Subject | None:
    """Return the public training with this slug as what is asked for, or None."""
    found = find_training(slug, language)
    return _of_training(found, language) if found else None


def find_subject(word: str, language: str) -> Subject | None:
    """Return what a `Subject.word` stands for, or None where it is not public."""
    kind, _separator, key = word.partition(":")
    if kind == "service":
        service = find_by_key(Service, key)
        return _of_service(service, language) if service else None
    if kind == "training" and key.isascii() and key.isdigit() and len(key) < 10:
        training = db.session.get(Training, int(key))
        return _of_training(training, language) if training and training.published_at else None
    return None


def subjects(language: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return what can be asked for as (word, title): the services, and the trainings by their title."""
    title = getattr(Training, f"title_{language}")
    public = select(Training.id, title).where(Training.published_at.is_not(None)).order_by(title)
    trainings = [(f"training:{id_}", name) for id_, name in db.session.execute(public)]
    return [(f"service:{one.key}", one.title) for one in services(language)], trainings


def _of_service(service: Service, language: str) -> Subject:
    slugs = {lang: service.text("slug", lang) for lang in ("nl", "fr")}
    return Subject(service.text("title", language), Team.SERVICES, slugs, service_key=service.key)


def _of_training(training: Training, language: str) -> Subject:
    slugs = {lang: training.text("slug", lang) for lang in ("nl", "fr")}
    return Subject(training.text("title", language), Team(training.organiser), slugs, training_id=training.id)


def find_request(number: int) -> ServiceRequest | None:
    """Return a request by its key."""
    return db.session.get(ServiceRequest, number)


def requests_of(email: str, limit: int = 25) -> Sequence[ServiceRequest]:
    """Return what somebody asked from this address, the newest first."""
    own = select(ServiceRequest).where(ServiceRequest.email == email)
    return db.session.scalars(own.order_by(ServiceRequest.id.desc()).limit(limit)).all()


def passed_since(email: str, since: dt.datetime) -> int:
    """Count the requests from this address since an instant that were not set apart."""
    passed = (
        ServiceRequest.email == email,
        ServiceRequest.received_at >= since,
        ServiceRequest.state != RequestState.HELD,
    )
    return db.session.scalar(select(func.count()).select_from(ServiceRequest).where(*passed)) or 0


def readers(team: Team, language: str) -> tuple[str, ...]:
    """Return the addresses at which a team reads the requests in a language."""
    of_team = ServiceRequestReader.team == team, ServiceRequestReader.language == language
    return tuple(
        db.session.scalars(select(ServiceRequestReader.address).where(*of_team).order_by(ServiceRequestReader.id))
    )


@dataclass(frozen=True, kw_only=True)
class RequestFilter:
    """What the list shows. `state` is a state, `OPEN` for what waits, `LATE` for what is past its day, or `ANY`."""

    state: str = OPEN
    team: str | None = None
    language: str | None = None
    text: str = ""


def find_requests(
    asked: RequestFilter, *, cursor: str | None = None, size: int = REQUESTS_A_PAGE
) -> Page[ServiceRequest]:
    """Return a page of requests, the newest first."""
    query = select(ServiceRequest).where(*_conditions(asked))
    page = read_page(with_edges(query, SORTING), SORTING, cursor=cursor, size=size)
    return Page([row[0] for row in page.rows], page.before, page.after)


def count_by_state() -> Mapping[str, int]:
    """Return how many requests stand in each state, how many are open, and how many of those are late."""
    counted = select(ServiceRequest.state, func.count()).group_by(ServiceRequest.state)
    found = {state.value: number for state, number in db.session.execute(counted)}
    late = select(func.count()).select_from(ServiceRequest).where(*_conditions(RequestFilter(state=LATE)))
    open_ = sum(found.get(state, 0) for state in OPEN_STATES)
    return {**found, OPEN: open_, LATE: db.session.scalar(late) or 0, ANY: sum(found.values())}


def _conditions(asked: RequestFilter) -> Iterator[ColumnElement[bool]]:
    if asked.state in {OPEN, LATE}:
        yield ServiceRequest.state.in_(OPEN_STATES)
    elif asked.state != ANY:
        yield ServiceRequest.state == RequestState(asked.state)
    if asked.state == LATE:
        yield ServiceRequest.answer_by < clock.today()
    if asked.team:
        yield ServiceRequest.team == Team(asked.team)
    if asked.language:
        yield ServiceRequest.language == asked.language
    if asked.text:
        yield _holds(asked.text.strip())


def _holds(text: str) -> ColumnElement[bool]:
    columns = (ServiceRequest.title, ServiceRequest.name, ServiceRequest.email, ServiceRequest.organisation)
    found = [column.icontains(text, autoescape=True) for column in columns]
    number = text.rpartition("-")[2].lstrip("0")
    known = number.isascii() and number.isdigit() and len(number) < 16
    return or_(*found, ServiceRequest.id == int(number)) if known else or_(*found)
