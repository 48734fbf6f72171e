"""The choice about optional cookies: before it, after a no, after a yes, when it is taken back, and with GPC (F6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cesi_site.core.cookie_gate import REFUSED
from cesi_site.core.database import db, transaction
from cesi_site.integrations.google_analytics import KEY
from cesi_site.privacy import operations, queries
from cesi_site.privacy.models import CookieChoice, DroppedCookie
from tests.support.client import CheckingClient, find_all, parse, text_of

HOME = "http://localhost/nl/"
SENT = {"Referer": HOME, "Sec-Fetch-Site": "same-origin"}
TOOL = "js/google-analytics.js"
ON: dict[str, Any] = {"GOOGLE_ANALYTICS_ID": "G-TEST123", "VISITS": "counts"}


@pytest.fixture
def site(make_app: Callable[..., Flask]) -> Flask:
    """The site with one optional service of another company."""
    return make_app(**ON)


@pytest.fixture
def visitor(site: Flask) -> CheckingClient:
    """A visitor's browser."""
    browser = site.test_client()
    assert isinstance(browser, CheckingClient)
    return browser


def answer(visitor: FlaskClient, word: str, **headers: str) -> Any:
    return visitor.post("/nl/cookies", data={"everything": word}, headers={**SENT, **headers})


def asks(page: str) -> bool:
    return 'class="consent"' in page


def many(visitor: CheckingClient, path: str, **headers: str) -> list[str]:
    """Read a page again and again: it comes from the application first, then from memory."""
    return [visitor.get(path, headers=headers).text for _ in range(3)]


@pytest.mark.promise("F6")
def test_F6_before_a_choice_the_page_asks_and_loads_nothing(visitor: CheckingClient) -> None:
    for page in many(visitor, "/nl/"):
        assert asks(page) and TOOL not in page
    response = visitor.get("/nl/")
    assert "google" not in response.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in response.headers


@pytest.mark.promise("F6")
def test_F6_yes_and_no_stand_in_one_layer_with_one_weight(visitor: CheckingClient) -> None:
    (section,) = find_all(parse(visitor.get("/nl/").text), "section", class_="consent")
    yes, no = find_all(section, "button")
    assert (text_of(yes), text_of(no)) == ("Alles aanvaarden", "Alles weigeren")
    assert yes.get("class") == no.get("class")


@pytest.mark.promise("F6")
@pytest.mark.parametrize(("word", "loads"), [("yes", True), ("no", False)])
def test_F6_who_answered_is_not_asked_again_and_gets_what_they_allowed(
    visitor: CheckingClient, word: str, loads: bool
) -> None:
    many(visitor, "/nl/")
    response = answer(visitor, word)
    assert (response.status_code, response.headers["Location"]) == (303, "/nl/")
    for page in many(visitor, "/nl/"):
        assert not asks(page)
        assert (TOOL in page) == loads
    policy = visitor.get("/nl/").headers["Content-Security-Policy"]
    assert ("https://www.googletagmanager.com" in policy) == loads
    assert "unsafe" not in policy


@pytest.mark.promise("F6")
def test_F6_a_kept_page_is_right_for_each_kind_of_visitor(site: Flask) -> None:
    new, yes, no = (site.test_client() for _ in range(3))
    answer(yes, "yes"), answer(no, "no")
    for _ in range(3):
        pages = [one.get("/nl/diensten").text for one in (new, yes, no)]
        assert [asks(page) for page in pages] == [True, False, False]
        assert [TOOL in page for page in pages] == [False, True, False]


@pytest.mark.promise("F6")
def test_F6_forms_and_personal_pages_ask_nothing_and_load_nothing(visitor: CheckingClient) -> None:
    for path in ("/nl/contact", "/nl/nieuwsbrief", "/nl/mijn-gegevens", "/nl/aansluiting", "/nl/cookies"):
        assert not asks(visitor.get(path).text), path
    answer(visitor, "yes")
    for path in ("/nl/contact", "/nl/nieuwsbrief", "/nl/mijn-gegevens", "/nl/aansluiting", "/nl/cookies"):
        response = visitor.get(path)
        assert TOOL not in response.text and "google" not in response.headers["Content-Security-Policy"], path


@pytest.mark.promise("F6")
def test_F6_gpc_is_a_no_even_after_a_yes(visitor: CheckingClient) -> None:
    for page in many(visitor, "/nl/", **{"Sec-GPC": "1"}):
        assert not asks(page) and TOOL not in page
    answer(visitor, "yes")
    assert TOOL in visitor.get("/nl/").text
    for page in many(visitor, "/nl/", **{"Sec-GPC": "1"}):
        assert TOOL not in page
    page = visitor.get("/nl/cookies", headers={"Sec-GPC": "1"}).text
    assert "Global Privacy Control" in page and 'name="google_analytics"' not in page


@pytest.mark.promise("F6")
def test_F6_a_yes_under_gpc_is_kept_as_a_no(visitor: CheckingClient) -> None:
    cookie = answer(visitor, "yes", **{"Sec-GPC": "1"}).headers["Set-Cookie"]
    assert ".0." in cookie
    assert TOOL not in visitor.get("/nl/").text


@pytest.mark.promise("F6")
def test_F6_a_choice_per_purpose_is_kept_with_its_proof_and_shown(visitor: CheckingClient, site: Flask) -> None:
    assert "Kies een van de mogelijkheden" in visitor.post("/nl/cookies", data={}, headers=SENT).text
    response = visitor.post("/fr/cookies", data={KEY: "yes"}, headers=SENT, follow_redirects=True)
    assert "Votre choix est conservé" in response.text
    with site.app_context():
        (row,) = db.session.query(CookieChoice).all()
    assert (set(row.allowed), row.language, row.site) == ({KEY}, "fr", "cesi")
    assert "Google Analytics" in row.text
    assert row.number in response.text and row.version in response.text and row.text.split("?")[0] in response.text
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.promise("F6")
def test_F6_taken_back_it_holds_at_once_and_the_cookies_are_expired(visitor: CheckingClient, site: Flask) -> None:
    answer(visitor, "yes")
    visitor.set_cookie("_ga", "GA1.1.1")
    visitor.set_cookie("_ga_TEST123", "GS1.1.1")
    assert "Set-Cookie" not in visitor.get("/nl/").headers
    sent = answer(visitor, "no").headers.getlist("Set-Cookie")
    assert {header.split("=")[0] for header in sent if "Max-Age=0" in header} == {"_ga", "_ga_TEST123"}
    assert TOOL not in visitor.get("/nl/").text
    with site.app_context():
        number = db.session.scalars(select(CookieChoice.number).distinct()).one()
        assert [choice.granted for choice in queries.choices_of(number)] == ["", KEY]


@pytest.mark.promise("F6")
def test_F6_a_cookie_that_is_not_allowed_is_expired_on_any_page(visitor: CheckingClient) -> None:
    many(visitor, "/nl/")
    visitor.set_cookie("_ga", "GA1.1.1")
    assert visitor.get("/nl/").headers["Set-Cookie"].startswith("_ga=; Max-Age=0")


@pytest.mark.promise("F6")
def test_F6_a_choice_made_for_another_question_is_asked_again(make_app: Callable[..., Flask]) -> None:
    app = make_app(**ON)
    visitor = app.test_client()
    number = "0" * 32
    for value in (f"00000000.1.{number}", "yes", f"{app.extensions['consent'].version}.11.{number}"):
        visitor.set_cookie("cesi_consent", value)
        page = visitor.get("/nl/").text
        assert asks(page) and TOOL not in page


@pytest.mark.promise("F6")
@pytest.mark.parametrize("months", [6, 3])
def test_F6_the_choice_lives_as_long_as_the_setting_says(make_app: Callable[..., Flask], months: int) -> None:
    app = make_app(CONSENT_MONTHS=months, **ON)
    sent = answer(app.test_client(), "no").headers["Set-Cookie"]
    (declared,) = (cookie for cookie in app.extensions["register"].cookies if cookie.name == "cesi_consent")
    assert f"Max-Age={int(declared.life.total_seconds())}" in sent
    assert abs(declared.life.days - months * 30.4) < 2
    assert "HttpOnly" in sent and "SameSite=Lax" in sent


@pytest.mark.promise("F6")
def test_F6_a_no_counts_however_often_was_chosen_and_a_yes_too_many_is_said(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATELIMIT_ENABLED=True, **ON)
    first, visitor = app.test_client(), app.test_client()
    for _ in range(29):
        assert answer(first, "no").status_code == 303
    assert answer(visitor, "yes").status_code == 303
    assert answer(first, "yes").status_code == 429
    assert TOOL in visitor.get("/nl/").text
    assert answer(visitor, "no").status_code == 303
    assert TOOL not in visitor.get("/nl/").text
    with app.app_context():
        assert db.session.query(CookieChoice).count() == 30


def test_a_choice_that_another_site_sends_is_refused(visitor: CheckingClient) -> None:
    response = answer(visitor, "yes", **{"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403 and "Set-Cookie" not in response.headers


@pytest.mark.parametrize("referrer", ["http://elsewhere.example/nl/", "http://localhost//elsewhere.example/", ""])
def test_an_answer_leads_back_to_our_own_pages_alone(visitor: CheckingClient, referrer: str) -> None:
    response = visitor.post("/nl/cookies", data={"everything": "no"}, headers={**SENT, "Referer": referrer})
    assert response.headers["Location"] in {"/nl/cookies#choice", "/elsewhere.example/"}


@pytest.mark.promise("F9")
def test_F9_what_the_gate_drops_is_kept_by_day(site: Flask) -> None:
    with site.app_context():
        operations.note_dropped({("_fbp", "undeclared"): 2, ("_ga", REFUSED): 1})
        operations.note_dropped({("_fbp", "undeclared"): 3})
        found = {(row.name, row.reason): row.times for row in queries.dropped_cookies(dt.date(2026, 1, 1))}
    assert found == {("_fbp", "undeclared"): 5, ("_ga", REFUSED): 1}


def test_what_the_gate_drops_is_written_in_one_order(site: Flask) -> None:
    with site.app_context():
        operations.note_dropped({("b", "undeclared"): 1, ("a", "undeclared"): 1, ("c", "undeclared"): 1})
        kept = db.session.scalars(select(DroppedCookie).order_by(DroppedCookie.id))
        assert [row.name for row in kept] == ["a", "b", "c"]


@pytest.mark.promise("F9")
def test_F9_an_optional_cookie_without_consent_does_not_leave(make_app: Callable[..., Flask]) -> None:
    app = make_app(**ON)

    @app.after_request
    def slip(response: Any) -> Any:
        response.set_cookie("_ga", "1")
        return response

    visitor = app.test_client()
    assert "Set-Cookie" not in visitor.get("/nl/contact").headers
    app.extensions["behind"].run_once()
    with app.app_context():
        (row,) = queries.dropped_cookies(dt.date(2026, 1, 1))
    assert (row.name, row.reason, row.times) == ("_ga", REFUSED, 1)
    assert "_ga=1" in str(answer(visitor, "yes").headers.getlist("Set-Cookie"))


@pytest.mark.promise("F6")
def test_F6_a_choice_is_purged_on_its_day(site: Flask) -> None:
    with site.app_context():
        register = site.extensions["register"]
        (holding,) = (one for one in register.holdings if one.key == "privacy.cookie_choices")
        with time_machine.travel(dt.datetime(2027, 1, 31, 12, tzinfo=dt.UTC), tick=False), transaction():
            operations.choose_cookies(
                number="1" * 32, granted=[], asked=[KEY], version="x", text="?", language="nl", site="cesi", cookies={}
            )
        last = holding.kept.last_day(dt.date(2027, 1, 31))
        assert last == dt.date(2028, 8, 31)
        for day, left in ((last, 1), (last + dt.timedelta(days=1), 0)):
            at = dt.datetime.combine(day, dt.time(0, 10), dt.UTC)
            with time_machine.travel(at, tick=False):
                operations.purge_expired(register=register, at=at)
            assert db.session.query(CookieChoice).count() == left


def test_without_an_optional_purpose_nothing_is_asked(make_app: Callable[..., Flask]) -> None:
    visitor = make_app(VISITS="counts").test_client()
    assert not asks(visitor.get("/nl/").text)
    page = visitor.get("/nl/cookies").text
    assert 'id="choice"' not in page and "Daarom vragen wij u niets" in page
    assert answer(visitor, "yes").status_code == 303
    assert not visitor.get_cookie("cesi_consent")


@pytest.mark.promise("J2")
def test_J2_the_processor_of_a_service_that_is_on_is_named_with_its_transfer(visitor: CheckingClient) -> None:
    page = visitor.get("/nl/privacy").text
    assert "Google Ireland Limited" in page and "2023/1795" in page
