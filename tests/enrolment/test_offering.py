"""The rules of offers: what follows from what somebody attended, and why, in both languages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cesi_site.core.languages import Text
from cesi_site.enrolment.offering import MOST_OFFERS, Attended, Known, Person, Rule, offers_for

pytestmark = pytest.mark.usefixtures("context")

TODAY = dt.date(2027, 3, 10)
FIRST_AID, BASICS, REFRESHER, FIRE, OTHER_HOUSE = 1, 2, 3, 4, 5


def known(number: int, code: str, *, theme: int = 1, **facts: Any) -> Known:
    values: dict[str, Any] = {
        "id": number,
        "code": code,
        "title": Text(f"Opleiding {code}", f"Formation {code}"),
        "organiser": "cesi",
        "theme_id": theme,
        "theme": Text("Eerste hulp", "Premiers secours"),
    }
    return Known(**(values | facts))


CATALOGUE = {
    one.id: one
    for one in (
        known(BASICS, "EHB-01", refresher_months=12, refresher_id=REFRESHER),
        known(REFRESHER, "EHB-02", refresher_months=12),
        known(FIRST_AID, "EHB-03"),
        known(FIRE, "BRA-01", theme=2),
        known(OTHER_HOUSE, "EHB-04", organiser="onemanagement"),
    )
}


def person(*attended: tuple[int, dt.date], **facts: Any) -> Person:
    seen = [Attended(training_id=number, last_day=day) for number, day in attended]
    return Person(attended=seen, **({"houses": frozenset({"cesi"})} | facts))


def rules(one: Person, today: dt.date = TODAY) -> dict[int, Rule]:
    return {offer.training_id: offer.rule for offer in offers_for(one, CATALOGUE, today)}


def test_nothing_attended_nothing_offered() -> None:
    assert rules(person()) == {}


@pytest.mark.promise("C4")
@pytest.mark.parametrize(
    ("day", "offered"),
    [
        (dt.date(2026, 11, 1), False),  # its refresher is further away than we look
        (dt.date(2026, 5, 20), True),
        (dt.date(2025, 6, 1), True),  # late, and still worth a word
        (dt.date(2025, 2, 1), False),
    ],
)
def test_a_refresher_is_offered_around_its_day(day: dt.date, offered: bool) -> None:
    assert (rules(person((BASICS, day))).get(REFRESHER) is Rule.REFRESHER) is offered


def test_the_reason_says_what_was_attended_when_and_until_when_in_both_languages() -> None:
    (refresher, following) = offers_for(person((BASICS, dt.date(2026, 4, 1))), CATALOGUE, TODAY)
    assert refresher.reason.nl == (
        "U volgde ‘Opleiding EHB-01’ op 1 april 2026. De bijscholing is te volgen tegen 1 april 2027."
    )
    assert refresher.reason.fr == (
        "Vous avez suivi «\u00a0Formation EHB-01\u00a0» le 1er avril 2026. Le recyclage est à suivre avant le 1er "
        "avril 2027."
    )
    assert following.rule is Rule.NEXT_IN_THEME
    assert "thema ‘Eerste hulp’" in following.reason.nl
    assert "thème «\u00a0Premiers secours\u00a0»" in following.reason.fr


def test_a_refresher_taken_since_starts_the_count_anew() -> None:
    taken = person((BASICS, dt.date(2026, 4, 1)), (REFRESHER, dt.date(2027, 2, 1)))
    assert REFRESHER not in rules(taken)
    assert REFRESHER in rules(taken, dt.date(2028, 1, 5))


def test_the_next_in_a_theme_is_the_next_code_that_is_no_refresher_and_was_not_attended() -> None:
    assert rules(person((BASICS, dt.date(2026, 10, 1)))) == {FIRST_AID: Rule.NEXT_IN_THEME}
    assert rules(person((BASICS, dt.date(2026, 10, 1)), (FIRST_AID, dt.date(2026, 12, 1)))) == {}
    assert rules(person((BASICS, dt.date(2024, 10, 1)))) == {}


def test_the_other_house_offers_only_to_who_said_yes_to_it() -> None:
    both = frozenset({"cesi", "onemanagement"})
    taken = ((BASICS, dt.date(2026, 10, 1)), (FIRST_AID, dt.date(2026, 12, 1)))
    assert rules(person(*taken, houses=both)) == {OTHER_HOUSE: Rule.NEXT_IN_THEME}


def test_what_colleagues_with_the_same_function_attended_from_three_on() -> None:
    one = person(function="preventieadviseur", colleagues={FIRE: 3, FIRST_AID: 2})
    (offer,) = offers_for(one, CATALOGUE, TODAY)
    assert (offer.training_id, offer.rule) == (FIRE, Rule.COLLEAGUES)
    assert offer.reason.nl == "3 collega’s met dezelfde functie als u (preventieadviseur) volgden deze opleiding."
    assert offer.reason.fr.startswith("3 collègues qui exercent la même fonction que vous")
    assert rules(person(colleagues={FIRE: 9})) == {}


def test_what_is_planned_or_has_no_dates_is_not_offered() -> None:
    attended = (BASICS, dt.date(2026, 4, 1))
    assert REFRESHER not in rules(person(attended, planned=frozenset({REFRESHER})))
    undated = CATALOGUE | {REFRESHER: known(REFRESHER, "EHB-02", has_dates=False)}
    found = offers_for(person(attended), undated, TODAY)
    assert [offer.training_id for offer in found] == [FIRST_AID]


def test_a_person_gets_few_offers() -> None:
    many = {number: known(number, f"X-{number:02}", theme=number) for number in range(20)}
    one = person(function="arts", colleagues=dict.fromkeys(many, 5))
    assert len(offers_for(one, many, TODAY)) == MOST_OFFERS


@pytest.mark.promise("F8")
def test_what_was_read_about_comes_last_and_from_either_house() -> None:
    day = dt.date(2026, 4, 1)
    reader = person((BASICS, day), read_about=(OTHER_HOUSE, BASICS, FIRE, 99))
    assert list(rules(reader).items()) == [
        (REFRESHER, Rule.REFRESHER),
        (FIRST_AID, Rule.NEXT_IN_THEME),
        (OTHER_HOUSE, Rule.READ_ABOUT),
        (FIRE, Rule.READ_ABOUT),
    ]
    assert rules(person(read_about=(FIRE,), planned=frozenset({FIRE}))) == {}
