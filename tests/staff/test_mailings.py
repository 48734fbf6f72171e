"""The desk of mailings: written in both languages, looked at, approved by a second person, followed on its way."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.choices.models import Method
from cesi_site.content.operations import load_starter_content
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.newsletter import recipients
from cesi_site.newsletter.composing.checks import Fault
from cesi_site.newsletter.models import Kind, Mailing, MailingRecipient, MailingState, Trouble
from cesi_site.newsletter.operations import progress, unsubscribe
from cesi_site.newsletter.operations.listing import count_recipients
from cesi_site.newsletter.operations.progress import HeldUp, hold
from cesi_site.newsletter.operations.progress import begin as start_sending
from cesi_site.newsletter.queries.mailings import find_mailing, progress_of
from tests.newsletter.mailings.writing import TEXTS, member, reader
from tests.staff.people import Desk, staff
from tests.support.client import check_page

LIST = "/staff/mailings"
OFFICER = StaffRoleName.COMMUNICATION_OFFICER
WRITTEN = {f"{name}_{language}": text for language, texts in TEXTS.items() for name, text in texts.items()}


@pytest.fixture
def lotte(context: Flask) -> Account:
    return staff("Lotte Baert", OFFICER)


@pytest.fixture
def writing(context: Flask, lotte: Account) -> Desk:
    """The desk of who writes."""
    return Desk(context, lotte)


@pytest.fixture
def second(context: Flask) -> Desk:
    """The desk of a second officer, who speaks French."""
    return Desk(context, staff("Marc Petit", OFFICER, language="fr"))


def begin(desk: Desk, kind: Kind = Kind.NEWSLETTER, **changes: str) -> Mailing:
    """Begin a mailing and write it, as somebody does."""
    address = desk.post(f"{LIST}/new/{kind.value}", page=LIST).headers["Location"]
    law = {"legal_reason_nl": "artikel II.1-4", "legal_reason_fr": "article II.1-4"} if kind is Kind.STATUTORY else {}
    answer = desk.post(address, **(WRITTEN | law | changes), go="keep")
    assert answer.status_code == 303, answer.text
    found = re.search(r"/(\d+)/text", address)
    assert found
    mailing = find_mailing(int(found[1]))
    assert mailing is not None
    return mailing


def prepare(desk: Desk, mailing: Mailing, **when: str) -> Mailing:
    """Let its recipients be counted, as the worker does after the click."""
    address = f"{LIST}/{mailing.id}"
    assert desk.post(f"{address}/prepare", page=address, prefix="when-", **when).status_code == 303
    count_recipients(mailing.id)
    return fresh(mailing)


def fresh(mailing: Mailing) -> Mailing:
    db.session.rollback()
    db.session.refresh(mailing)
    return mailing


def act(desk: Desk, mailing: Mailing, name: str) -> str:
    """Press a button and return the page that follows."""
    address = f"{LIST}/{mailing.id}"
    answer = desk.post(f"{address}/{name}", page=address)
    assert answer.status_code == 303
    return desk.get(answer.headers["Location"]).text


def test_a_newsletter_is_written_counted_and_sent(writing: Desk) -> None:
    reader("jan@lezer.example")
    gone = reader("weg@lezer.example")
    unsubscribe(gone.address_id, method=Method.PAGE)
    mailing = prepare(writing, begin(writing))
    assert mailing.state is MailingState.READY
    page = writing.get(f"{LIST}/{mailing.id}").text
    assert "schreef zich uit" in page
    act(writing, mailing, "send")
    assert fresh(mailing).state is MailingState.SCHEDULED
    assert mailing.text("nl").slug == "winter-op-de-werf"


def test_the_desk_says_what_holds_a_mailing_up_and_what_to_do(writing: Desk, second: Desk) -> None:
    reader("jan@lezer.example")
    mailing = prepare(writing, begin(writing))
    act(writing, mailing, "send")
    assert start_sending(mailing.id) is not None
    hold(mailing.id, HeldUp(Trouble.US, "554 5.7.1 Relay access denied"))
    page, address = writing.get(f"{LIST}/{mailing.id}").text, f"{LIST}/{mailing.id}"
    assert "weigert ons" in page
    assert "554 5.7.1 Relay access denied" in page
    assert "/take-back" not in page
    assert "nous refuse" in second.get(address).text
    assert "weigert ons" not in act(writing, mailing, "resume")


def test_texts_that_fit_no_more_are_named_and_can_be_written_again(
    writing: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader("jan@lezer.example")
    mailing = prepare(writing, begin(writing))
    act(writing, mailing, "send")
    monkeypatch.setattr(progress, "faults", lambda _: [Fault("nl", 3, "gone")])
    assert start_sending(mailing.id) is None
    page = writing.get(f"{LIST}/{mailing.id}").text
    assert "Iets waarnaar de teksten verwijzen" in page
    act(writing, mailing, "take-back")
    assert fresh(mailing).state is MailingState.DRAFT


def test_a_cancelled_mailing_still_tells_how_far_it_came(writing: Desk) -> None:
    for name in ("jan", "zoe"):
        reader(f"{name}@lezer.example")
    mailing = prepare(writing, begin(writing))
    act(writing, mailing, "send")
    start_sending(mailing.id)
    (first, _) = recipients.next_rows(mailing.id, after_id=0, limit=2)
    with transaction():
        recipients.note_sent([first.id])
    act(writing, mailing, "cancel")
    done = progress_of(fresh(mailing))
    assert (done.listed, done.sent, done.waiting) == (2, 1, 1)


def test_four_eyes_above_a_set_number(context: Flask, writing: Desk, second: Desk) -> None:
    context.config["NEWSLETTER_APPROVAL_ABOVE"] = 1
    for number in range(2):
        reader(f"r{number}@lezer.example")
    mailing = prepare(writing, begin(writing))
    assert mailing.state is MailingState.AWAITING_APPROVAL
    act(writing, mailing, "send")
    assert fresh(mailing).state is MailingState.AWAITING_APPROVAL
    assert "Iemand anders" in act(writing, mailing, "approve")
    assert "/approve" not in writing.get(f"{LIST}/{mailing.id}").text
    assert "1 mailing" in second.get("/staff/").text
    act(second, mailing, "approve")
    assert fresh(mailing).state is MailingState.SCHEDULED


@pytest.mark.promise("B5")
def test_a_statutory_mailing_needs_a_law_and_a_second_person(writing: Desk, second: Desk) -> None:
    member("an@lid.example")
    mailing = begin(writing, Kind.STATUTORY, legal_reason_fr="")
    act(writing, mailing, "pause")
    page = writing.get(f"{LIST}/{mailing.id}").text
    assert "Français" in page
    assert "/prepare" not in page
    mailing = prepare(writing, begin(writing, Kind.STATUTORY))
    assert (mailing.listed, mailing.state) == (1, MailingState.AWAITING_APPROVAL)
    act(second, mailing, "approve")
    assert fresh(mailing).state is MailingState.SCHEDULED


@pytest.mark.promise("B5")
@pytest.mark.parametrize(
    "offer",
    [
        "[[service risk-management]]",
        "[onze diensten](/nl/diensten)",
        "[[button /nl/diensten/risicobeheer | Ontdek]]",
        "[OneManagement](http://onemanagement.localhost/nl/)",
        "[nieuwsbrief](http://localhost/nl/nieuwsbrief)",
    ],
)
def test_a_statutory_mailing_carries_no_offer(writing: Desk, offer: str) -> None:
    load_starter_content()
    mailing = begin(writing, Kind.STATUTORY, body_nl=f"Tekst\n\n{offer}\n")
    page = writing.get(f"{LIST}/{mailing.id}").text
    assert "Nederlands, " in page
    assert "/prepare" not in page
    token_page = f"{LIST}/{mailing.id}"
    writing.post(f"{token_page}/prepare", page=token_page, prefix="when-")
    assert fresh(mailing).state is MailingState.DRAFT
    newsletter = begin(writing, body_nl=f"Tekst\n\n{offer}\n")
    assert "/prepare" in writing.get(f"{LIST}/{newsletter.id}").text


def test_what_is_wrong_is_named_and_nothing_is_lost(writing: Desk) -> None:
    mailing = begin(writing, body_nl="[[article nergens]]\n[x](/nl/bestaat-niet)\n[[knop]]", subject_fr="")
    page = writing.get(f"{LIST}/{mailing.id}/text").text
    for words in ("nergens", "/nl/bestaat-niet", "Français"):
        assert words in page
    assert "[[knop]]" in page


def test_an_article_is_set_into_both_texts(writing: Desk) -> None:
    load_starter_content()
    mailing = begin(writing)
    address = f"{LIST}/{mailing.id}/text"
    writing.post(address, **WRITTEN, go="add", block="article first-aid")
    writing.post(address, **{**WRITTEN, **bodies(fresh(mailing))}, go="add", block="button")
    assert (
        fresh(mailing).text("nl").body.endswith("[[article first-aid]]\n\n[[button /nl/contact | Neem contact op]]\n")
    )
    assert "[[button /fr/contact" in mailing.text("fr").body
    letter = writing.get(f"{LIST}/{mailing.id}/letter/fr")
    assert "/fr/actualites/" in letter.text


def bodies(mailing: Mailing) -> dict[str, str]:
    return {f"body_{text.language}": text.body for text in mailing.texts}


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_preview_shows_mail_and_text(writing: Desk, language: str) -> None:
    mailing = begin(writing)
    page = writing.get(f"{LIST}/{mailing.id}/preview/{language}")
    check_page(page.text)
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<strong" not in page.text.split("<pre")[1].split("</pre>")[0]
    letter = writing.get(f"{LIST}/{mailing.id}/letter/{language}")
    policy = letter.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "sandbox", "frame-ancestors 'self'"):
        assert rule in policy
    assert "script" not in letter.text
    assert TEXTS[language]["body"].split("**")[1] in letter.text


def test_a_mailing_is_scheduled_by_the_clock_of_brussels(writing: Desk) -> None:
    reader("jan@lezer.example")
    day = clock.today() + dt.timedelta(days=3)
    mailing = prepare(writing, begin(writing), day=f"{day:%d/%m/%Y}", time="9h30")
    assert mailing.scheduled_at is not None
    assert mailing.scheduled_at.astimezone(clock.BRUSSELS).isoformat()[:16] == f"{day.isoformat()}T09:30"


@pytest.mark.parametrize(
    "when",
    [{"day": "01/01/2020", "time": "9:00"}, {"day": "31/12/2099"}, {"time": "9:00"}, {"day": "x", "time": "25:00"}],
)
def test_a_moment_that_cannot_be_is_refused(writing: Desk, when: dict[str, str]) -> None:
    mailing = begin(writing)
    address = f"{LIST}/{mailing.id}"
    assert writing.post(f"{address}/prepare", page=address, prefix="when-", **when).status_code == 422
    assert fresh(mailing).state is MailingState.DRAFT


def test_taken_back_it_is_written_again_and_its_list_is_forgotten(writing: Desk) -> None:
    reader("jan@lezer.example")
    mailing = prepare(writing, begin(writing))
    assert writing.get(f"{LIST}/{mailing.id}/text").status_code == 302
    assert writing.post(f"{LIST}/{mailing.id}/text", page=LIST, **WRITTEN).status_code == 422
    act(writing, mailing, "take-back")
    assert fresh(mailing).state is MailingState.DRAFT
    assert db.session.scalars(select(MailingRecipient)).all() == []
    assert mailing.listed is None


def test_one_address_is_looked_up(writing: Desk) -> None:
    reader("jan@lezer.example")
    gone = reader("weg@lezer.example")
    unsubscribe(gone.address_id, method=Method.PAGE)
    mailing = prepare(writing, begin(writing))
    address = f"{LIST}/{mailing.id}"
    for email, words in {
        "jan@lezer.example": "krijgt hem",
        "weg@lezer.example": "schreef zich uit",
        "wie@elders.example": "staat niet op de lijst van lezers",
    }.items():
        page = writing.post(f"{address}/address", page=address, prefix="address-", email=email).text
        assert email in page
        assert words in page or words == "krijgt hem"


def test_a_copy_and_a_draft_that_is_thrown_away(writing: Desk) -> None:
    mailing = begin(writing)
    answer = writing.post(f"{LIST}/{mailing.id}/copy", page=f"{LIST}/{mailing.id}")
    copy = find_mailing(mailing.id + 1)
    assert copy is not None
    assert f"/{copy.id}/text" in answer.headers["Location"]
    assert copy.text("nl").body == mailing.text("nl").body
    address = f"{LIST}/{copy.id}"
    writing.post(f"{address}/discard", page=address)
    db.session.rollback()
    assert writing.get(address).status_code == 404


@pytest.fixture
def dpo(context: Flask) -> Desk:
    """The desk of the data protection officer."""
    return Desk(context, staff("Hanne De Smet", StaffRoleName.DPO))


def test_the_dpo_looks_and_writes_nothing(writing: Desk, dpo: Desk) -> None:
    mailing = begin(writing)
    page = dpo.get(f"{LIST}/{mailing.id}").text
    assert f"/{mailing.id}/text" not in page
    assert "/new/" not in dpo.get(LIST).text
    assert dpo.get(f"{LIST}/{mailing.id}/text").status_code == 403
