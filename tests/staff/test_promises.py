"""The desk of promises: what is found now, and the runs of the purge."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.privacy.models import RetentionRun
from cesi_site.privacy.operations import purge_expired
from tests.privacy.test_purge import add_sent_mail
from tests.staff.people import Desk, staff

WORDS = {"nl": "Er liep nog nooit een worker.", "fr": "Aucun worker n’a encore tourné."}


@pytest.fixture(params=["nl", "fr"])
def officer(request: pytest.FixtureRequest, topics: None) -> Account:
    """The data protection officer, in each language."""
    return staff("Dana De Wit", StaffRoleName.DPO, language=request.param)


@pytest.fixture
def office(context: Flask, officer: Account) -> Desk:
    """The officer's browser."""
    return Desk(context, officer)


@pytest.mark.promise("I1")
def test_I1_what_is_not_as_promised_is_shown_with_what_to_do(office: Desk, officer: Account) -> None:
    page = office.get("/staff/promises").text
    assert WORDS[officer.language] in page
    assert "flask serve" in page
    assert "/staff/promises" in office.get("/staff/").text


@pytest.mark.promise("I1")
def test_I1_each_run_is_shown_with_its_counts(context: Flask, office: Desk, officer: Account) -> None:
    add_sent_mail(clock.now() - dt.timedelta(days=40))
    done = purge_expired(register=context.extensions["register"], at=clock.now())
    add_sent_mail(clock.now() - dt.timedelta(days=31))
    with transaction() as session:
        session.add(RetentionRun(started_at=clock.now() - dt.timedelta(days=2), register="x"))
    runs = office.get("/staff/promises/runs").text
    assert f"/staff/promises/runs/{done.id}" in runs
    (holding,) = [one for one in context.extensions["register"].holdings if one.key == "outbox.done"]
    tonight = str(holding.kept_in_words.in_language(officer.language))
    assert "runs?count=1#tonight" in runs and tonight not in runs
    assert tonight in office.get("/staff/promises/runs?count=1").text
    one = office.get(f"/staff/promises/runs/{done.id}")
    assert "outbox.done" in one.text
    assert done.rows == 1
    assert office.get("/staff/promises/runs/999").status_code == 404


def test_many_runs_are_listed_page_by_page(office: Desk) -> None:
    with transaction() as session:
        moment = clock.now()
        session.add_all(RetentionRun(started_at=moment, finished_at=moment, register="x") for _ in range(60))
    first = office.get("/staff/promises/runs").text
    assert "?from=11" in first
    assert 'runs/1"' in office.get("/staff/promises/runs?from=11").text
    assert db.session.get(RetentionRun, 60)
