"""Announcements: to the customers of a house who did not refuse, asked once more when each mail leaves."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.audit.models import AuditEntry
from cesi_site.choices.models import Address, Barred, Choice, Decision, Method, Reason, Use
from cesi_site.choices.operations import address_of, record_choice, restrict, suppress
from cesi_site.choices.tokens import token_for
from cesi_site.choices.uses import find_switch
from cesi_site.core import clock
from cesi_site.core.clock import day_in_brussels, start_of_day
from cesi_site.core.database import db, transaction
from cesi_site.core.languages import LANGUAGES
from cesi_site.enrolment.announcement_errors import (
    AnnouncementMovedOn,
    AnnouncementUnfinished,
    NobodyToReach,
    SecondLook,
    WrittenSince,
)
from cesi_site.enrolment.announcing import trial_letter
from cesi_site.enrolment.models import (
    Announcement,
    AnnouncementRecipient,
    AnnouncementState,
    Theme,
    TrainingSession,
)
from cesi_site.enrolment.operations import announcements as operations
from cesi_site.enrolment.operations import step_session
from cesi_site.enrolment.operations.announcements import Written
from cesi_site.enrolment.policy import ANNOUNCEMENT_DAYS, MOST_ANNOUNCEMENTS
from cesi_site.enrolment.queries.announced import Reach, gets, reach, recipients
from cesi_site.enrolment.queries.announcements import to_announce
from cesi_site.enrolment.queries.customers import USES
from cesi_site.enrolment.states import EnrolmentState
from cesi_site.enrolment.words import Organiser
from cesi_site.newsletter.models import Bounce, Source, Verdict
from cesi_site.newsletter.operations.bounces import take_in
from cesi_site.newsletter.queries.bounces import soft_bounces
from cesi_site.outbox import queue_mail, return_path
from cesi_site.outbox.composing import rendered
from cesi_site.outbox.return_path import BOUNCE
from cesi_site.register import Person, current_register
from cesi_site.register.erasing import carry_out
from cesi_site.register.erasing import plan as plan_erasure
from cesi_site.register.finding import rows_of, select_rows
from cesi_site.register.retention import purge
from tests.enrolment.conftest import add, days_ahead, plan
from tests.enrolment.taking_part import enrol, move_back
from tests.newsletter.bounces.letters import letter
from tests.staff.people import staff
from tests.support.client import CheckingClient
from tests.support.smtp import Inbox, Received

CESI, ONE = Organiser.CESI, Organiser.ONEMANAGEMENT
NOOR, LUC = "noor@korenaar.example", "luc@garage.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
TEXTS = {
    "subject_nl": "Nieuwe data voor hulpverleners",
    "subject_fr": "Nouvelles dates pour les secouristes",
    "body_nl": "Goedendag\n\nEr zijn nieuwe data.",
    "body_fr": "Bonjour,\n\nIl y a de nouvelles dates.",
}


class World:
    """Two houses, each with a training that has a date ahead and one that has been given."""

    def __init__(self, theme: Theme) -> None:
        self.trainings = {house: add(f"EHB-{house.value}"[:10].upper(), theme, organiser=house) for house in Organiser}
        self.ahead = {house: plan(one, days_ahead(30), maximum=900) for house, one in self.trainings.items()}
        self.writer = staff("Ilse Jacobs", StaffRoleName.TRAINING_MANAGER)
        self.reader = staff("Lotte Baert", StaffRoleName.COMMUNICATION_OFFICER)

    def order(self, email: str, house: Organiser = CESI, **facts: Any) -> None:
        """Let somebody have ordered a training of a house, for a colleague of theirs."""
        address_of(email)
        enrol(self.ahead[house], "Collega Een", emails=(None,), email=email, **facts)

    def draft(self, house: Organiser = CESI, **changes: Any) -> Announcement:
        """Return an announcement of the house's training, as its writer left it."""
        announcement = operations.begin_announcement(house, by=self.writer)
        given: dict[str, Any] = {
            "texts": TEXTS,
            "event_at": None,
            "items": [f"training {self.trainings[house].id}"],
        } | changes
        return operations.write_announcement(announcement.id, Written(**given), by=self.writer)

    def approve(self, announcement: Announcement) -> Announcement:
        reader = db.session.get_one(Account, self.reader.id)
        return operations.approve_announcement(announcement.id, seen=announcement.edited_at, by=reader)


@pytest.fixture
def world(theme: Theme) -> World:
    return World(theme)


def reached(house: Organiser = CESI) -> dict[str, str]:
    """Return who gets an announcement of a house, with their language."""
    db.session.expire_all()
    rows = db.session.execute(recipients(house)).all()
    emails = {row.id: row.language for row in rows}
    assert len(emails) == len(rows), "an address stands twice on the list"
    return {db.session.get_one(Address, key).email: language for key, language in emails.items()}


def say(email: str, use: Use, decision: Decision) -> None:
    record_choice(email, use, decision, method=Method.PAGE, language="fr", text="words")


def turn(email: str, use: Use, *, on: bool) -> None:
    """Turn a switch of the page of preferences."""
    switch = find_switch(use)
    assert switch is not None
    act = switch.turn_on if on else switch.turn_off
    act(address_of(email), method=Method.LINK, language="nl", page="preferences")


def mails_to(smtp: Inbox, email: str) -> list[Received]:
    return [mail for mail in smtp.to(email) if mail.message["List-Unsubscribe"]]


@pytest.mark.promise("C2")
def test_who_ordered_from_a_house_gets_what_it_announces_and_nobody_else(world: World) -> None:
    world.order(NOOR, language="fr")
    world.order(LUC, ONE)
    session = world.ahead[CESI]
    enrol(session, "Jan Mol", emails=("entered@a.example",), email=NOOR, language="fr")
    enrol(session, "Wim Nu", emails=(None,), email="waits@a.example", state=EnrolmentState.WAITING_LIST)
    enrol(session, "Wim Nu", emails=(None,), email="apart@a.example", state=EnrolmentState.RECEIVED)
    over = EnrolmentState.CANCELLED_BY_CUSTOMER
    enrol(session, "Wim Nu", emails=(None,), email="cancelled@a.example", state=over)
    for name in ("entered", "waits", "apart", "cancelled"):
        address_of(f"{name}@a.example")
    assert reached() == {NOOR: "fr"} and reached(ONE) == {LUC: "nl"}
    found = reach(CESI)
    assert (found.people, found.left_out) == (1, {"other_house": 1, "no_order": 3, "entered": 1})


@pytest.mark.promise("C2")
@pytest.mark.parametrize("house", Organiser)
def test_the_other_house_needs_a_yes_of_its_own(world: World, house: Organiser) -> None:
    (other,) = set(Organiser) - {house}
    world.order(NOOR, house)
    assert NOOR not in reached(other)
    say(NOOR, USES[other], Decision.CONSENT)
    assert NOOR in reached(other)
    for taken_back in (Decision.OBJECTION, Decision.LIFTED):
        say(NOOR, USES[other], taken_back)
        assert NOOR not in reached(other) and NOOR in reached(house)


@pytest.mark.promise("C3")
@pytest.mark.promise("I1")
def test_every_way_to_say_no_and_every_end_of_a_clock_leaves_somebody_out(world: World) -> None:
    ways: dict[str, Callable[[str], object]] = {
        "switch": lambda email: turn(email, Use.ANNOUNCEMENTS, on=False),
        "everything": lambda email: suppress(email, Barred.EVERYTHING, Reason.OBJECTED),
        "restricted": lambda email: restrict(email, reason="art. 18"),
        "dead": lambda email: suppress(email, Barred.UNDELIVERABLE, Reason.BOUNCED),
        "erased": lambda email: suppress(email, Barred.EVERYTHING, Reason.ERASED),
    }
    for way in ways:
        world.order(f"{way}@a.example")
    world.order("box@a.example", no_announcements=True)
    assert set(reached()) == {f"{way}@a.example" for way in ways}
    for way, act in ways.items():
        act(f"{way}@a.example")
    assert reached() == {}
    assert reach(CESI).left_out == {"objected": 2, "restricted": 1, "bounced": 1, "erased": 1, "refused": 1}


@pytest.mark.promise("I1")
def test_a_customer_of_more_than_three_years_ago_gets_nothing(world: World) -> None:
    session = plan(world.trainings[CESI], days_ahead(9))
    enrol(session, "Wim Nu", emails=(None,), email=NOOR)
    address_of(NOOR)
    move_back(session, 3 * 365)
    assert NOOR in reached()
    move_back(session, 30)
    assert reached() == {}
    say(NOOR, Use.ANNOUNCEMENTS, Decision.CONSENT)
    assert NOOR in reached()
    with transaction():
        address_of(NOOR).last_contact_at = clock.now() - dt.timedelta(days=3 * 366)
    assert reached() == {} and reach(CESI).left_out == {"no_order": 1}


@dataclass
class Told:
    """What the rule knows of somebody, in a model of its own: plain facts, no query."""

    ordered: frozenset[Organiser]
    word: dict[Organiser, bool | None]
    barred: bool

    def gets(self, house: Organiser) -> bool:
        if self.barred or self.word[house] is False:
            return False
        return self.word[house] is True or house in self.ordered


@pytest.mark.promise("C2")
@pytest.mark.promise("C3")
@pytest.mark.parametrize("seed", range(3))
def test_the_rule_is_the_switch_and_the_plain_model_for_any_history(world: World, seed: int) -> None:
    """Random orders, words and bars, in any order: the query, the switch a person sees and a plain model agree."""
    dice = random.Random(seed)
    people = {f"p{number}@a.example": Told(frozenset(), dict.fromkeys(Organiser), False) for number in range(12)}
    for _step in range(60):
        email = dice.choice([*people])
        told, house = people[email], dice.choice([*Organiser])
        match dice.choice(["order", "order", "yes", "no", "bar", "wait"]):
            case "order":
                world.order(email, house)
                told.ordered |= {house}
            case "yes":
                turn(email, USES[house], on=True)
                told.word[house] = True
            case "no":
                turn(email, USES[house], on=False)
                told.word[house] = False
            case "bar" if dice.random() < 0.3:
                suppress(email, Barred.UNDELIVERABLE, Reason.BOUNCED)
                told.barred = True
            case _:
                address_of(email)
                enrol(world.ahead[house], emails=(None,), email=email, state=EnrolmentState.WAITING_LIST)
    for house in Organiser:
        assert set(reached(house)) == {email for email, told in people.items() if told.gets(house)}
        switch = find_switch(USES[house])
        assert switch is not None
        for email, told in people.items():
            address = address_of(email)
            assert gets(house, address.id) == told.gets(house) == (switch.is_on(address) and not told.barred)
        found = reach(house)
        assert found.people == len(reached(house))


@pytest.mark.promise("C2")
@pytest.mark.promise("C3")
def test_an_objection_between_approval_and_sending_wins(world: World, smtp: Inbox, deliver: Callable[[], None]) -> None:
    for email, language in ((NOOR, "nl"), (LUC, "fr"), ("late@a.example", "nl")):
        world.order(email, language=language)
    announcement = world.approve(world.draft())
    assert (announcement.state, announcement.people) == (AnnouncementState.APPROVED, 3)
    turn(NOOR, Use.ANNOUNCEMENTS, on=False)
    operations.announce_some(announcement.id)
    turn("late@a.example", Use.ANNOUNCEMENTS, on=False)
    assert len(db.session.scalars(select(AnnouncementRecipient)).all()) == 2
    deliver()
    assert [len(mails_to(smtp, one)) for one in (NOOR, "late@a.example", LUC)] == [0, 0, 1]
    db.session.expire_all()
    (left,) = db.session.scalars(select(AnnouncementRecipient)).all()
    assert (left.subject, left.language) == (TEXTS["subject_fr"], "fr")
    assert announcement.state is AnnouncementState.SENT and announcement.people == 3


@pytest.mark.promise("C2")
@pytest.mark.promise("K5")
def test_the_mail_says_why_it_came_and_one_click_ends_it(
    world: World, smtp: Inbox, deliver: Callable[[], None], client: CheckingClient
) -> None:
    world.order(NOOR)
    say(LUC, Use.ANNOUNCEMENTS, Decision.CONSENT)
    world.approve(world.draft())
    deliver()  # the job that queues the mails
    deliver()
    (to_noor,), (to_luc,) = mails_to(smtp, NOOR), mails_to(smtp, LUC)
    path = f"/nl/aankondigingen/cesi/stoppen/{token_for(address_of(NOOR).id)}"
    assert to_noor.message["List-Unsubscribe"] == f"<http://localhost{path}>"
    assert to_noor.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    written = {name: str(value) for name, value in to_noor.message.raw_items()}
    assert "=?" not in written["List-Unsubscribe"], "mail programs read the bare address"
    assert to_noor.message["Subject"] == TEXTS["subject_nl"]
    assert to_luc.message["Subject"] == TEXTS["subject_fr"]
    for part in (to_noor.text, to_noor.html):
        assert "reclame" in part and "u een opleiding van CESI bestelde" in part
        assert path in part and "/nl/voorkeuren/" in part and "title EHB-CESI nl" in part
    assert "Il y a de nouvelles dates." in to_luc.text and "vous avez dit oui" in to_luc.text

    assert client.get(path).status_code == 200 and NOOR in reached()
    answer = client.post(path, data=ONE_CLICK, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (200, [])
    assert NOOR not in reached() and LUC in reached()
    assert client.post(path, data=ONE_CLICK).status_code == 200
    decided = select(Choice).where(Choice.address_id == address_of(NOOR).id)
    (proof,) = db.session.scalars(decided).all()
    assert (proof.decision, proof.method, proof.page) == (Decision.OBJECTION, Method.ONE_CLICK, "announcement")
    assert "beëindigd" in client.get(path).text


def test_the_page_of_the_link_works_without_a_login_for_either_house(world: World, client: CheckingClient) -> None:
    world.order(NOOR, ONE)
    token = token_for(address_of(NOOR).id)
    path = f"/fr/annonces/onemanagement/arreter/{token}"
    page = client.get(path)
    assert page.headers["X-Robots-Tag"] == "noindex" and "OneManagement" in page.text and NOOR in page.text
    assert client.post(path, data={"from_page": "1"}).status_code == 303
    assert NOOR not in reached(ONE) and NOOR in client.get(path).text
    assert client.get("/fr/annonces/onemanagement/arreter/0-trial").status_code == 404
    assert client.get(f"/fr/annonces/ander/arreter/{token}").status_code == 404
    with transaction() as session:
        session.delete(address_of(NOOR))
    assert client.post(path, data=ONE_CLICK).status_code == 200
    assert "nous avons effacé" in client.get(path).text.lower()


def test_four_eyes_see_it_and_two_clicks_are_one(world: World, deliver: Callable[[], None], smtp: Inbox) -> None:
    announcement = world.draft()
    with pytest.raises(NobodyToReach):
        world.approve(announcement)
    world.order(NOOR)
    with pytest.raises(SecondLook):
        operations.approve_announcement(announcement.id, seen=announcement.edited_at, by=world.writer)
    seen = announcement.edited_at
    operations.write_announcement(
        announcement.id, Written(texts={}, event_at=None, items=[announcement.items[0].word]), by=world.writer
    )
    with pytest.raises(WrittenSince):
        operations.approve_announcement(announcement.id, seen=seen, by=world.reader)
    assert announcement.state is AnnouncementState.DRAFT
    world.approve(announcement)
    for again in (
        lambda: world.approve(announcement),
        lambda: operations.write_announcement(
            announcement.id, Written(texts={}, event_at=None, items=()), by=world.writer
        ),
        lambda: operations.discard_announcement(announcement.id, by=world.writer),
    ):
        with pytest.raises(AnnouncementMovedOn):
            again()
    operations.announce_some(announcement.id)
    operations.announce_some(announcement.id)
    deliver()
    assert len(mails_to(smtp, NOOR)) == 1
    verbs = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("enrolment:announcement:%")))
    assert [one.rpartition(":")[2] for one in verbs] == ["begun", "written", "written", "approved", "sent"]


def test_it_goes_out_in_pieces_and_can_be_stopped(
    world: World, monkeypatch: pytest.MonkeyPatch, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    monkeypatch.setattr(operations, "AT_ONCE", 2)
    for number in range(5):
        world.order(f"p{number}@a.example")
    announcement = world.approve(world.draft())
    states = []
    for _piece in range(3):
        operations.announce_some(announcement.id)
        states.append(announcement.state.value)
    assert states == ["approved", "approved", "sent"]
    assert len(db.session.scalars(select(AnnouncementRecipient)).all()) == 5
    operations.stop_announcement(announcement.id, by=world.writer)
    deliver()
    assert not any(mails_to(smtp, f"p{number}@a.example") for number in range(5))
    db.session.expire_all()
    assert db.session.scalars(select(AnnouncementRecipient)).all() == []


def test_what_is_missing_is_named_and_a_house_announces_its_own_alone(world: World) -> None:
    world.order(NOOR)
    foreign = f"training {world.trainings[ONE].id}"
    incomplete = world.draft(texts={"subject_nl": "Iets"}, items=[foreign, "session 999", "nonsense", "training x"])
    assert incomplete.items == []
    with pytest.raises(AnnouncementUnfinished) as refused:
        world.approve(incomplete)
    assert len(refused.value.faults) == 4
    past = clock.now() - dt.timedelta(days=1)
    for event_at, facts in (
        (past, {"event_place_nl": "Hier", "event_place_fr": "Ici"}),
        (None, {"event_place_nl": "x"}),
    ):
        with pytest.raises(AnnouncementUnfinished):
            world.approve(world.draft(texts=TEXTS | facts, event_at=event_at, items=()))
    words = [word for word, _name in to_announce(CESI, "nl")]
    assert words == [f"training {world.trainings[CESI].id}", f"session {world.ahead[CESI].id}"]


def test_a_date_called_off_meanwhile_is_not_announced(world: World, smtp: Inbox, deliver: Callable[[], None]) -> None:
    other: TrainingSession = plan(world.trainings[CESI], days_ahead(60))
    world.order(NOOR)
    announcement = world.approve(world.draft(items=[f"session {other.id}"]))
    operations.announce_some(announcement.id)
    step_session(other, "cancel", by=world.writer)
    deliver()
    assert mails_to(smtp, NOOR) == []


@pytest.mark.promise("C2")
def test_a_free_event_is_announced_in_both_languages(world: World, smtp: Inbox, deliver: Callable[[], None]) -> None:
    world.order(NOOR, ONE)
    world.order(LUC, ONE, language="fr")
    at = dt.datetime(2031, 3, 5, 8, 0, tzinfo=dt.UTC)
    event = {"event_place_nl": "Huis van het Welzijn", "event_place_fr": "Maison du Bien-être"}
    event |= {"event_link_nl": "https://www.example.be/nl", "event_link_fr": "https://www.example.be/fr"}
    world.approve(world.draft(ONE, texts=TEXTS | event, event_at=at, items=()))
    deliver()
    deliver()
    (nl,), (fr,) = mails_to(smtp, NOOR), mails_to(smtp, LUC)
    assert "5 maart 2031, 09:00" in nl.text and "Huis van het Welzijn" in nl.html
    assert "5 mars 2031" in fr.text and "https://www.example.be/fr" in fr.text
    assert "0439.131.767" in nl.text and str(nl.message["From"]).startswith("OneManagement")
    assert "/aankondigingen/onemanagement/stoppen/" in nl.message["List-Unsubscribe"]


@pytest.mark.promise("I1")
@pytest.mark.promise("K2")
@pytest.mark.promise("K4")
def test_the_person_sees_what_was_sent_and_it_goes_with_them_or_after_its_term(world: World) -> None:
    for email in (NOOR, LUC):
        world.order(email)
    announcement = world.approve(world.draft())
    operations.announce_some(announcement.id)
    register = current_register()
    (holding,) = [one for one in register.holdings if one.key == "enrolment.announced"]
    selection = select_rows(register, Person(emails=frozenset({NOOR})))
    (row,) = rows_of(holding, selection)
    assert row.values["subject"] == TEXTS["subject_nl"]
    carry_out(plan_erasure(register, selection))
    (left,) = db.session.scalars(select(AnnouncementRecipient)).all()
    assert left.address_id == address_of(LUC).id and reached() == {LUC: "nl"}
    assert announcement.approved_at is not None
    last = day_in_brussels(announcement.approved_at) + dt.timedelta(days=90)
    purge(register, start_of_day(last))
    assert count() == 1
    purge(register, start_of_day(last + dt.timedelta(days=1)))
    assert count() == 0 and db.session.get(Announcement, announcement.id) is not None


def count() -> int:
    return len(db.session.scalars(select(AnnouncementRecipient)).all())


def days_later(recipients: list[AnnouncementRecipient], days: int) -> None:
    """Let announcements have been put on their way so many days earlier."""
    with transaction():
        for one in recipients:
            one.queued_at -= dt.timedelta(days=days)


@pytest.mark.promise("C2")
def test_a_reader_gets_no_more_of_a_house_than_its_limit(
    world: World, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    world.order(NOOR)
    world.order(NOOR, ONE)
    for _announcement in range(MOST_ANNOUNCEMENTS):
        assert NOOR in reached()
        world.approve(world.draft())
        deliver()
        deliver()
    assert reached() == {} and reach(CESI) == Reach(0, {"enough": 1})
    assert gets(CESI, address_of(NOOR).id), "the rule itself lets them be written to"
    with pytest.raises(NobodyToReach):
        world.approve(world.draft())
    assert NOOR in reached(ONE), "each house counts its own"
    assert len(mails_to(smtp, NOOR)) == MOST_ANNOUNCEMENTS
    rows = list(db.session.scalars(select(AnnouncementRecipient)))
    days_later(rows[:1], ANNOUNCEMENT_DAYS - 1)
    assert reached() == {}
    days_later(rows[:1], 1)
    assert NOOR in reached()


@pytest.mark.promise("C2")
def test_announcements_that_were_approved_at_once_keep_to_the_limit_too(
    world: World, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    world.order(NOOR)
    approved = [world.approve(world.draft()) for _announcement in range(MOST_ANNOUNCEMENTS + 2)]
    with transaction() as session:  # as when each of them saw what was there before the others wrote
        session.add_all(
            AnnouncementRecipient(announcement_id=one.id, address_id=address_of(NOOR).id, language="nl", subject="Data")
            for one in approved
        )
        session.flush()
        for row in session.scalars(select(AnnouncementRecipient).order_by(AnnouncementRecipient.id)):
            queue_mail("enrolment.announcement", recipient_id=row.id)
    for _round in range(2):
        deliver()
    assert len(mails_to(smtp, NOOR)) == MOST_ANNOUNCEMENTS
    assert count() == MOST_ANNOUNCEMENTS


@pytest.mark.promise("B6")
@pytest.mark.promise("C2")
def test_an_address_from_which_an_announcement_comes_back_gets_no_more(
    world: World, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    for email in (NOOR, LUC):
        world.order(email)
    world.approve(world.draft())
    deliver()
    deliver()
    ((to_noor,), (to_luc,)) = mails_to(smtp, NOOR), mails_to(smtp, LUC)
    assert to_noor.sender != to_luc.sender and to_noor.sender.startswith(f"{BOUNCE}+announcement")
    raw = letter("postfix_unknown_user", sent_to=to_noor.sender, mail_id=str(to_noor.message["Message-ID"]))
    for source in (raw.replace(b"an.peeters@klant.example", NOOR.encode()), raw):
        take_in(source, source=Source.PIPE)
    first, again = db.session.scalars(select(Bounce).order_by(Bounce.id))
    assert (first.verdict, first.email, first.mailing_id) == (Verdict.STRUCK_OFF, NOOR, None)
    assert again.email == NOOR and first.letter == again.letter is not None
    assert set(reached()) == {LUC} and reach(CESI).left_out == {"bounced": 1}


@pytest.mark.promise("B6")
def test_the_message_id_alone_proves_an_announcement_and_what_nobody_knows_proves_nothing(
    world: World, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    world.order(NOOR)
    world.approve(world.draft())
    deliver()
    deliver()
    (mail,) = mails_to(smtp, NOOR)
    (row,) = db.session.scalars(select(AnnouncementRecipient))
    assert return_path.read(mail.sender.upper()) == f"announcement{row.id}"
    kept = {"sent_to": "no-reply@cesi.example", "mail_id": str(mail.message["Message-ID"])}
    full = letter("exim_over_quota", **kept).replace(b"an.peeters@klant.example", NOOR.encode())
    for mark in (b"a", b"b"):
        take_in(full.replace(b"Date: ", b"Date: " + mark, 1), source=Source.PIPE)
    assert soft_bounces(NOOR, clock.now() - dt.timedelta(days=1)) == 1, "one letter counts once"
    with transaction() as session:
        session.delete(row)
    gone = take_in(full.replace(b"Date: ", b"Date: c", 1), source=Source.PIPE).bounce
    assert gone is not None and gone.verdict is Verdict.UNPROVEN
    unknown = return_path.sender_for_token(return_path.token_for("card7"))
    strange = take_in(letter("postfix_unknown_user", sent_to=unknown), source=Source.PIPE).bounce
    assert strange is not None and strange.verdict is Verdict.UNPROVEN


@pytest.mark.parametrize("event", [True, False])
@pytest.mark.parametrize("link", [True, False])
def test_the_text_part_has_no_gap_before_its_foot(world: World, event: bool, link: bool) -> None:
    texts = TEXTS | {f"event_place_{one}": "Ons huis" for one in LANGUAGES}
    texts |= {f"event_link_{one}": "https://www.example.be/nl" for one in LANGUAGES if link}
    at = dt.datetime(2031, 3, 5, 8, 0, tzinfo=dt.UTC) if event else None
    items = [f"training {world.trainings[CESI].id}"] if not event or link else []
    announcement = world.draft(texts=texts, event_at=at, items=items)
    mail = rendered("enrolment.announcement", trial_letter(announcement, "nl", to=NOOR))
    assert mail.body is not None
    above, _foot, _rest = mail.body.partition("\n-- \n")
    assert re.search(r"\S\n\n\Z", above) and "\n\n\n" not in above
