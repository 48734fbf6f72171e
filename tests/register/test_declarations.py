"""What may be declared, and what a wrong declaration is told."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table

from cesi_site.core.languages import Text
from cesi_site.register import (
    Cookie,
    CookieKind,
    DeclarationError,
    Ground,
    Impersonal,
    Person,
    Processor,
    Register,
    RetiredCookie,
    Term,
    nobody,
    notice_for,
)
from cesi_site.register.schema import unclaimed_columns
from tests.register.throwaway import ENCLOSURES, LETTERS, MEMBERS, WORDS, Base, Letter, Member, make_activity


def make_cookie(**changes: Any) -> Cookie:
    facts: dict[str, Any] = {
        "name": "crumb",
        "provider": Text("CESI", "CESI"),
        "kind": CookieKind.NECESSARY,
        "purpose": WORDS,
        "life": None,
    }
    return Cookie(**{**facts, **changes})


def test_a_holding_of_more_than_three_years_names_a_law() -> None:
    with pytest.raises(DeclarationError, match="promise I1"):
        dataclasses.replace(LETTERS, kept=Term(months=37))
    assert dataclasses.replace(LETTERS, kept=Term(months=120), law=WORDS).kept.months == 120


def test_provided_and_third_person_are_parts_of_the_export() -> None:
    with pytest.raises(DeclarationError, match="closed_at"):
        dataclasses.replace(LETTERS, provided=(Letter.closed_at,))
    with pytest.raises(DeclarationError, match="ended_on"):
        dataclasses.replace(MEMBERS, third_person=(Member.ended_on,))


def test_a_holding_answers_for_its_own_columns_only() -> None:
    with pytest.raises(DeclarationError, match="another table"):
        dataclasses.replace(LETTERS, impersonal=(Member.ended_on,))


def test_a_legitimate_interest_is_weighed_and_other_grounds_are_not() -> None:
    with pytest.raises(DeclarationError, match="balancing"):
        make_activity(balancing=None)
    with pytest.raises(DeclarationError, match="balancing"):
        make_activity(ground=Ground.CONTRACT)


def test_an_activity_says_what_is_kept_and_who_answers_for_it() -> None:
    with pytest.raises(DeclarationError, match="how long"):
        make_activity(holdings=())
    with pytest.raises(DeclarationError, match="controllers"):
        make_activity(controllers=("somebody",))
    assert make_activity(controllers=("cesi", "onemanagement")).joint


@pytest.mark.parametrize("kind", [CookieKind.STATISTICS, CookieKind.MARKETING])
def test_a_cookie_that_is_not_necessary_needs_consent(kind: CookieKind) -> None:
    with pytest.raises(ValueError, match="needs consent"):
        make_cookie(kind=kind)
    assert make_cookie(kind=kind, needs_consent="statistics").needs_consent == "statistics"
    with pytest.raises(ValueError, match="needs consent"):
        make_cookie(needs_consent="statistics")


def test_nothing_is_declared_twice() -> None:
    for twice in (make_activity(), make_cookie(), Impersonal("plain", "figures")):
        with pytest.raises(DeclarationError, match="twice"):
            Register([twice, twice])
    with pytest.raises(DeclarationError, match="letters is declared twice"):
        Register([make_activity(), make_activity(key="other")])


def test_the_register_gives_back_what_was_declared() -> None:
    retired = RetiredCookie(name="old", provider="Tool", kind=WORDS, life=WORDS)
    register = Register([make_activity(), make_cookie(), retired, Impersonal("plain", "figures")])
    assert [activity.key for activity in register.activities] == ["letters"]
    assert register.holdings == (LETTERS, ENCLOSURES)
    assert register.activity("letters").kept_in_words == (LETTERS.kept_in_words,)
    assert [cookie.name for cookie in register.cookies] == ["crumb"]
    assert register.retired_cookies == (retired,)
    assert [table.table for table in register.impersonal_tables] == ["plain"]


def test_several_terms_are_told_apart_by_what_they_hold_for() -> None:
    drafts = dataclasses.replace(LETTERS, key="drafts", name=Text("uw klad", "votre brouillon"), kept=Term(days=7))
    kept = make_activity(holdings=(LETTERS, ENCLOSURES, drafts)).kept_in_words
    assert [text.nl for text in kept] == [
        "uw brief, uw bijlage: 3 jaar vanaf de dag van het antwoord",
        "uw klad: 7 dagen vanaf de dag van het antwoord",
    ]
    assert kept[1].fr == "votre brouillon\u00a0: 7 jours à partir du jour de la réponse"


@pytest.mark.promise("K1")
def test_K1_the_notice_says_why_on_what_ground_and_how_long() -> None:
    notice = notice_for(Register([make_activity()]), "letters", "fr", policy_url="/fr/vie-privee#letters")
    assert notice.why == "Nous lisons votre lettre et répondons."
    assert notice.ground == "notre intérêt légitime (article 6.1.f) du RGPD)"
    assert notice.keep == "3 ans à partir du jour de la réponse"
    assert notice.policy_url == "/fr/vie-privee#letters"
    assert notice.version == Register([make_activity()]).fingerprint
    with pytest.raises(KeyError):
        notice_for(Register(), "letters", "nl", policy_url="")


def test_every_column_is_claimed_or_its_table_is_impersonal() -> None:
    register = Register([make_activity(), make_activity(key="members", holdings=(MEMBERS,))])
    assert unclaimed_columns(Base.metadata, register) == []


def test_an_unclaimed_column_is_named_with_what_to_declare() -> None:
    register = Register([make_activity(), make_activity(key="members", holdings=(MEMBERS,))])
    metadata = MetaData()
    Table("secret_diary", metadata, Column("id", Integer, primary_key=True), Column("name", String))
    faults = unclaimed_columns(metadata, register)
    assert [fault.split(":")[0] for fault in faults] == ["secret_diary.id", "secret_diary.name"]
    assert "name it in `export`" in faults[1] and "processing.py" in faults[1]


def test_a_table_is_not_personal_and_impersonal_at_once() -> None:
    register = Register([make_activity(), Impersonal("throwaway_letter", "no"), Impersonal("nowhere", "no")])
    faults = unclaimed_columns(Base.metadata, register)
    assert "throwaway_letter: declared impersonal, and claimed by a Holding" in faults
    assert "nowhere: declared impersonal, but there is no such table" in faults


HOST = Processor(key="hosting", name="A host", service=WORDS)


def test_the_fingerprint_follows_every_word_and_term() -> None:
    same = Register([make_activity()]).fingerprint
    assert same == Register([make_activity()]).fingerprint
    assert len(same) == 12
    shorter = dataclasses.replace(LETTERS, kept=Term(months=12))
    changed = [
        Register([make_activity(purpose=WORDS)]),
        Register([make_activity(holdings=(shorter,))]),
        Register([make_activity(), make_cookie()]),
        Register([make_activity(), make_cookie(life=dt.timedelta(days=1))]),
        Register([make_activity(running=False)]),
        Register([make_activity(), HOST]),
        Register([make_activity(), dataclasses.replace(HOST, name="Another host")]),
    ]
    assert len({same, *(register.fingerprint for register in changed)}) == 8


def test_a_later_declaration_changes_the_fingerprint() -> None:
    register = Register([make_activity()])
    before = register.fingerprint
    register.declare(make_cookie())
    assert register.fingerprint != before


def test_nobody_is_found_in_rows_without_persons() -> None:
    assert str(nobody(Person(frozenset({"a@example.org"})))) == "false"
