"""Months and days as the law counts them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cesi_site.core.languages import Text
from cesi_site.register.terms import Term, life_in_words

days = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))
terms = st.one_of(st.integers(1, 120).map(lambda n: Term(months=n)), st.integers(1, 1500).map(lambda n: Term(days=n)))


def test_three_years_end_on_the_same_day_of_the_month() -> None:
    assert Term(months=36).last_day(dt.date(2027, 3, 5)) == dt.date(2030, 3, 5)


def test_a_month_without_that_day_ends_on_its_last() -> None:
    assert Term(months=1).last_day(dt.date(2027, 1, 31)) == dt.date(2027, 2, 28)
    assert Term(months=12).last_day(dt.date(2028, 2, 29)) == dt.date(2029, 2, 28)


def test_the_day_of_an_instant_is_that_of_brussels() -> None:
    late = dt.datetime(2027, 6, 30, 22, 30, tzinfo=dt.UTC)
    assert Term(days=7).last_day(late) == dt.date(2027, 7, 8)


@given(terms, days, days)
def test_first_kept_is_last_day_turned_round(term: Term, start: dt.date, today: dt.date) -> None:
    assert (term.last_day(start) < today) == (start < term.first_kept(today))


@given(terms, days)
def test_first_kept_is_exact_at_its_edge(term: Term, today: dt.date) -> None:
    edge = term.first_kept(today)
    assert term.last_day(edge) >= today
    assert term.last_day(edge - dt.timedelta(days=1)) < today


@pytest.mark.parametrize(
    "wrong", [{}, {"months": -1}, {"days": 0}, {"months": 1, "days": 1}, {"months": 2, "days": -1}]
)
def test_a_term_has_one_length(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="either months or days"):
        Term(**wrong)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (Term(months=36), Text("3 jaar", "3 ans")),
        (Term(months=12), Text("1 jaar", "1 an")),
        (Term(months=1), Text("1 maand", "1 mois")),
        (Term(months=18), Text("18 maanden", "18 mois")),
        (Term(days=7), Text("7 dagen", "7 jours")),
        (Term(days=1), Text("1 dag", "1 jour")),
    ],
)
def test_a_term_in_words(term: Term, words: Text) -> None:
    assert term.in_words == words


@pytest.mark.parametrize(
    ("life", "words"),
    [
        (dt.timedelta(days=365), Text("1 jaar", "1 an")),
        (dt.timedelta(days=730), Text("2 jaar", "2 ans")),
        (dt.timedelta(days=183), Text("183 dagen", "183 jours")),
        (dt.timedelta(hours=12), Text("12 uur", "12 heures")),
        (dt.timedelta(minutes=30), Text("30 minuten", "30 minutes")),
        (dt.timedelta(seconds=90), Text("90 seconden", "90 secondes")),
        (None, Text("tot u de browser sluit", "jusqu'à la fermeture du navigateur")),
    ],
)
def test_a_cookies_life_in_words(life: dt.timedelta | None, words: Text) -> None:
    assert life_in_words(life) == words
