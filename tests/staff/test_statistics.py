"""The statistics desk: figures by day and property, a table beside each chart, files to take along."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from cesi_site.accounts.models import StaffRoleName
from cesi_site.core import clock
from cesi_site.core.charts import HEIGHT, WIDTH, Point, bar_chart, share
from cesi_site.core.database import transaction
from cesi_site.register.terms import ONE_DAY
from cesi_site.visits.models import Interest, PageCount, Part, Subject, VisitFigure
from tests.staff.people import Desk, staff
from tests.support.client import find_all, parse, text_of

WORDS = {
    Part.ALL: "-",
    Part.COUNTRY: "BE",
    Part.REGION: "-",
    Part.BROWSER: "Firefox",
    Part.REFERRER: "www.voorbeeld.be",
}


@pytest.fixture
def figures(context: Flask) -> dt.date:
    """Pages counted today, and visits of yesterday."""
    today = clock.today()
    with transaction() as session:
        for page, views in (("/nl/", 12), ("/fr/services", 30)):
            session.add(PageCount(day=today, site="cesi", language=page[1:3], page=page, views=views))
        sums = {"visits": 4, "came_back": 1, "pages": 10, "seconds": 500}
        for part, word in WORDS.items():
            session.add(VisitFigure(day=today - ONE_DAY, site="cesi", part=part, word=word, **sums))
        seen = {"reader": "a" * 64, "slug": "ehbo", "language": "nl", "views": 2, "last_at": clock.now()}
        session.add(Interest(subject=Subject.TRAINING, **seen))
    return today


@pytest.fixture
def desk(context: Flask) -> Desk:
    """Somebody of communication at work."""
    return Desk(context, staff("Cora Maes", StaffRoleName.COMMUNICATION_OFFICER))


@pytest.mark.promise("F7")
def test_F7_the_desk_shows_pages_visits_length_return_and_where_from(desk: Desk, figures: dt.date) -> None:
    page = desk.get("/staff/statistics").text
    facts = {
        text_of(one.find("{*}dt")): text_of(one.find("{*}dd"))
        for one in find_all(parse(page), "div")
        if one.find("{*}dt") is not None
    }
    assert facts["Gelezen pagina’s"].startswith("42 (Frans: 30, Nederlands: 12)")
    assert facts["Bezoeken, gemeten met toestemming"] == "4"
    assert facts["Pagina’s per bezoek"] == "2,5"
    assert facts["Duur van een bezoek"] == "2 min 5 s"
    assert facts["Bezoeken van wie al eerder kwam"] == "25 %"
    captions = [text_of(one) for one in find_all(parse(page), "caption")]
    assert captions[2:] == [
        "Meest gelezen pagina’s",
        "Land",
        "Streek in België",
        "Website waar men vandaan komt",
        "Browser",
        "Opleidingen die interesseren",
    ]
    assert "België" in page and "niet bekend" in page and "www.voorbeeld.be" in page


@pytest.mark.promise("F7")
def test_F7_each_chart_has_its_figures_in_a_table_beside_it(desk: Desk, figures: dt.date) -> None:
    tree = parse(desk.get("/staff/statistics?period=quarter").text)
    charts = find_all(tree, "section", class_="chart")
    assert len(charts) == 2
    for chart, most in zip(charts, (42, 4), strict=True):
        values = [int(text_of(cell)) for cell in find_all(chart, "td")]
        assert len(values) == 90 and max(values) == most == sum(values)


def test_a_year_is_shown_by_month_and_a_site_by_itself(desk: Desk, figures: dt.date) -> None:
    chart = find_all(parse(desk.get("/staff/statistics?period=year").text), "section", class_="chart")[0]
    assert len(find_all(chart, "td")) in {12, 13}

    assert "Meest gelezen" not in desk.get("/staff/statistics?site=onemanagement").text
    assert "Meest gelezen" in desk.get("/staff/statistics?site=cesi").text


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("pages", "/fr/services;fr;30"),
        ("days", ";42;0;0;0;0"),
        ("country", "België;4;1;10;500"),
        ("referrer", "www.voorbeeld.be;4"),
    ],
)
def test_every_table_can_be_taken_along(desk: Desk, figures: dt.date, file: str, line: str) -> None:
    answer = desk.get(f"/staff/statistics/{file}.csv")
    assert answer.mimetype == "text/csv" and line in answer.text
    assert desk.get("/staff/statistics/visit.csv").status_code == 404


@pytest.mark.parametrize("values", [[], [0], [1], [3, 0, 4], [7, 9, 12], list(range(90)), [123_456, 5]])
def test_a_chart_keeps_within_its_picture(values: list[int]) -> None:
    chart = bar_chart([Point(str(value), value) for value in values])
    assert len(chart.bars) == len(values) and 2 <= len(chart.lines) <= 7
    for bar in chart.bars:
        assert bar.x >= chart.left and bar.x + bar.width <= WIDTH + 0.1
        assert bar.y >= 0 and bar.y + bar.height <= HEIGHT
    assert chart.lines[-1].value >= max(values, default=0)
    assert sum(bar.named for bar in chart.bars) <= 8


def test_a_share_of_something_is_seen() -> None:
    assert [share(value, 1000) for value in (0, 1, 500, 1000)] == [0, 1, 50, 100]


@pytest.mark.promise("F7")
def test_F7_interests_are_those_of_the_period_and_of_all_sites_together(desk: Desk, figures: dt.date) -> None:
    with transaction() as session:
        for days, slug in ((0, "today"), (29, "in-the-month"), (30, "before-the-month"), (89, "in-the-quarter")):
            at = clock.now() - days * ONE_DAY
            seen = {"reader": slug, "slug": slug, "language": "nl", "views": 1, "last_at": at}
            session.add(Interest(subject=Subject.SERVICE, **seen))
    month, quarter = desk.get("/staff/statistics").text, desk.get("/staff/statistics?period=quarter").text
    assert "today" in month and "in-the-month" in month and "before-the-month" not in month
    assert "before-the-month" in quarter and "in-the-quarter" in quarter
    assert "in-the-month" not in desk.get("/staff/statistics?site=cesi").text
