"""The catalogue as visitors find it: in both languages, on both hosts, by links alone."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
from flask import Flask

from cesi_site.core.clock import today
from cesi_site.core.database import transaction
from cesi_site.enrolment import queries
from cesi_site.enrolment.models import Theme
from cesi_site.enrolment.operations import withdraw_training
from cesi_site.enrolment.pages import MOST_IN_A_DAY
from cesi_site.enrolment.queries import Asked
from cesi_site.enrolment.words import SessionState
from tests.enrolment.conftest import add, add_theme, add_venue, days_ahead, plan
from tests.support.client import CheckingClient, find_all, hidden_fields, parse, text_of
from tests.support.statements import noted

ONE = "onemanagement.localhost"
PAIRS = [
    ("/nl/opleidingen", "/fr/formations"),
    ("/nl/opleidingen/kalender", "/fr/formations/calendrier"),
    ("/nl/opleidingen?q=demo-ehb", "/fr/formations?q=demo-ehb"),
    ("/nl/opleidingen?taal=fr&locatie=namen", "/fr/formations?langue=fr&lieu=namur"),
    ("/nl/opleidingen/vertrouwenspersoon-basisopleiding", "/fr/formations/personne-de-confiance-formation-de-base"),
    ("/nl/opleidingen?thema=ergonomie&volgorde=titel", "/fr/formations?theme=ergonomie&ordre=titre"),
]
SHAPE = ("h1", "h2", "h3", "ul", "li", "dl", "a", "form", "input", "table", "article", "section", "nav")

pytestmark = pytest.mark.engine("sqlite")


def read(visitor: CheckingClient, path: str, host: str = "localhost") -> Any:
    answer = visitor.get(path, headers={"Host": host})
    assert answer.status_code == 200, path
    assert "Set-Cookie" not in answer.headers
    return parse(answer.text)


def titles(tree: Any) -> list[str]:
    return [text_of(find_all(card, "h3")[0]) for card in find_all(tree, "article")]


def links(tree: Any, part: str = "") -> set[str]:
    return {str(link.get("href")) for link in find_all(tree, "a") if part in str(link.get("href"))}


@pytest.mark.parametrize(("dutch", "french"), PAIRS)
@pytest.mark.parametrize("host", ["localhost", ONE])
def test_a_page_and_its_twin_are_alike_and_name_each_other(
    visitor: CheckingClient, dutch: str, french: str, host: str
) -> None:
    nl, fr = read(visitor, dutch, host), read(visitor, french, host)
    assert [len(find_all(nl, tag)) for tag in SHAPE] == [len(find_all(fr, tag)) for tag in SHAPE]
    for tree, lang, other in ((nl, "fr", french), (fr, "nl", dutch)):
        (switch,) = [link for link in find_all(tree, "a", rel="alternate") if link.get("hreflang") == f"{lang}-BE"]
        assert switch.get("href") == other


@pytest.mark.promise("C1")
def test_C1_the_list_is_found_from_the_menu_and_leads_to_each_training(visitor: CheckingClient) -> None:
    assert "/nl/opleidingen" in links(read(visitor, "/nl/"))
    first, second = read(visitor, "/nl/opleidingen"), read(visitor, "/nl/opleidingen?pagina=2")
    found = links(first, "/nl/opleidingen/") | links(second, "/nl/opleidingen/")
    assert len({path for path in found if "kalender" not in path}) == 20
    for path in found:
        read(visitor, path)


def test_every_filter_link_leaves_as_many_as_it_says(visitor: CheckingClient) -> None:
    tree = read(visitor, "/fr/formations?langue=fr")
    (facets,) = find_all(tree, "details", class_="facets")
    asked = [(link.get("href"), find_all(link, "span")) for link in find_all(facets, "a")]
    counted = [(path, int(text_of(spans[1]))) for path, spans in asked if len(spans) == 2]
    assert len(counted) > 15
    for path, count in counted:
        heading = text_of(find_all(read(visitor, path), "h2", id="results")[0])
        assert heading.split()[0] == str(count), path


def test_words_searched_for_stay_and_filters_go_along(visitor: CheckingClient) -> None:
    tree = read(visitor, "/nl/opleidingen?q=hulpverlener&thema=eerste-hulp")
    (box,) = [field for field in find_all(tree, "input") if field.get("name") == "q"]
    assert box.get("value") == "hulpverlener"
    assert hidden_fields(visitor.get("/nl/opleidingen?q=hulp&thema=eerste-hulp").text) == {"thema": "eerste-hulp"}
    assert titles(tree)[0].startswith("EHBO")
    assert all("q=hulpverlener" in path for path in links(tree, "volgorde="))


def test_other_forms_of_a_word_are_found(visitor: CheckingClient) -> None:
    assert len(titles(read(visitor, "/nl/opleidingen?q=vertrouwenspersonen"))) >= 2
    assert "Secourisme en entreprise" in " ".join(titles(read(visitor, "/fr/formations?q=secouristes")))


@pytest.mark.parametrize(
    "query",
    ["q=zzzz", "thema=onbekend&taal=xx&periode=2020-99&pagina=-4", "pagina=99999", "q=" + "x" * 4000, "taal=%00"],
)
def test_odd_questions_get_a_page(visitor: CheckingClient, query: str) -> None:
    read(visitor, f"/nl/opleidingen?{query}")
    read(visitor, f"/nl/opleidingen/kalender?{query}&maand=0000-00")


def test_nothing_found_shows_a_way_on(visitor: CheckingClient) -> None:
    tree = read(visitor, "/fr/formations?q=zzzz")
    assert titles(tree) == []
    assert {"/fr/formations", "/fr/contact"} <= links(tree)
    assert find_all(tree, "meta", name="robots")[0].get("content") == "noindex, follow"


def test_a_training_says_all_that_is_to_know(visitor: CheckingClient) -> None:
    markup = visitor.get("/nl/opleidingen/ehbo-in-de-onderneming-basisopleiding").text
    text = " ".join(text_of(find_all(parse(markup), "main")[0]).replace("\xa0", " ").split())
    for words in ("€ 420,00", "€ 508,20 incl. btw (21 %)", "€ 357,00 voor leden", "3 dagen (18 uur)", "DEMO-EHB-01"):
        assert words in text
    for words in ("elk jaar bij", "Kmo-portefeuille", "12 plaatsen", "gratis en tot aan de start", "verzonnen"):
        assert words in text
    assert "EHBO in de onderneming: jaarlijkse bijscholing" in text
    assert hidden_fields(markup, "/nl/contact")["topic"] == "training"
    assert hidden_fields(markup, "/nl/contact")["source"] == "training:demo-ehb-01"


def test_each_date_leads_to_its_form(visitor: CheckingClient) -> None:
    tree = read(visitor, "/nl/opleidingen/ehbo-in-de-onderneming-basisopleiding")
    forms = links(tree, "inschrijven")
    assert len(forms) > 1
    for form in forms:
        assert visitor.get(form).status_code == 200


def test_machines_read_it_as_a_course(visitor: CheckingClient) -> None:
    tree = read(visitor, "/fr/formations/personne-de-confiance-formation-de-base")
    (script,) = find_all(tree, "script", type="application/ld+json")
    data = json.loads("".join(script.itertext()))
    assert (data["@type"], data["courseCode"], data["inLanguage"]) == ("Course", "DEMO-VTP-01", "fr-BE")
    assert data["offers"]["price"] == "1633.50"
    assert len(data["hasCourseInstance"]) == 4
    assert {one["@type"] for one in data["hasCourseInstance"]} == {"CourseInstance"}
    assert data["url"].startswith("http://localhost/fr/formations/")


def test_text_cannot_break_out_of_the_data(theme: Theme, client: CheckingClient) -> None:
    add("F-1", theme, title_nl="</script><b>&amp;'\"", summary_nl="<!-- x")
    tree = read(client, "/nl/opleidingen/f-1-nl")
    (script,) = find_all(tree, "script", type="application/ld+json")
    assert json.loads("".join(script.itertext()))["name"] == "</script><b>&amp;'\""


@pytest.mark.promise("A2")
def test_A2_onemanagement_opens_on_its_own_trainings(visitor: CheckingClient, app: Flask) -> None:
    home = read(visitor, "/fr/", ONE)
    with app.test_request_context():
        own = queries.list_trainings(Asked(organiser="onemanagement"), language="fr")
        assert {" ".join(card.title.split()) for card in own.cards} >= set(titles(home)) != set()
        total = own.total
    shop = read(visitor, "/fr/formations", ONE)
    assert len(titles(shop)) == total == 8
    assert "http://localhost/fr/formations?organisateur=cesi" in links(home) & links(shop)
    assert "http://onemanagement.localhost/fr/formations" in links(read(visitor, "/fr/formations"))
    assert not links(shop, "organisateur=onemanagement")


def test_a_training_opens_on_both_hosts_and_names_the_one_it_belongs_to(visitor: CheckingClient) -> None:
    for host in ("localhost", ONE):
        for slug, home in (("het-verzuimgesprek-voeren", ONE), ("risicoanalyse-in-de-praktijk", "localhost")):
            tree = read(visitor, f"/nl/opleidingen/{slug}", host)
            (canonical,) = find_all(tree, "link", rel="canonical")
            assert canonical.get("href") == f"http://{home}/nl/opleidingen/{slug}"


def test_the_site_map_and_the_home_page_know_the_catalogue(visitor: CheckingClient) -> None:
    site_map = visitor.get("/sitemap.xml").text
    assert "http://localhost/nl/opleidingen/risicoanalyse-in-de-praktijk" in site_map
    assert f"http://{ONE}/fr/formations/mener-l-entretien-d-absence" in site_map
    assert len(titles(read(visitor, "/nl/"))) == 3


def test_the_calendar_shows_the_days_of_a_month(theme: Theme, client: CheckingClient) -> None:
    days = days_ahead(3, 10)
    plan(add("F-2", theme, title_nl="Rug"), days)
    for day in days:
        tree = read(client, f"/nl/opleidingen/kalender?maand={day:%Y-%m}")
        (section,) = find_all(tree, "section", id=f"day-{day.day}")
        assert "Rug09:00–16:30 · Online · Nederlands" in text_of(section)
        assert f"#day-{day.day}" in links(tree)
    assert "niets gepland" in client.get(f"/nl/opleidingen/kalender?maand={today().year + 3}-01").text


def test_a_busy_month_is_shown_to_its_last_day(theme: Theme, client: CheckingClient) -> None:
    first = (today().replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    days = [first + dt.timedelta(days=n) for n in range(28)]
    for n in range(9):
        plan(add(f"F-4-{n}", theme, title_nl=f"Rug {n}"), days)
    tree = read(client, f"/nl/opleidingen/kalender?maand={first:%Y-%m}")
    sections = [find_all(tree, "section", id=f"day-{day.day}") for day in days]
    assert [len(find_all(section, "li")) for (section,) in sections] == [9] * 28


def test_what_a_day_does_not_list_is_counted(theme: Theme, client: CheckingClient) -> None:
    (day,) = days_ahead(5)
    training = add("F-5", theme)
    for _n in range(MOST_IN_A_DAY + 2):
        plan(training, [day])
    tree = read(client, f"/nl/opleidingen/kalender?maand={day:%Y-%m}")
    (section,) = find_all(tree, "section", id=f"day-{day.day}")
    assert len(find_all(section, "li")) == MOST_IN_A_DAY
    assert text_of(find_all(section, "p")[-1]).startswith("2 ")


def test_a_full_session_shows_its_waiting_list(theme: Theme, context: Flask) -> None:
    training = add("F-6", theme)
    for state in (SessionState.FULL, SessionState.OPEN, SessionState.CONFIRMED):
        plan(training, days_ahead(20), state=state)
    table = context.jinja_env.from_string(
        "<!DOCTYPE html><title>x</title>{% from 'enrolment/_training.html' import sessions_table %}"
        "{{ sessions_table(training_page(training), training, 'nl', true) }}"
    )
    if "enrolment.enrol" not in context.view_functions:
        context.add_url_rule("/enrol/<session>", "enrolment.enrol", lambda session: "")
    with context.test_request_context("/nl/"):
        rows = find_all(parse(table.render(training=training)), "tr")[1:]
    assert sorted(text_of(find_all(row, "a")[0]) for row in rows) == ["Inschrijven", "Inschrijven", "Wachtlijst"]
    assert all("gesloten" not in text_of(row) for row in rows)


def test_related_trainings_begin_with_the_refresher(theme: Theme) -> None:
    refresher = add("A-9", theme)
    base = add("B-1", theme, refresher_id=refresher.id)
    others = [add(f"A-{n}", theme) for n in range(3)]
    assert queries.related(base)[0] == refresher.id
    assert queries.related(refresher) == [base.id, *[one.id for one in others[:2]]]
    assert queries.related(others[2]) == [others[0].id, others[1].id, refresher.id]


def test_a_longer_list_puts_no_more_questions(make_app: Callable[..., Flask]) -> None:
    app = make_app(PAGE_CACHE_ENABLED=False, PAGE_CACHE_SECONDS=60.0)
    pages = ("/nl/", *(f"/nl/opleidingen{rest}" for rest in ("?q=rug", "/kalender", ".ics", "/g-0-nl")))

    def grow(theme: Theme, numbers: range) -> None:
        for n in numbers:
            training = add(f"G-{n}", theme, title_nl=f"Rug {n}")
            for day in (20, 30):
                plan(training, days_ahead(day), venue=add_venue(f"Stad {n}", f"Ville {n}"))

    def questions() -> list[int]:
        found = []
        for page in pages:
            Context().run(app.test_client().get, page)
            with noted() as statements:
                assert Context().run(app.test_client().get, page).status_code == 200
            found.append(len(statements))
        return found

    with app.app_context():
        grow(add_theme("Rug"), range(3))
        before = questions()
        grow(add_theme("Brand"), range(3, 8))
        assert questions() == before


def test_pages_are_kept_and_follow_each_change(theme: Theme, client: CheckingClient) -> None:
    training = add("F-3", theme, title_nl="Rug sparen")
    for _again in range(3):
        answer = client.get("/nl/opleidingen?utm_source=x")
        assert "Rug sparen" in answer.text
    assert answer.headers["ETag"]
    with transaction():
        training.title_nl = "Rug rechten"
    assert "Rug rechten" in client.get("/nl/opleidingen").text
    withdraw_training(training, by=None)
    assert "Rug rechten" not in client.get("/nl/opleidingen").text
    assert client.get("/nl/opleidingen/f-3-nl").status_code == 404


def test_an_empty_catalogue_still_has_its_pages(client: CheckingClient) -> None:
    for path in ("/nl/opleidingen", "/fr/formations/calendrier", "/nl/", "/fr/formations.ics"):
        for host in ("localhost", ONE):
            assert client.get(path, headers={"Host": host}).status_code == 200
