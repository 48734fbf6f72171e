"""Offers and figures: from attendance, with a reason, to who may get them; an objection ends all of it at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.choices.models import Address, Barred, Decision, Method, Reason, Use
from cesi_site.choices.operations import address_of, record_choice, restrict, suppress
from cesi_site.choices.queries import choices_of
from cesi_site.choices.tokens import token_for
from cesi_site.choices.uses import find_switch
from cesi_site.core.database import db
from cesi_site.core.settings import PROJECT
from cesi_site.enrolment.errors import TooSoon
from cesi_site.enrolment.models import OfferRound, Participant, Theme, Training, TrainingSession
from cesi_site.enrolment.offering import Rule
from cesi_site.enrolment.operations import approve_round, note_attendance, propose, step_session
from cesi_site.enrolment.person_links import person_token
from cesi_site.enrolment.queries import attended
from cesi_site.enrolment.queries.offers import known_trainings, offers_of
from cesi_site.enrolment.states import Attendance
from cesi_site.enrolment.words import Organiser
from tests.enrolment.conftest import add, add_theme, days_ahead, plan
from tests.enrolment.taking_part import enrol, move_back
from tests.staff.people import Desk, staff
from tests.support.client import CheckingClient, hidden_fields
from tests.support.smtp import Inbox

NOOR, FUNCTION = "noor@korenaar.example", "preventieadviseur"
PRESENT = Attendance.PRESENT


class World:
    """A base training with its yearly refresher, a next one in the theme and another theme; all have dates ahead."""

    def __init__(self, theme: Theme, other: Theme) -> None:
        self.refresher = add("EHB-02", theme, refresher_months=12)
        self.base = add("EHB-01", theme, refresher_months=12, refresher_id=self.refresher.id)
        self.following = add("EHB-03", theme)
        self.fire = add("BRA-01", other)
        self.house = add("EHB-04", theme, organiser=Organiser.ONEMANAGEMENT)
        for training in (self.refresher, self.base, self.following, self.fire, self.house):
            plan(training, days_ahead(30))
        self.clerk = staff("Ilse Jacobs", StaffRoleName.TRAINING_MANAGER)

    def attend(self, training: Training, *emails: str | None, months_ago: int = 11, **facts: Any) -> TrainingSession:
        """Let people have attended a training some months ago; the first one enrolled them all, as a customer."""
        session = plan(training, days_ahead(9))
        names = [f"Mens{place} Naam" for place in range(len(emails))]
        given = {"email": emails[0] or "els@korenaar.example", "enterprise_number": "0123456749"}
        enrol(session, *names, emails=emails, functions=(FUNCTION,) * len(emails), **(given | facts))
        move_back(session, 30 * months_ago)
        ids = db.session.scalars(select(Participant.id).where(Participant.enrolment.has(session_id=session.id)))
        note_attendance(session, dict.fromkeys(ids, PRESENT), by=self.clerk)
        step_session(session, "hold", by=self.clerk)
        db.session.expire_all()
        return session


@pytest.fixture
def world(theme: Theme) -> World:
    return World(theme, add_theme("Brand", 20))


def address(email: str = NOOR) -> Address:
    return address_of(email)


def offered(email: str = NOOR, *, by_mail: bool = False) -> dict[int, Rule]:
    db.session.expire_all()
    return {one.training_id: one.rule for one in offers_of(address(email), known_trainings(), by_mail=by_mail)}


def object_to(use: Use, email: str = NOOR) -> None:
    record_choice(email, use, Decision.OBJECTION, method=Method.PAGE, language="nl")


def turn_off(use: Use, email: str = NOOR) -> None:
    """Turn a switch of the page of preferences off."""
    switch = find_switch(use)
    assert switch is not None
    switch.turn_off(address(email), method=Method.LINK, language="nl", page="preferences")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Watch all SQL that is run."""
    seen: list[str] = []

    def watch(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", watch)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", watch)


@pytest.mark.promise("C4")
def test_offers_follow_from_attendance_and_say_why(world: World) -> None:
    world.attend(world.base, NOOR)
    assert offered() == {world.refresher.id: Rule.REFRESHER, world.following.id: Rule.NEXT_IN_THEME}
    (refresher, _next) = offers_of(address(), known_trainings())
    assert "title EHB-01 nl" in refresher.reason.nl and "bijscholing" in refresher.reason.nl
    assert "title EHB-01 fr" in refresher.reason.fr and "recyclage" in refresher.reason.fr


def test_what_three_colleagues_with_the_same_function_attended_is_offered(world: World) -> None:
    world.attend(world.base, NOOR)
    world.attend(world.fire, "a@korenaar.example", "b@korenaar.example")
    world.attend(world.fire, "x@elders.example", "y@elders.example", enterprise_number="0877001247")
    assert world.fire.id not in offered()
    world.attend(world.fire, "c@korenaar.example")
    assert offered()[world.fire.id] is Rule.COLLEAGUES
    object_to(Use.ANALYSIS, "b@korenaar.example")
    assert world.fire.id not in offered()


@pytest.mark.promise("C5")
@pytest.mark.promise("K5")
@pytest.mark.parametrize("how", ["switch", "everything", "restricted", "at enrolment"])
def test_an_objection_ends_all_offers_at_once_and_nothing_of_them_is_kept(world: World, how: str) -> None:
    world.attend(world.base, NOOR, no_analysis=how == "at enrolment")
    if how != "at enrolment":
        assert offered() and offered(by_mail=True)
    match how:
        case "switch":
            turn_off(Use.ANALYSIS)
        case "everything":
            suppress(NOOR, Barred.EVERYTHING, Reason.OBJECTED)
        case "restricted":
            restrict(NOOR, reason="art. 18")
        case _:
            pass
    assert offered() == offered(by_mail=True) == {}
    assert attended.histories() == {} and propose().offers == {}
    tables = [table for table in db.metadata.tables if "offer" in table]
    assert tables == ["training_offer_round"]


@pytest.mark.promise("C5")
def test_no_statement_of_offers_and_figures_reads_the_history_of_who_objected(world: World) -> None:
    world.attend(world.base, NOOR, "jan@korenaar.example")
    object_to(Use.ANALYSIS)
    with statements() as seen:
        offered(), offered(by_mail=True), propose()
        attended.figures_by_theme(dt.date(2020, 1, 1))
        attended.figures_by_training(dt.date(2020, 1, 1))
        attended.Together("0123456749")
    reading = [one for one in seen if "enrolment_participant" in one and one.lstrip().upper().startswith("SELECT")]
    assert len(reading) >= 6
    for one in reading:
        where = one[one.index("WHERE") :]
        for guard in ("choice_suppression", "choice_restriction", "no_analysis"):
            assert guard in where, one


def test_one_module_alone_reads_attendance_for_the_analysis() -> None:
    """The rules and all that shows or mails offers name neither participants nor enrolments, but for that module."""
    package = PROJECT / "cesi_site"
    paths = [
        package / "enrolment" / name
        for name in ("offering.py", "queries/offers.py", "operations/offering.py", "mails/offers.py")
    ]
    for path in (*paths, package / "staff/catalogue/figures.py"):
        assert not re.search(r"\b(Participant|Enrolment)\b", Path(path).read_text()), path


def test_a_figure_counts_nobody_who_objected_and_no_small_group(world: World) -> None:
    people = [f"p{number}@korenaar.example" for number in range(5)]
    world.attend(world.base, *people, None)
    world.attend(world.fire, "a@korenaar.example")
    since = dt.date(2020, 1, 1)
    fire, base = sorted(attended.figures_by_training(since), key=lambda one: str(one.name["nl"]))
    assert (base.present, base.absent, base.sessions) == (6, 0, 1)
    assert (fire.present, fire.absent) == (None, None)
    object_to(Use.ANALYSIS, people[0])
    (base,) = [one for one in attended.figures_by_training(since) if "EHB" in one.name["nl"]]
    assert base.present == 5
    assert {one.name["nl"]: one.present for one in attended.figures_by_theme(since)} == {"Ergonomie": 5, "Brand": None}


@pytest.mark.promise("C2")
@pytest.mark.promise("C3")
def test_offers_are_mailed_by_a_house_to_its_customers_who_did_not_refuse(world: World) -> None:
    world.attend(world.base, NOOR, "jan@korenaar.example")
    assert set(propose().offers) == {address().id}, "who was enrolled by another gets none without a yes of their own"
    assert world.house.id not in offered(by_mail=True)
    record_choice(NOOR, Use.ANNOUNCEMENTS_PARTNER, Decision.CONSENT, method=Method.PAGE, language="nl")
    assert world.following.id in offered(by_mail=True)
    turn_off(Use.ANNOUNCEMENTS)
    assert world.following.id not in offered(by_mail=True) and world.following.id in offered()
    object_to(Use.ANNOUNCEMENTS_PARTNER)
    assert propose().offers == {}


def test_staff_approve_a_round_and_who_objects_before_the_mail_leaves_gets_none(
    world: World, smtp: Inbox, deliver: Callable[[], None], app: Flask
) -> None:
    world.attend(world.base, NOOR)
    world.attend(world.base, "jan@korenaar.example", language="fr")
    deliver()
    desk = Desk(app, db.session.get_one(Account, world.clerk.id))
    page = desk.get("/staff/trainings/offers").text
    assert "bijscholing nabij" in page and NOOR not in page
    assert desk.post("/staff/trainings/offers").status_code == 303
    object_to(Use.ANALYSIS)
    deliver()
    subjects = [str(mail.message["Subject"]) for mail in smtp.to(NOOR)]
    assert not any("kunt volgen" in subject for subject in subjects)
    (mail,) = [one for one in smtp.to("jan@korenaar.example") if "Ce que vous pourriez" in str(one.message["Subject"])]
    assert "recyclage" in mail.text and "/fr/preferences/" in mail.text
    stop = str(mail.message["List-Unsubscribe"]).strip(" <>")
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and stop in mail.text
    with pytest.raises(TooSoon):
        approve_round(by=world.clerk)


def test_one_click_in_a_mail_program_ends_the_offers_and_opening_the_page_does_not(
    world: World, client: CheckingClient
) -> None:
    world.attend(world.base, NOOR)
    page = f"/fr/propositions/arreter/{token_for(address().id)}"
    shown = client.get(page)
    assert shown.status_code == 200 and shown.headers["X-Robots-Tag"] == "noindex" and offered()
    answer = client.post(page, data={"List-Unsubscribe": "One-Click"}, headers={"Origin": "https://mail.example"})
    assert (answer.status_code, answer.text) == (200, "")
    assert client.post(page).status_code == 200
    assert offered() == offered(by_mail=True) == {}
    (choice,) = choices_of(NOOR)
    assert (choice.use, choice.decision, choice.method) == (Use.ANALYSIS, Decision.OBJECTION, Method.ONE_CLICK)
    assert "ont cessé" in client.get(page).text
    assert client.get("/nl/voorstellen/stoppen/1-nonsense").status_code == 404


def test_the_button_on_the_page_ends_the_offers_too(world: World, client: CheckingClient) -> None:
    world.attend(world.base, NOOR)
    page = f"/nl/voorstellen/stoppen/{token_for(address().id)}"
    answer = client.post(page, data=hidden_fields(client.get(page).text, page))
    assert answer.status_code == 303 and offered() == {}
    assert "zijn gestopt" in client.get(page).text


def test_a_round_costs_as_many_statements_for_twenty_as_for_one_and_is_what_each_mail_says(world: World) -> None:
    costs = []
    for number in range(20):
        world.attend(world.base, f"p{number}@korenaar.example", enterprise_number=f"{number:010}")
        if number in {0, 19}:
            with statements() as seen:
                proposed = propose().offers
            costs.append(len(seen))
    assert len(proposed) == 20 and costs[0] == costs[1]
    for key, offers in proposed.items():
        assert offers == offers_of(db.session.get_one(Address, key), known_trainings(), by_mail=True)


def test_two_clicks_at_once_approve_one_round(world: World, app: Flask) -> None:
    world.attend(world.base, NOOR, "jan@korenaar.example")
    both, clerk_id = Barrier(2), world.clerk.id
    db.session.commit()

    def click() -> str:
        with app.app_context():
            clerk = db.session.get_one(Account, clerk_id)
            both.wait(10)
            try:
                approve_round(by=clerk)
            except TooSoon:
                return "too soon"
            return "approved"

    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(Context().run, click) for _ in range(2)]
    assert sorted(answer.result() for answer in answers) == ["approved", "too soon"]
    (approved,) = db.session.scalars(select(OfferRound)).all()
    assert (approved.people, approved.follows) == (1, 0)


def test_the_page_of_a_person_shows_history_certificates_and_offers(world: World, client: CheckingClient) -> None:
    world.attend(world.base, NOOR)
    token = person_token(address())
    page = client.get(f"/nl/mijn-opleidingen/{token}")
    assert page.status_code == 200 and page.headers["X-Robots-Tag"] == "noindex"
    assert "title EHB-01 nl" in page.text and "Wat u hierna kunt volgen" in page.text
    assert page.headers["Cache-Control"] == "no-store" and NOOR not in page.text
    (number,) = re.findall(r"/attest/(\d+)", page.text)
    paper = client.get(f"/nl/mijn-opleidingen/{token}/attest/{number}")
    assert paper.data.startswith(b"%PDF-")
    assert client.get(f"/nl/mijn-opleidingen/{token}/attest/{int(number) + 1}").status_code == 404
    object_to(Use.ANALYSIS)
    page = client.get(f"/nl/mijn-opleidingen/{token}")
    assert "title EHB-01 nl" in page.text and "Wat u hierna kunt volgen" not in page.text
    assert client.get("/nl/mijn-opleidingen/nonsense").status_code == 404
