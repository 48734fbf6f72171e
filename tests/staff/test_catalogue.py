"""The desk of the catalogue: both languages side by side, dates in series, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import StaffRoleName
from cesi_site.audit.models import AuditEntry
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.database import db
from cesi_site.enrolment.models import Theme, Training, TrainingSession, Venue
from cesi_site.enrolment.operations import load_catalogue
from cesi_site.enrolment.words import SessionState
from cesi_site.staff.catalogue.forms import LISTS
from tests.enrolment.conftest import add, add_theme, add_venue, days_ahead, plan
from tests.staff.people import Desk, staff
from tests.support.client import find_all, parse
from tests.support.statements import noted

TEXTS = ("summary", "audience", "prerequisites", "objectives", "programme", "method")
FACTS = {
    "code": "BHV-01",
    "organiser": "cesi",
    "format": "classroom",
    "title_nl": "Lasten dragen",
    "title_fr": "Porter des charges",
    "duration_days": "0,5",
    "duration_hours": "3",
    "price": "1.250,50",
    "vat_rate": "21",
}


@pytest.fixture
def manager(context: Flask) -> Desk:
    load_catalogue()
    return Desk(context, staff("Ilse Jacobs", StaffRoleName.TRAINING_MANAGER))


def facts(**changes: str) -> dict[str, str]:
    theme = db.session.scalars(select(Theme.id).limit(1)).one()
    return FACTS | {"theme": str(theme)} | changes


def by_code(code: str) -> Training:
    db.session.expire_all()
    return db.session.scalars(select(Training).where(Training.code == code)).one()


def acts() -> list[str]:
    lines = select(AuditEntry.action).where(AuditEntry.action.startswith("enrolment:"), AuditEntry.actor.is_not(None))
    return list(db.session.scalars(lines.order_by(AuditEntry.id)))


def test_a_training_goes_from_a_draft_to_the_site_and_back(manager: Desk) -> None:
    new = "/staff/trainings/new"
    answer = manager.post(new, **facts())
    assert answer.status_code == 303
    page = answer.location
    draft = by_code("BHV-01")
    assert (draft.slug_nl, str(draft.price), draft.published_at) == ("lasten-dragen", "1250.50", None)
    assert "Samenvatting in het Frans" in manager.get(page).text
    manager.post(f"{page}/publish", page=page)
    assert by_code("BHV-01").published_at is None
    written = {f"{name}_{lang}": f"{name} {lang}" for name in TEXTS for lang in ("nl", "fr")}
    assert manager.post(f"{page}/edit", **facts(**written)).status_code == 303
    manager.post(f"{page}/publish", page=page)
    assert by_code("BHV-01").published_at is not None
    assert manager.client.get("/fr/formations/porter-des-charges").status_code == 200
    assert manager.post(f"{page}/edit", **facts(**(written | {"summary_fr": ""}))).status_code == 422
    manager.post(f"{page}/withdraw", page=page)
    assert manager.client.get("/fr/formations/porter-des-charges").status_code == 404
    added, changed, published, withdrawn = acts()
    assert [act.rpartition(":")[2] for act in (added, changed, published, withdrawn)] == [
        *("added", "changed", "published", "withdrawn")
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "ehb 1"},
        {"code": "DEMO-EHB-01"},
        {"title_fr": ""},
        {"price": "veel"},
        {"price": "1.250"},
        {"price": "1e3"},
        {"vat_rate": "101"},
        {"duration_days": "0"},
        {"duration_hours": "0,00"},
        {"slug_nl": "kalender"},
        {"duration_days": ""},
        {"certificate_valid_months": "0"},
        {"theme": "4711"},
        {"organiser": "nobody"},
        {"recognitions": "4711"},
    ],
)
def test_what_was_typed_stays_after_an_error(manager: Desk, wrong: dict[str, str]) -> None:
    answer = manager.post("/staff/trainings/new", **facts(summary_nl="Eerste zin.", **wrong))
    assert answer.status_code == 422
    assert "Eerste zin." in answer.text
    assert ('value="Porter des charges"' in answer.text) is ("title_fr" not in wrong)
    assert find_all(parse(answer.text), "div", id="errors")


def test_the_form_shows_a_training_as_it_is_and_saving_it_changes_nothing(manager: Desk) -> None:
    training = by_code("DEMO-EHB-01")
    page = f"/staff/trainings/{training.id}/edit"
    tree = parse(manager.get(page).text)
    fields = [*find_all(tree, "input"), *find_all(tree, "textarea")]
    assert next(field for field in fields if field.get("name") == "price").get("value") == "420"
    assert len([field for field in fields if field.get("name") == "recognitions" and field.get("checked") is not None])
    before = {column.key: getattr(training, column.key) for column in Training.__table__.columns}
    sent: dict[str, Any] = {}
    for field in fields:
        name = str(field.get("name"))
        if field.get("type") == "checkbox" and field.get("checked") is not None:
            sent[name] = [*sent.get(name, []), field.get("value")]
        elif field.get("type") not in {"checkbox", "radio", "hidden", "submit"} or field.get("checked") is not None:
            sent[name] = field.get("value") if field.tag.endswith("input") else "".join(field.itertext())
    for choice in find_all(tree, "select"):
        chosen = [option for option in find_all(choice, "option") if option.get("selected") is not None]
        sent[str(choice.get("name"))] = chosen[0].get("value") if chosen else ""
    assert manager.post(page, **sent).status_code == 303
    after = by_code("DEMO-EHB-01")
    assert {column.key: getattr(after, column.key) for column in Training.__table__.columns} == before
    assert acts() == []


def series(**changes: str) -> dict[str, str]:
    venue = db.session.scalars(select(Venue.id).where(Venue.town_nl == "Gent")).one()
    return {
        "dates": "05/03/2031, 12/03/2031",
        "hours": "09:00-12:30, 13:30-16:30",
        "repeat": "month",
        "times": "3",
        "language": "fr",
        "venue": str(venue),
        "minimum": "4",
        "maximum": "10",
        "deadline_days": "14",
        "trainers": "Ann Voorbeeld\nMarc Exemple\nAnn Voorbeeld",
        "state": "open",
    } | changes


def planned() -> list[TrainingSession]:
    db.session.expire_all()
    far = TrainingSession.starts_at > dt.datetime(2031, 1, 1, tzinfo=dt.UTC)
    return list(db.session.scalars(select(TrainingSession).where(far).order_by(TrainingSession.starts_at)))


def test_sessions_are_planned_in_series_and_changed_one_by_one(manager: Desk) -> None:
    page = f"/staff/trainings/{by_code('DEMO-BRA-02').id}"
    assert manager.post(f"{page}/sessions", **series()).status_code == 303
    sessions = planned()
    assert [[f"{day:%d/%m}" for day in one.days] for one in sessions] == [
        *(["05/03", "12/03"], ["02/04", "09/04"], ["07/05", "14/05"])
    ]
    assert {one.parts[0].starts_at.astimezone(BRUSSELS).hour for one in sessions} == {9}
    assert [one.name for one in sessions[0].trainers] == ["Ann Voorbeeld", "Marc Exemple"]
    assert sessions[0].deadline == dt.date(2031, 2, 19)
    assert f"/staff/trainings/sessions/{sessions[0].id}" in manager.get(page).text
    edit = f"/staff/trainings/sessions/{sessions[0].id}"
    changed = {"days": "06/03/2031 10:00-12:00", "language": "nl", "venue": "online", "deadline": "1/3/2031"}
    assert manager.post(edit, **changed, minimum="4", maximum="8").status_code == 303
    first = planned()[0]
    assert (first.days, first.venue_id, first.sequence, first.maximum) == ([dt.date(2031, 3, 6)], None, 1, 8)
    manager.post(f"{edit}/confirm", page=edit)
    called_off = f"/staff/sessions/{first.id}/cancel"
    manager.post(called_off, reason_nl="De lesgever is ziek.", reason_fr="La formatrice est malade.")
    assert planned()[0].state is SessionState.CANCELLED
    manager.post(f"{edit}/open", page=edit)
    assert planned()[0].state is SessionState.CANCELLED
    assert manager.post(edit, **changed, minimum="4", maximum="8").status_code == 422
    other = f"/staff/trainings/sessions/{sessions[1].id}"
    late = changed | {"days": "06/04/2031 10:00-12:00", "deadline": "7/4/2031"}
    assert manager.post(other, **late, minimum="4", maximum="8").status_code == 422


def test_a_list_of_dates_makes_a_session_a_line(manager: Desk) -> None:
    page = f"/staff/trainings/{by_code('DEMO-BRA-02').id}/sessions"
    manager.post(page, **series(dates="05/03/2031\n06.03.2031\n2031-03-07", repeat="once", venue="online"))
    assert [one.days[0].day for one in planned()] == [5, 6, 7]
    assert {one.venue_id for one in planned()} == {None}


@pytest.mark.parametrize(
    "wrong",
    [
        {"dates": "31/02/2031"},
        {"dates": "vrijdag"},
        {"hours": "16:00-09:00"},
        {"maximum": "2"},
        {"language": "de"},
        {"venue": ""},
        {"times": "99"},
    ],
)
def test_a_series_that_cannot_be_read_comes_back_as_typed(manager: Desk, wrong: dict[str, str]) -> None:
    page = f"/staff/trainings/{by_code('DEMO-BRA-02').id}/sessions"
    answer = manager.post(page, **series(**wrong))
    assert answer.status_code == 422
    assert "Marc Exemple" in answer.text
    assert wrong.get("dates", "05/03/2031") in answer.text
    assert planned() == []


def test_the_preview_is_the_page_of_visitors_on_the_right_site(manager: Desk) -> None:
    page = manager.post("/staff/trainings/new", **facts(organiser="onemanagement", summary_fr="En bref")).location
    shown = manager.get(f"{page}/preview/fr").text
    assert 'data-site="onemanagement"' in shown and "En bref" in shown and f'href="{page}"' in shown
    assert 'content="noindex, nofollow"' in shown and "ld+json" not in shown
    assert manager.get(f"{page}/preview/nl").status_code == 200


def test_a_copy_starts_as_a_draft(manager: Desk) -> None:
    page = f"/staff/trainings/{by_code('DEMO-EHB-01').id}"
    answer = manager.post(f"{page}/copy", page=page)
    copy = by_code("DEMO-EHB-01-2")
    assert answer.location.endswith(f"/staff/trainings/{copy.id}")
    assert copy.published_at is None and len(copy.recognitions) == 4
    manager.post(f"{answer.location}/publish", page=answer.location)
    assert by_code("DEMO-EHB-01-2").published_at is not None


def test_the_list_is_filtered_searched_and_taken_along(manager: Desk) -> None:
    assert manager.get("/staff/trainings").text.count('class="reference"') == 20
    found = manager.post("/staff/trainings/search", page="/staff/trainings", text="incendie")
    assert "DEMO-BRA-02" in manager.get(found.location).text
    assert "DEMO-EHB-01" not in manager.get(found.location).text
    assert manager.get("/staff/trainings?organiser=onemanagement").text.count('class="reference"') == 8
    assert manager.get("/staff/trainings?state=draft").text.count('class="reference"') == 0
    assert manager.get("/staff/trainings.csv").text.count("\n") == 21
    manager.post("/staff/trainings/new", **facts())
    assert "/staff/trainings?state=draft" in manager.get("/staff/").text


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("themes", {"name": "Nieuw", "slug": "nieuw"}),
        ("places", {"name": "Zaal", "street": "Straat 1", "town": "Brugge"}),
        ("recognitions", {"name": "Premie", "text": "Uitleg", "url": "https://example.org/"}),
    ],
)
def test_lists_grow_change_and_shrink(manager: Desk, kind: str, values: dict[str, str]) -> None:
    page = f"/staff/trainings/{kind}"
    both = {f"{name}_{lang}": value for name, value in values.items() for lang in ("nl", "fr")}
    both |= {"icon": "heart", "postcode": "8000", "active": "y"}
    assert manager.post(f"{page}/new", **(both | {"name_fr": ""})).status_code == 422
    assert manager.post(f"{page}/new", **both).status_code == 303
    shown = manager.get(page).text
    number = max(int(link.rpartition("/")[2]) for link in _links(shown, f"{page}/") if link[-1].isdigit())
    row = f"{page}/{number}"
    assert manager.post(row, **(both | {"name_nl": "Anders"})).status_code == 303
    assert "Anders" in manager.get(page).text
    assert manager.post(f"{row}/remove", page=row).status_code == 303
    assert "Anders" not in manager.get(page).text
    first = min(int(link.rpartition("/")[2]) for link in _links(shown, f"{page}/") if link[-1].isdigit())
    manager.post(f"{page}/{first}/remove", page=f"{page}/{first}")
    assert manager.get(f"{page}/{first}").status_code == 200


def test_longer_lists_put_no_more_questions(manager: Desk) -> None:
    training = by_code("DEMO-BRA-02").id
    pages = ["/staff/trainings", f"/staff/trainings/{training}", *(f"/staff/trainings/{kind}" for kind in LISTS)]

    def questions(page: str) -> int:
        manager.get(page)
        with noted() as statements:
            assert manager.get(page).status_code == 200
        return len(statements)

    before = {page: questions(page) for page in pages}
    theme = add_theme("Nieuw")
    venue = add_venue("Brugge", "Bruges")
    for n in range(5):
        added = add(f"NEW-{n}", theme)
        plan(added, days_ahead(30), venue=venue)
        plan(db.session.get_one(Training, training), days_ahead(40 + n), venue=add_venue(f"Stad {n}", f"Ville {n}"))
        add_theme(f"Thema {n}")
    assert {page: questions(page) for page in pages} == before


def _links(markup: str, part: str) -> list[str]:
    return [str(link.get("href")) for link in find_all(parse(markup), "a") if part in str(link.get("href"))]
