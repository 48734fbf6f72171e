"""What is measured of visits: nothing of anybody before a yes, what is listed after it, nothing after a no."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cesi_site.accounts.models import Account
from cesi_site.choices.models import Barred, Decision, Method, Reason, Use
from cesi_site.choices.operations import address_of, record_choice, suppress
from cesi_site.choices.tokens import token_for
from cesi_site.core.behind import Behind
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import db, transaction
from cesi_site.outbox import registry
from cesi_site.outbox.delivery import Delivery
from cesi_site.outbox.leases import Leases
from cesi_site.privacy.operations import purge_expired
from cesi_site.visits import operations, queries
from cesi_site.visits.models import Interest, PageCount, Part, Subject, ViewedPage, Visit, VisitFigure
from cesi_site.visits.queries import Span
from cesi_site.visits.reading import Batch, Read, code_of
from tests.accounts.people import CHEAP, Browser, make_account

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0"
BROWSER = {"User-Agent": FIREFOX, "Sec-Fetch-Site": "same-origin"}
START = dt.datetime(2027, 3, 1, 9, 0, tzinfo=BRUSSELS)
TABLES = (PageCount, Visit, ViewedPage, Interest)


def read(visitor: FlaskClient, path: str, **headers: str) -> int:
    return visitor.get(path, headers={**BROWSER, **headers}).status_code


def answer(visitor: FlaskClient, word: str) -> Any:
    return visitor.post("/nl/cookies", data={"everything": word}, headers=BROWSER)


def write(app: Flask) -> None:
    app.extensions["behind"].run_once()


def rows(app: Flask, model: Any) -> Any:
    with app.app_context():
        return db.session.scalars(select(model).order_by(model.id)).all()


def counts(app: Flask) -> dict[str, int]:
    return {row.page: row.views for row in rows(app, PageCount)}


@pytest.mark.promise("F1")
def test_F1_without_a_choice_pages_are_counted_and_nobody_is_known(app: Flask) -> None:
    for _ in range(4):  # from the application, then from memory
        assert read(app.test_client(), "/nl/diensten") == 200
    read(app.test_client(), "/fr/contact")
    write(app)
    assert counts(app) == {"/nl/diensten": 4, "/fr/contact": 1}
    assert not rows(app, Visit) and not rows(app, Interest)
    assert {column.name for column in PageCount.__table__.columns} == {"id", "day", "site", "language", "page", "views"}
    read(app.test_client(), "/nl/diensten")
    write(app)
    assert counts(app)["/nl/diensten"] == 5


@pytest.mark.promise("F1")
def test_F1_robots_prefetching_errors_and_files_for_machines_are_left_out(app: Flask) -> None:
    visitor = app.test_client()
    for _ in range(3):
        visitor.get(
            "/nl/", headers={"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
        )
        visitor.get("/nl/", headers={"User-Agent": ""})
        read(visitor, "/nl/", **{"Sec-Purpose": "prefetch;prerender"})
        read(visitor, "/nl/opleidingen.ics")
        read(visitor, "/nl/bestaat-niet")
        visitor.head("/nl/", headers=BROWSER)
    write(app)
    assert counts(app) == {}


@pytest.mark.promise("F1")
def test_F1_a_personal_link_is_counted_by_its_pattern(app: Flask) -> None:
    with app.app_context():
        token = token_for(address_of("an@voorbeeld.be").id)
    visitor = app.test_client()
    answer(visitor, "yes")
    for one in (app.test_client(), visitor):
        assert read(one, f"/nl/voorkeuren/{token}") == 200
        assert read(one, f"/nl/voorkeuren/{token}x") == 404
        assert read(one, "/nl/mijn-gegevens") == 200
    write(app)
    assert counts(app) == {"/nl/voorkeuren/<token>": 2, "/nl/mijn-gegevens": 2}
    assert [page.page for page in rows(app, ViewedPage)] == ["/nl/voorkeuren/<token>", "/nl/mijn-gegevens"]


@pytest.mark.promise("F5")
def test_F5_after_a_yes_a_visit_holds_what_is_listed(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    countries, regions = tmp_path / "countries.csv", tmp_path / "regions.csv"
    countries.write_text("127.0.0.0,127.255.255.255,BE\n", encoding="utf-8")
    regions.write_text("127.0.0.0,127.0.0.255,Vlaams-Brabant\n", encoding="utf-8")
    app = make_app(COUNTRY_FILE=str(countries), REGION_FILE=str(regions))
    visitor = app.test_client()
    with time_machine.travel(START, tick=False) as clock:
        answer(visitor, "yes")
        read(visitor, "/nl/diensten", Referer="https://www.voorbeeld.be/zoek?q=geheim")
        clock.shift(90)
        for _ in range(3):
            read(visitor, "/nl/over-ons", Referer="http://localhost/nl/diensten")
        write(app)
    (visit,) = rows(app, Visit)
    assert (visit.pages, (visit.last_at - visit.began_at).seconds, visit.came_back) == (4, 90, False)
    assert (visit.browser, visit.system, visit.country, visit.region) == ("Firefox", "Linux", "BE", "Vlaams-Brabant")
    assert (visit.network, visit.referrer, visit.language) == ("127.0.0.0/24", "www.voorbeeld.be", "nl")
    assert [page.page for page in rows(app, ViewedPage)] == ["/nl/diensten"] + ["/nl/over-ons"] * 3
    cookie = visitor.get_cookie("cesi_visitor")
    assert cookie and visit.visitor == code_of(cookie.value)


@pytest.mark.promise("F7")
def test_F7_half_an_hour_of_quiet_ends_a_visit_and_the_next_one_is_by_somebody_who_came_back(app: Flask) -> None:
    visitor = app.test_client()
    with time_machine.travel(START, tick=False) as clock:
        answer(visitor, "yes")
        for minutes in (0, 20, 20, 31):
            clock.shift(minutes * 60)
            read(visitor, "/nl/")
            write(app)
    assert [(visit.pages, visit.came_back) for visit in rows(app, Visit)] == [(3, False), (1, True)]


@pytest.mark.promise("F5")
@pytest.mark.parametrize("how", ["no", "gpc", "nothing", "forged"])
def test_F5_without_a_yes_nothing_but_counts_is_written(app: Flask, how: str) -> None:
    visitor = app.test_client()
    if how == "no":
        answer(visitor, "no")
    if how == "gpc":
        answer(visitor, "yes")
    if how == "forged":
        visitor.set_cookie("cesi_visitor", "1" * 32)
        visitor.set_cookie("cesi_interests", "1" * 32)
    headers = {"Sec-GPC": "1"} if how == "gpc" else {}
    for _ in range(3):
        read(visitor, "/nl/diensten", **headers)
    write(app)
    assert counts(app) == {"/nl/diensten": 3}
    assert not rows(app, Visit) and not rows(app, ViewedPage) and not rows(app, Interest)


@pytest.mark.promise("F6")
def test_F6_each_cookie_comes_with_its_own_yes(app: Flask) -> None:
    visitor = app.test_client()
    visitor.post("/nl/cookies", data={"statistics": "yes", "interests": "no"}, headers=BROWSER)
    assert visitor.get_cookie("cesi_visitor") and not visitor.get_cookie("cesi_interests")
    visitor.post("/nl/cookies", data={"statistics": "no", "interests": "yes"}, headers=BROWSER)
    assert visitor.get_cookie("cesi_interests") and not visitor.get_cookie("cesi_visitor")


@pytest.mark.promise("F6")
def test_F6_taken_back_what_was_measured_is_gone_at_once(app: Flask) -> None:
    visitor, other = app.test_client(), app.test_client()
    for one in (visitor, other):
        answer(one, "yes")
        read(one, "/nl/diensten")
        read(one, "/nl/over-ons")
    write(app)
    assert len(rows(app, Visit)) == 2
    answer(visitor, "no")
    cookie = other.get_cookie("cesi_visitor")
    assert cookie
    assert [visit.visitor for visit in rows(app, Visit)] == [code_of(cookie.value)]
    assert len(rows(app, ViewedPage)) == 2
    assert not visitor.get_cookie("cesi_visitor") and not visitor.get_cookie("cesi_interests")


@pytest.mark.promise("F6")
def test_F6_what_was_noted_before_a_no_is_never_written(app: Flask) -> None:
    visitor = app.test_client()
    answer(visitor, "yes")
    read(visitor, "/nl/diensten")
    answer(visitor, "no")
    write(app)
    assert counts(app) == {"/nl/diensten": 1}
    assert not rows(app, Visit) and not rows(app, ViewedPage)


@pytest.mark.promise("F6")
def test_F6_what_another_process_noted_before_a_no_goes_soon_after_it(app: Flask) -> None:
    visitor = app.test_client()
    answer(visitor, "yes")
    read(visitor, "/nl/diensten")
    noted = app.extensions["visits"].known.copy()
    answer(visitor, "no")
    app.extensions["visits"].known.extend(noted)
    write(app)
    assert len(rows(app, Visit)) == 1
    with time_machine.travel(dt.datetime.now(dt.UTC) + operations.UNTIL_ALL_HAVE_WRITTEN, tick=False):
        Delivery(app, Leases(), threading.Event()).run_jobs()
    assert not rows(app, Visit) and not rows(app, ViewedPage)


def test_work_that_fails_is_logged_and_the_rest_is_done(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    behind = Behind(app)
    behind.add(Path("/nowhere/regions.csv").unlink)
    behind.add(lambda: done.append(1))
    behind.run_once()
    assert done == [1] and "regions.csv" in caplog.text


@pytest.mark.promise("F7")
def test_F7_a_visit_across_midnight_is_summed_up_whole(app: Flask) -> None:
    visitor, midnight = app.test_client(), dt.datetime(2027, 3, 2, 0, 0, tzinfo=BRUSSELS)
    with time_machine.travel(midnight - dt.timedelta(minutes=10), tick=False) as clock:
        answer(visitor, "yes")
        read(visitor, "/nl/")
        write(app)
        clock.shift(1_200)
        with app.app_context():
            assert operations.sum_up() == []
        read(visitor, "/nl/diensten")
        write(app)
        slot = registry.SCHEDULES["visits.sum_up"].latest_slot(midnight + dt.timedelta(hours=12))
        clock.move_to(slot)
        with app.app_context():
            assert operations.sum_up() == [dt.date(2027, 3, 1)]
            figures = queries.figures(Span(dt.date(2027, 3, 1), dt.date(2027, 3, 1)))
    assert (figures.visits, figures.pages, figures.seconds) == (1, 2, 1_200)


def _interest(reader: str, slug: str, views: int = 1, account_id: int | None = None) -> Interest:
    return Interest(
        reader=code_of(reader),
        subject=Subject.TRAINING,
        slug=slug,
        language="nl",
        views=views,
        last_at=START,
        account_id=account_id,
    )


@pytest.mark.promise("F8")
def test_F8_interests_are_what_was_read_about_with_consent(app: Flask) -> None:
    visitor, number = app.test_client(), "a" * 32
    visitor.post("/nl/cookies", data={"statistics": "no", "interests": "yes"}, headers=BROWSER)
    visitor.set_cookie("cesi_interests", number)
    recorder = app.extensions["visits"]
    header = "; ".join(f"{name}={visitor.get_cookie(name).value}" for name in ("cesi_consent", "cesi_interests"))  # type: ignore[union-attr]
    environ = {"REQUEST_METHOD": "GET", "HTTP_HOST": "localhost", "HTTP_USER_AGENT": FIREFOX, "HTTP_COOKIE": header}
    for page in ("/nl/opleidingen/ehbo", "/nl/opleidingen/ehbo", "/fr/services/ergonomie", "/nl/opleidingen", "/nl/"):
        recorder.seen({**environ, "PATH_INFO": page})
    write(app)
    found = {(row.subject.value, row.slug, row.language): row.views for row in rows(app, Interest)}
    assert found == {("training", "ehbo", "nl"): 2, ("service", "ergonomie", "fr"): 1}
    assert {row.account_id for row in rows(app, Interest)} == {None} and not rows(app, Visit)


@pytest.fixture
def account(context: Flask) -> Account:
    """Somebody with an account."""
    with transaction() as session:
        person = Account(
            email="an@voorbeeld.be", name="An Peeters", language="nl", fs_uniquifier="an", active=True, password="x"
        )
        session.add(person)
    return person


@pytest.mark.promise("F8")
def test_F8_interests_are_a_persons_once_that_browser_signs_in(context: Flask, account: Account) -> None:
    with transaction() as session:
        session.add_all([_interest("a" * 32, "ehbo", 3), _interest("a" * 32, "brand", 5), _interest("b" * 32, "x")])
    assert queries.interests_of(account.id) == []
    operations.tie("a" * 32, account)
    assert [(one.slug, one.views) for one in queries.interests_of(account.id)] == [("brand", 5), ("ehbo", 3)]
    operations.forget([], {"cesi_interests": "a" * 32})
    assert queries.interests_of(account.id) == []
    assert [row.slug for row in db.session.scalars(select(Interest))] == ["x"]


@pytest.mark.promise("F8")
@pytest.mark.parametrize("allowed", [True, False])
def test_F8_only_a_browser_that_allows_it_tells_whose_interests_it_shows(
    make_app: Callable[..., Flask], allowed: bool
) -> None:
    app = make_app(**CHEAP)
    browser, number = Browser(app, agent=FIREFOX), "a" * 32
    with app.app_context():
        account_id = make_account().id
        with transaction() as session:
            session.add(_interest(number, "ehbo"))
    browser.post("/nl/cookies", {"statistics": "yes", "interests": "yes" if allowed else "no"})
    browser.client.set_cookie("cesi_interests", number, domain="my.localhost")
    browser.sign_in()
    assert browser.is_in()
    assert [row.account_id for row in rows(app, Interest)] == [account_id if allowed else None]


@pytest.mark.promise("K5")
def test_K5_an_objection_lets_interests_go_and_none_come_back(context: Flask, account: Account) -> None:
    with transaction() as session:
        session.add_all([_interest("a" * 32, "ehbo", account_id=account.id), _interest("b" * 32, "brand")])
    for use in (Use.NEWSLETTER, Use.ANALYSIS):
        record_choice(account.email, use, Decision.OBJECTION, method=Method.LINK, language="nl")
        kept = [row.slug for row in db.session.scalars(select(Interest).order_by(Interest.id))]
        assert kept == (["brand"] if use is Use.ANALYSIS else ["ehbo", "brand"])
    operations.tie("b" * 32, account)
    assert db.session.scalars(select(Interest)).all() == []


@pytest.mark.promise("K5")
def test_K5_who_objects_to_being_analysed_has_no_interests(context: Flask, account: Account) -> None:
    with transaction() as session:
        session.add(_interest("a" * 32, "ehbo", account_id=account.id))
    assert len(queries.interests_of(account.id)) == 1
    suppress(account.email, Barred.EVERYTHING, Reason.OBJECTED)
    assert queries.interests_of(account.id) == []


def _visit(at: dt.datetime, **values: Any) -> Visit:
    given: dict[str, Any] = {"visitor": "v", "pages": 2, "came_back": False, "site": "cesi", "language": "nl"}
    return Visit(began_at=at, last_at=at + dt.timedelta(seconds=60), **(given | values))


@pytest.mark.promise("F7")
def test_F7_the_figures_of_a_day_stay_when_its_visits_are_purged(context: Flask) -> None:
    with transaction() as session:
        session.add_all(
            [
                _visit(START, country="BE", region="Namur", browser="Firefox", referrer="a.be"),
                _visit(START, country="BE", came_back=True, pages=4),
                _visit(START + dt.timedelta(days=1), country="FR"),
            ]
        )
    days = [START.date(), START.date() + dt.timedelta(days=1)]
    with time_machine.travel(START + dt.timedelta(days=2), tick=False):
        assert operations.sum_up() == days
        assert operations.sum_up() == []
    span = Span(days[0], days[1])
    together = queries.figures(span)
    assert (together.visits, together.returning, together.pages, together.seconds) == (3, 1, 8, 180)
    assert together.return_rate == pytest.approx(1 / 3) and together.seconds_a_visit == 60
    assert [(word, one.visits) for word, one in queries.figures_by(Part.COUNTRY, span)] == [("BE", 2), ("FR", 1)]
    assert [(word, one.visits) for word, one in queries.figures_by(Part.REGION, span)] == [("-", 2), ("Namur", 1)]
    register = context.extensions["register"]
    last = dt.date(2028, 4, 1)
    for day, left in ((last, 3), (last + dt.timedelta(days=1), 1), (last + dt.timedelta(days=2), 0)):
        at = dt.datetime.combine(day, dt.time(0, 10), BRUSSELS)
        with time_machine.travel(at, tick=False):
            purge_expired(register=register, at=at)
        assert db.session.query(Visit).count() == left
    assert queries.figures(span) == together and db.session.query(VisitFigure).count() > 0


def test_what_waits_is_bounded_and_a_request_never_waits(app: Flask) -> None:
    recorder = app.extensions["visits"]
    environ = {"REQUEST_METHOD": "GET", "HTTP_HOST": "localhost", "PATH_INFO": "/nl/", "HTTP_USER_AGENT": FIREFOX}
    for _ in range(60_000):
        recorder.seen(environ)
    assert len(recorder.anonymous) == 50_000
    write(app)
    assert counts(app) == {"/nl/": 50_000}


@pytest.mark.parametrize(
    ("setting", "counted", "asked"), [("off", 0, False), ("counts", 1, False), ("visits", 1, True)]
)
def test_the_setting_says_what_is_measured(
    make_app: Callable[..., Flask], setting: str, counted: int, asked: bool
) -> None:
    app = make_app(VISITS=setting)
    page = app.test_client().get("/nl/", headers=BROWSER).text
    write(app)
    assert len(rows(app, PageCount)) == counted
    assert ('class="consent"' in page) == asked


@pytest.mark.parametrize(
    ("proxies", "fixed", "forwarded", "expected"),
    [(0, False, "9.9.9.9", "10.0.0.1"), (1, False, "1.1.1.1, 9.9.9.9", "9.9.9.9"), (1, True, "9.9.9.9", "10.0.0.1")],
)
def test_the_address_is_the_one_that_the_trusted_proxy_saw(
    make_app: Callable[..., Flask], proxies: int, fixed: bool, forwarded: str, expected: str
) -> None:
    recorder = make_app(TRUSTED_PROXIES=proxies).extensions["visits"]
    environ: dict[str, Any] = {"REQUEST_METHOD": "GET", "PATH_INFO": "/nl/"}
    environ |= {"REMOTE_ADDR": "10.0.0.1", "HTTP_COOKIE": "a=b"}
    if fixed:
        environ["werkzeug.proxy_fix.orig"] = {}
    recorder.seen({**environ, "HTTP_X_FORWARDED_FOR": forwarded})
    assert recorder.known[0].address == expected


def test_interests_are_written_in_one_order(context: Flask) -> None:
    reads = [Read(reader, START, Subject.TRAINING, slug, "nl") for reader in "ba" for slug in ("y", "x")]
    operations.write(Batch(reads=[*reads, reads[0]]))
    kept = db.session.scalars(select(Interest).order_by(Interest.id))
    assert [(row.reader, row.slug, row.views) for row in kept] == [
        ("a", "x", 1),
        ("a", "y", 1),
        ("b", "x", 1),
        ("b", "y", 2),
    ]
