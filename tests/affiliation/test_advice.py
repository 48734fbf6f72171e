"""Warnings that stop nothing, and the indicative tariff."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from cesi_site.affiliation import operations, queries
from cesi_site.affiliation.advice import (
    DOUBLE,
    EMPLOYER_ADVISES,
    FIRST_WORKER,
    NEW_YEAR,
    UNKNOWN_NACE,
    hints,
    indication,
)
from cesi_site.affiliation.models import AffiliationRequest

CALM: dict[str, Any] = {
    "nace_code": "10711",
    "advisor": "employer",
    "worker_count": 12,
    "current_service": "liantis",
    "notice_given": True,
    "start_date": dt.date(2027, 1, 1),
    "first_worker_on": dt.date(2019, 2, 1),
}


@pytest.mark.parametrize(
    ("facts", "texts"),
    [
        ({}, []),
        ({"nace_code": None}, []),
        ({"nace_code": "99999"}, [UNKNOWN_NACE]),
        ({"worker_count": 20}, [EMPLOYER_ADVISES]),
        ({"worker_count": 20, "advisor": "worker"}, []),
        ({"notice_given": False}, [DOUBLE]),
        ({"notice_given": None}, [DOUBLE]),
        ({"start_date": dt.date(2027, 2, 1)}, [NEW_YEAR]),
        ({"current_service": "none", "notice_given": None}, [FIRST_WORKER]),
        ({"current_service": "none", "notice_given": None, "first_worker_on": None}, []),
    ],
)
def test_what_deserves_a_second_look_is_said(context: Flask, facts: dict[str, Any], texts: list[object]) -> None:
    assert [hint.text for hint in hints(AffiliationRequest(**(CALM | facts)))] == texts


@pytest.mark.parametrize(
    ("workers", "per_worker", "total"), [(5, "81.00", "405.00"), (6, "95.50", "573.00"), (0, "81.00", "0.00")]
)
def test_the_tariff_follows_the_activity_and_the_number_of_workers(
    context: Flask, workers: int, per_worker: str, total: str
) -> None:
    shown = indication(AffiliationRequest(**(CALM | {"worker_count": workers})))
    assert shown is not None
    assert (shown.group, shown.per_worker, shown.total) == (4, Decimal(per_worker), Decimal(total))
    assert shown.legal_base


def test_staff_set_the_amounts_and_the_activities(context: Flask) -> None:
    operations.set_tariff(
        year=2027, group=4, above_five=Decimal("120.10"), up_to_five=Decimal("99"), legal_base=False, by=None
    )
    operations.set_activities(2, ["107", "47"], by=None)
    assert queries.tariff_group("10711") == 2  # the longest beginning counts
    assert queries.tariff_group("10200") == 4
    assert queries.tariff_group("46000") is None  # what is no longer listed is not known
    for year, amount in ((2025, "95.50"), (2026, "95.50"), (2027, "120.10"), (2030, "120.10")):
        tariff = queries.tariff(4, year)
        assert tariff is not None
        assert tariff.above_five == Decimal(amount)


def test_a_start_keeps_what_staff_set(context: Flask) -> None:
    operations.set_readers("fr", ["Equipe@Cesi.example", "equipe@cesi.example"], by=None)
    operations.load_starter()
    assert queries.readers("fr") == ("equipe@cesi.example",)
    assert len(queries.tariffs()) == 5


def test_unknown_activities_have_no_indication(context: Flask) -> None:
    assert indication(AffiliationRequest(**(CALM | {"nace_code": "99999"}))) is None
    assert indication(AffiliationRequest(**(CALM | {"nace_code": None}))) is None
