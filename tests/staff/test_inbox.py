"""The inbox: who sees which message, the way of a message from hand to hand, and what stays of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import Account, ConnectionEvent, Happening, StaffRoleName
from cesi_site.audit.models import AuditEntry
from cesi_site.contact import operations, queries
from cesi_site.contact.models import Act, ContactEvent, ContactMessage, MessageState
from cesi_site.core import clock
from cesi_site.core.database import db
from tests.staff.people import Desk, staff
from tests.support.smtp import Inbox

AGENT = StaffRoleName.CONTACT_AGENT
Send = Callable[..., int]


def message(number: int) -> ContactMessage:
    db.session.expire_all()
    return db.session.get_one(ContactMessage, number)


def acts(number: int) -> list[Act]:
    db.session.expire_all()
    query = select(ContactEvent.act).where(ContactEvent.message_id == number).order_by(ContactEvent.id)
    return list(db.session.scalars(query))


@pytest.mark.promise("E2")
def test_E2_an_agent_sees_the_messages_on_their_own_topics_alone(desk: Desk, send: Send) -> None:
    mine, other, restricted = send(), send(topic="press"), send(topic="psychosocial")
    page = desk.get("/staff/inbox").text
    assert f"/staff/inbox/{mine}" in page
    assert f"/staff/inbox/{other}" not in page and f"/staff/inbox/{restricted}" not in page
    assert desk.get(f"/staff/inbox/{mine}").status_code == 200
    for number in (other, restricted, 4711):
        for path in ("", "/answer", "/hand-over", "/files/1"):
            assert desk.get(f"/staff/inbox/{number}{path}").status_code == 404
        for path in ("/take", "/close", "/give", "/note", "/file", "/file/1", "/file/1/detach"):
            assert desk.post(f"/staff/inbox/{number}{path}", page="/staff/inbox").status_code == 404


def test_ASVS_16_3_2_who_asks_for_a_message_of_others_stands_in_the_connection_log(desk: Desk, send: Send) -> None:
    mine, restricted = send(), send(topic="psychosocial")
    desk.get(f"/staff/inbox/{mine}")
    assert desk.get(f"/staff/inbox/{restricted}").status_code == 404
    refused = select(ConnectionEvent.detail).where(ConnectionEvent.happening == Happening.REFUSED)
    assert db.session.scalars(refused).all() == ["staff.message"]


def test_an_administrator_has_no_right_to_read_messages(context: Flask, send: Send) -> None:
    number = send()
    desk = Desk(context, staff("Bea Claes", StaffRoleName.ADMINISTRATOR))
    for path in ("/staff/inbox", "/staff/inbox.csv", f"/staff/inbox/{number}", "/staff/inbox/templates"):
        assert desk.get(path).status_code == 403


def test_without_a_sign_in_every_page_leads_to_it(context: Flask, send: Send) -> None:
    number = send()
    answer = Desk(context, None).get(f"/staff/inbox/{number}")
    assert answer.status_code == 302
    assert "aanmelden" in answer.location or "connexion" in answer.location
    assert f"next=/staff/inbox/{number}" in answer.location


def test_reading_a_message_is_logged_once_a_day_for_each_reader(
    context: Flask, desk: Desk, agent: Account, send: Send
) -> None:
    number = send()
    colleague = Desk(context, staff("Bart Maes", AGENT, topics=("training",)))
    for browser in (desk, desk, colleague):
        browser.get(f"/staff/inbox/{number}")
    lines = select(AuditEntry.actor).where(AuditEntry.action == "contact:message:read").order_by(AuditEntry.id)
    assert db.session.scalars(lines).all() == [f"account:{agent.id}", f"account:{agent.id + 1}"]


@pytest.mark.promise("E3")
def test_E3_a_message_is_taken_answered_and_closed(
    desk: Desk, agent: Account, send: Send, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    number = send()
    deliver()
    page = f"/staff/inbox/{number}"
    assert desk.post(f"{page}/take", page=page).status_code == 303
    assert message(number).owner_id == agent.id and message(number).state == MessageState.IN_PROGRESS
    assert "Dag Noor Janssens" in desk.get(f"{page}/answer").text
    assert desk.post(f"{page}/answer", text="Ja, er is nog plaats.").status_code == 303
    assert message(number).state == MessageState.ANSWERED
    deliver()
    (answer,) = [mail.message for mail in smtp.received if mail.message["Auto-Submitted"] == "no"]
    assert answer["To"] == "noor.janssens@voorbeeld.be"
    assert answer["Reply-To"] == "opleidingen@cesi.example"
    assert str(answer["From"]).startswith('"Anna Peeters (CESI)"')
    receipt = next(mail.message for mail in smtp.received if mail.message["Auto-Submitted"] == "auto-replied")
    assert answer["In-Reply-To"] == answer["References"] == receipt["Message-ID"]
    assert "Ja, er is nog plaats." in smtp.received[-1].text
    desk.post(f"{page}/close", page=page)
    assert message(number).state == MessageState.CLOSED and message(number).closed_at is not None
    assert acts(number) == [Act.TAKEN, Act.ANSWERED, Act.CLOSED]
    assert "Anna Peeters" in desk.get(page).text


def test_two_clicks_are_one_answer(desk: Desk, send: Send) -> None:
    number = send()
    for _ in range(2):
        assert desk.post(f"/staff/inbox/{number}/answer", text="Ja.").status_code == 303
    assert acts(number) == [Act.ANSWERED]
    desk.post(f"/staff/inbox/{number}/answer", text="Nog iets.")
    assert acts(number) == [Act.ANSWERED, Act.ANSWERED]


def test_an_answer_that_is_only_its_greeting_is_refused(desk: Desk, send: Send) -> None:
    page = f"/staff/inbox/{send()}/answer"
    refused = desk.post(page, text="Dag Noor Janssens\r\n\r\n  ")
    assert refused.status_code == 422 and "Schrijf uw antwoord onder de aanspreking" in refused.text
    assert desk.post(page, text="Dag Noor Janssens\r\n\r\nJa.").status_code == 303


def test_what_a_colleague_has_in_hand_is_answered_only_knowingly(context: Flask, desk: Desk, send: Send) -> None:
    number = send()
    page = f"/staff/inbox/{number}/answer"
    assert 'name="instead"' not in desk.get(page).text
    operations.take(number, by=staff("Bart Maes", AGENT, topics=("training",)))
    assert "Bart Maes heeft dit bericht op zich genomen" in desk.get(page).text
    refused = desk.post(page, text="Ja, er is plaats.")
    assert refused.status_code == 422 and 'href="#instead"' in refused.text and acts(number) == [Act.TAKEN]
    assert desk.post(page, text="Ja, er is plaats.", instead="y").status_code == 303
    assert acts(number) == [Act.TAKEN, Act.ANSWERED]


def test_the_counters_count_what_is_listed(desk: Desk, send: Send) -> None:
    with time_machine.travel(clock.now() - dt.timedelta(days=30)):
        send(name="Piet Late"), send(name="Els Late")
    send(name="Noor Nu")
    every = desk.get("/staff/inbox").text
    assert ">Te laat <span>2</span>" in every
    found = desk.get(desk.post("/staff/inbox/search", page="/staff/inbox", text="Piet").location).text
    assert ">Te beantwoorden <span>1</span>" in found and ">Te laat <span>1</span>" in found


def test_I_have_answered_is_one_button(desk: Desk, send: Send) -> None:
    number = send()
    desk.post(f"/staff/inbox/{number}/answered", page=f"/staff/inbox/{number}")
    assert message(number).state == MessageState.ANSWERED and message(number).answered_at is not None
    assert acts(number) == [Act.ANSWERED_ELSEWHERE]
    desk.post(f"/staff/inbox/{number}/reopen", page=f"/staff/inbox/{number}")
    assert message(number).state == MessageState.IN_PROGRESS


def test_a_message_is_handed_over_with_a_reason_and_leaves_ones_sight(
    desk: Desk, send: Send, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    number = send()
    deliver()
    smtp.received.clear()
    page = f"/staff/inbox/{number}/hand-over"
    refused = desk.post(page, topic="press")
    assert refused.status_code == 422 and '<option selected value="press">' in refused.text
    assert desk.post(page, topic="press", reason="Vraagt naar een vacature").status_code == 303
    assert message(number).topic == "press"
    assert desk.get(f"/staff/inbox/{number}").status_code == 404
    deliver()
    assert [mail.recipients for mail in smtp.received] == [["communicatie@cesi.example"]]


def test_a_colleague_gets_a_message_only_if_they_read_the_topic(context: Flask, desk: Desk, send: Send) -> None:
    number = send()
    reader = staff("Bart Maes", AGENT, topics=("training",))
    stranger = staff("Carla Wouters", AGENT, topics=("press",))
    page = f"/staff/inbox/{number}"
    assert desk.post(f"{page}/give", page=page, prefix="give-", colleague=stranger.id).status_code == 422
    assert desk.post(f"{page}/give", page=page, prefix="give-", colleague=reader.id).status_code == 303
    assert message(number).owner_id == reader.id
    answer = desk.post(f"{page}/take", page=page)
    assert answer.status_code == 303 and message(number).owner_id == reader.id
    assert "Een collega heeft dit bericht" in desk.get(page).text


def test_notes_are_kept_and_an_empty_one_is_refused(desk: Desk, send: Send) -> None:
    page = f"/staff/inbox/{send()}"
    assert desk.post(f"{page}/note", page=page, prefix="note-", text=" ").status_code == 422
    assert desk.post(f"{page}/note", page=page, prefix="note-", text="Belt morgen terug").status_code == 303
    assert "Belt morgen terug" in desk.get(page).text


def test_quarantine_is_looked_at_and_released_or_rejected(
    desk: Desk, send: Send, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    good, bad = send(suspicions=("many_links",)), send(suspicions=("honeypot",))
    listed = desk.get("/staff/inbox?state=quarantined").text
    assert f"/staff/inbox/{good}" in listed and f"/staff/inbox/{bad}" in listed
    assert "bevat veel links" in desk.get(f"/staff/inbox/{good}").text
    desk.post(f"/staff/inbox/{good}/release", page=f"/staff/inbox/{good}")
    desk.post(f"/staff/inbox/{bad}/reject", page=f"/staff/inbox/{bad}")
    deliver()
    assert message(good).state == MessageState.RECEIVED and message(good).answer_by is not None
    assert message(bad).state == MessageState.REJECTED
    assert len(smtp.received) == 2
    desk.post(f"/staff/inbox/{bad}/restore", page=f"/staff/inbox/{bad}")
    assert message(bad).state == MessageState.QUARANTINED


def test_search_keeps_names_and_addresses_out_of_the_url(desk: Desk, send: Send) -> None:
    found, other = send(), send(name="Een Ander", email="een@ander.be")
    for text in ("noor.janssens@voorbeeld.be", "Noor", message(found).reference, str(found)):
        answer = desk.post("/staff/inbox/search", page="/staff/inbox", text=text)
        assert answer.status_code == 303 and "noor" not in answer.location.lower()
        page = desk.get(answer.location).text
        assert f"/staff/inbox/{found}" in page and f"/staff/inbox/{other}" not in page


def test_filters_sort_and_pages(context: Flask, desk: Desk, agent: Account, send: Send) -> None:
    numbers = [send(language="fr" if n % 2 else "nl") for n in range(7)]
    operations.take(numbers[0], by=agent)
    french = desk.get("/staff/inbox?language=fr").text
    assert all((f'/staff/inbox/{n}"' in french) == bool(i % 2) for i, n in enumerate(numbers))
    mine = desk.get(f"/staff/inbox?owner={agent.id}").text
    assert f'/staff/inbox/{numbers[0]}"' in mine and f'/staff/inbox/{numbers[1]}"' not in mine
    shown = queries.InboxFilter(topics=frozenset({"training"}))
    for order, expected in ((queries.Order.OLDEST, numbers), (queries.Order.NEWEST, numbers[::-1])):
        seen, cursor, backward = [], None, []
        while True:
            page = queries.find_messages(shown, order=order, cursor=cursor, size=3)
            seen += [row.id for row in page.rows]
            if page.after is None:
                break
            cursor = page.after
        assert seen == expected and page.before is not None
        backward = [row.id for row in queries.find_messages(shown, order=order, cursor=page.before, size=3).rows]
        assert backward == expected[3:6]
    for wrong in ("a~x~1", "~~", "a~2026-01-01~0", "z~1~1"):
        assert desk.get("/staff/inbox", query_string={"from": wrong}).status_code == 200


def test_the_csv_tells_nothing_of_who_wrote_and_is_logged(desk: Desk, send: Send) -> None:
    send(name="=cmd|' /C calc'!A0", subject="Geheim")
    answer = desk.get("/staff/inbox.csv")
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    assert "CESI-" in answer.text and "Geheim" not in answer.text and "cmd" not in answer.text
    line = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "staff:list:exported")).one()
    assert line.subject == "list:messages" and '"rows":1' in line.details.replace(" ", "")


def test_pages_are_for_nobody_to_keep_or_list(desk: Desk, send: Send) -> None:
    for path in ("/staff/", "/staff/inbox", f"/staff/inbox/{send()}"):
        answer = desk.get(path)
        assert "no-store" in answer.headers["Cache-Control"]
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_the_desk_speaks_the_language_of_its_owner(context: Flask, desk: Desk) -> None:
    assert 'lang="nl-BE"' in desk.get("/staff/").text
    desk.post("/staff/language", page="/staff/")
    assert 'lang="fr-BE"' in desk.get("/staff/").text
