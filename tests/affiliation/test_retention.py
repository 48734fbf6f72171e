"""How long a request is kept, and that every column and every text has its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from cesi_site.affiliation import operations, versions
from cesi_site.affiliation.models import (
    AffiliationDraft,
    AffiliationEstablishment,
    AffiliationEvent,
    AffiliationPerson,
    AffiliationRequest,
)
from cesi_site.core.clock import start_of_day
from cesi_site.core.database import db
from cesi_site.register import current_register
from cesi_site.register.retention import last_day, purge
from tests.affiliation.conftest import Applicant

TABLES = (AffiliationRequest, AffiliationEstablishment, AffiliationPerson, AffiliationEvent)
ONE_DAY = dt.timedelta(days=1)


def rows(*tables: type) -> int:
    """Count the rows of some tables."""
    return sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


@pytest.mark.promise("I1")
def test_a_request_goes_three_years_after_its_decision(sent: AffiliationRequest, context: Flask) -> None:
    register = current_register()
    far = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
    purge(register, far)
    assert rows(AffiliationRequest) == 1  # as long as nobody decided
    operations.refuse(sent.id, by=None, reason="Geen werkgever.")
    holding = next(holding for holding in register.holdings if holding.key == "affiliation.requests")
    end = last_day(holding, sent.id)
    assert end is not None
    purge(register, start_of_day(end))
    assert rows(*TABLES) == 1 + 1 + 3 + 2
    purge(register, start_of_day(end + ONE_DAY))
    assert rows(*TABLES) == 0


@pytest.mark.promise("I1")
def test_a_draft_goes_thirty_days_after_its_last_change(
    applicant: Applicant, drafts: Callable[[], list[AffiliationDraft]], context: Flask
) -> None:
    applicant.begin()
    end = drafts()[0].kept_until
    purge(current_register(), start_of_day(end))
    assert rows(AffiliationDraft) == 1
    purge(current_register(), start_of_day(end + ONE_DAY))
    assert rows(AffiliationDraft) == 0


@pytest.mark.promise("D3")
def test_a_changed_text_is_a_new_version(context: Flask) -> None:
    """When this fails: add a version with the new fingerprint, and the day from which it holds."""
    assert versions.INFORMATION[-1].fingerprint == versions.information_fingerprint()
    assert versions.CONDITIONS[-1].fingerprint == versions.conditions_fingerprint()
    for known in (versions.INFORMATION, versions.CONDITIONS):
        assert [version.number for version in known] == list(range(1, len(known) + 1))
