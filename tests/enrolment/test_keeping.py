"""How long: practical requests until after the session, drafts thirty days, the rest of an enrolment three years."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from cesi_site.core.clock import start_of_day
from cesi_site.core.database import Base, db
from cesi_site.enrolment.models import (
    Enrolment,
    EnrolmentDraft,
    EnrolmentEvent,
    EnrolmentPractical,
    Participant,
    Theme,
    TrainingSession,
)
from cesi_site.register import current_register
from cesi_site.register.retention import purge
from tests.enrolment.conftest import add, days_ahead, plan
from tests.enrolment.test_enrolling import GROUP, enrol, fill_in
from tests.support.client import CheckingClient

pytestmark = pytest.mark.promise("I1")


@pytest.fixture
def place(theme: Theme) -> TrainingSession:
    return plan(add("EHB-01", theme), days_ahead(30))


def count(*models: type[Base]) -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def test_each_row_goes_on_its_day(client: CheckingClient, place: TrainingSession) -> None:
    enrol(client, place, practical="Ik kom met de fiets.", **GROUP)
    fill_in(client, place)
    last = place.ends_at.date()
    purge(current_register(), start_of_day(last + dt.timedelta(days=1)))
    assert count(EnrolmentPractical, Enrolment) == [1, 1]
    purge(current_register(), start_of_day(last + dt.timedelta(days=2)))
    assert count(EnrolmentPractical, Enrolment, Participant) == [0, 1, 2]
    assert count(EnrolmentDraft) == [0]
    purge(current_register(), start_of_day(last.replace(year=last.year + 3)))
    assert count(Enrolment, Participant, EnrolmentEvent) == [1, 2, 1]
    purge(current_register(), start_of_day(last.replace(year=last.year + 3) + dt.timedelta(days=1)))
    assert count(Enrolment, Participant, EnrolmentEvent, TrainingSession) == [0, 0, 0, 1]
