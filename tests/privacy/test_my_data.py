"""My data (promises K2, K3, K6): the link, every row with its last day, the copies, a correction."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from cesi_site.accounts import operations as accounts
from cesi_site.accounts.models import Account, SignIn
from cesi_site.accounts.places import NOWHERE
from cesi_site.choices.queries import is_restricted
from cesi_site.contact.models import ContactMessage
from cesi_site.contact.operations import load_topics, receive_message
from cesi_site.core import clock, links
from cesi_site.core.database import db, transaction
from cesi_site.members.models import MemberPerson
from cesi_site.members.roles import Role
from cesi_site.outbox.models import OutboxRow
from cesi_site.privacy.archive import MASK, archive
from cesi_site.privacy.mails import CONFIRM_PURPOSE, LINK_PURPOSE
from cesi_site.privacy.models import DataLink, ErasureEntry, Right, RightsRequest
from cesi_site.privacy.operations import Asked, erase, limit_use, link_for_account, purge_expired, receive_request
from cesi_site.privacy.queries import dossier_of
from cesi_site.privacy.tokens import token_of
from cesi_site.privacy.views.erasing import RECEIPT_PURPOSE
from cesi_site.register import Person, Register
from cesi_site.register.finding import Selection
from cesi_site.register.labels import unlabelled, unspoken
from tests.contact.conftest import draft
from tests.members.people import MYCESI, Browser, organisation, person, sign_in
from tests.privacy.filling import EMAIL, NAME, PERSON, fillable
from tests.support.client import find_all, hidden_fields, parse, text_of
from tests.support.smtp import Inbox

NOOR = "noor.janssens@voorbeeld.be"
PAGES = {"nl": "/nl/mijn-gegevens", "fr": "/fr/mes-donnees"}


@pytest.fixture
def browser_(app: Flask) -> Browser:
    """A visitor's browser whose requests are their own."""
    client = Browser(app, app.response_class, use_cookies=True)
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


@pytest.fixture
def message(context: Flask) -> None:
    """A visitor wrote to CESI."""
    load_topics()
    receive_message(draft(phone="+32470123456"), number="one")


def open_link(email: str, language: str = "nl") -> str:
    """Make a link as a mail holds it, and return its path."""
    from cesi_site.privacy.operations import ask_link

    assert ask_link(email=email, language=language)
    link = db.session.scalars(select(DataLink).order_by(DataLink.id.desc())).first()
    assert link is not None
    return f"{PAGES[language]}/{token_of(LINK_PURPOSE, link)}"


def session_of(account: Account | None) -> SignIn:
    """Open a session for an account."""
    assert account is not None
    accounts.begin_session(account=account, place=NOWHERE, strong=True, how="password")
    return db.session.scalars(select(SignIn).where(SignIn.account_id == account.id)).one()


def send(browser: Browser, path: str, **fields: Any) -> Any:
    """Send a form of the page at `path`, with its hidden fields."""
    page = browser.get(path)
    return browser.post(path, data=hidden_fields(page.text, None) | fields)


@pytest.mark.promise("K2")
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_K2_a_mailed_link_opens_the_rows(
    browser_: Browser, message: None, smtp: Inbox, run: Callable[..., str], language: str
) -> None:
    answer = browser_.post(PAGES[language], data={"email": NOOR.upper()})
    assert answer.status_code == 303
    unknown = browser_.post(PAGES[language], data={"email": "nobody@voorbeeld.be"})
    assert (unknown.status_code, unknown.location) == (answer.status_code, answer.location)
    run("outbox", "deliver", "--once")
    assert len(smtp.to("nobody@voorbeeld.be")) == 1
    found = re.search(rf"http://localhost({PAGES[language]}/\S+)", " ".join(mail.text for mail in smtp.to(NOOR)))
    assert found
    assert NOOR not in found[1]
    page = browser_.get(found[1])
    assert page.headers["Cache-Control"] == "no-store"
    assert "Kan de opleiding in maart?" in page.text
    assert "+32470123456" in page.text


@pytest.mark.promise("K2")
def test_K2_every_row_of_every_feature_is_shown_with_its_day_and_its_reason(
    register: Register, filled: dict[str, Any], browser_: Browser
) -> None:
    role = db.session.get_one(MemberPerson, filled["members.people"])
    with_role = sign_in(browser_.application, role.account)
    opened = with_role.get("/nl/mijn-gegevens/account", base_url=MYCESI)
    assert "bevestigen" in opened.location  # the password is asked anew
    page = browser_.get(open_link(EMAIL)).text
    for holding in fillable(register):
        assert holding.name.nl[1:] in page, holding.key
        assert holding.clock_in_words.nl in page.replace("&#39;", "'"), holding.key
    assert page.count("Weg op ") + page.count("Nog geen laatste dag.") >= len(fillable(register))


@pytest.mark.promise("K2")
def test_K2_a_link_opens_its_own_address_alone_and_for_an_hour(
    browser_: Browser, message: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_link("somebody@else.be")
    assert "Kan de opleiding" not in browser_.get(other).text
    mine = open_link(NOOR)
    assert browser_.get(mine[:-2] + "xx").status_code == 410
    assert browser_.get(mine.replace("mijn-gegevens/", f"mijn-gegevens/{links.sign('other', 1)}")[:60]).status_code in {
        404,
        410,
    }
    import time

    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3700)
    assert browser_.get(mine).status_code == 410


def test_an_address_is_mailed_three_links_an_hour_and_the_answer_stays(browser_: Browser, context: Flask) -> None:
    answers = {browser_.post(PAGES["nl"], data={"email": NOOR}).location for _ in range(5)}
    assert len(answers) == 1
    assert db.session.scalar(select(func.count(OutboxRow.id)).where(OutboxRow.name == "privacy.link")) == 3


def test_a_form_without_an_address_says_so(browser_: Browser) -> None:
    page = browser_.post(PAGES["fr"], data={"email": "no address"})
    assert page.status_code == 422
    assert "name@example.be" in page.text or "nom@exemple.be" in page.text


@pytest.mark.promise("K2")
def test_K2_where_several_people_share_an_address_nothing_is_shown(browser_: Browser, message: None) -> None:
    receive_message(draft(name="Jef De Smet"), number="two")
    path = open_link(NOOR)
    page = browser_.get(path)
    assert "Kan de opleiding" not in page.text
    assert "/nl/mijn-rechten?right=access" in page.text
    for part in ("/kopie.pdf", "/kopie.zip", "/meenemen.zip"):
        assert browser_.get(path + part).status_code == 404
    assert browser_.get(path + "/wissen").status_code == 303


def test_what_is_about_others_is_masked(context: Flask, register: Register, filled: dict[str, Any]) -> None:
    content = zipfile.ZipFile(io.BytesIO(archive(dossier_of(register, Selection(PERSON)), only_provided=False)))
    data = json.loads(content.read("data.json"))
    (draft_row,) = data["holdings"]["affiliation.drafts"]["rows"]
    assert draft_row["answers"] == MASK


@pytest.mark.promise("K6")
def test_K6_the_archive_holds_every_row_and_every_file_and_follows_its_schema(
    register: Register, filled: dict[str, Any]
) -> None:
    dossier = dossier_of(register, Selection(PERSON))
    content = zipfile.ZipFile(io.BytesIO(archive(dossier, only_provided=False)))
    data, schema = (json.loads(content.read(name)) for name in ("data.json", "schema.json"))
    assert set(data["holdings"]) == {holding.key for holding in fillable(register) if holding.export}
    for key, found in data["holdings"].items():
        described = schema["properties"]["holdings"]["properties"][key]
        columns = described["properties"]["rows"]["items"]["properties"]
        for row in found["rows"]:
            assert set(row) == set(columns)
            assert all(_fits(value, columns[name]) for name, value in row.items()), (key, row)
        rows = list(csv.DictReader(io.StringIO(content.read(f"csv/{key}.csv").decode())))
        assert len(rows) == len(found["rows"])
    (attachment,) = data["holdings"]["contact.attachments"]["rows"]
    assert NAME.encode() in content.read(attachment["content"])


def _fits(value: Any, column: dict[str, Any]) -> bool:
    kinds = {
        "string": str,
        "integer": int,
        "boolean": bool,
        "array": list,
        "object": dict,
        "null": type(None),
    }
    return isinstance(value, tuple(kinds[kind] for kind in column["type"]))


@pytest.mark.promise("K6")
def test_K6_what_is_taken_along_is_what_the_person_typed(browser_: Browser, message: None) -> None:
    page = browser_.get(open_link(NOOR) + "/meenemen.zip")
    assert page.mimetype == "application/zip"
    content = zipfile.ZipFile(io.BytesIO(page.data))
    data = json.loads(content.read("data.json"))
    (row,) = data["holdings"]["contact.messages"]["rows"]
    assert row["message"] == "Kan de opleiding in maart?"
    assert "answer_by" not in row
    assert data["content"] == "provided"


@pytest.mark.promise("K2")
def test_K2_the_copy_can_be_read_on_paper(browser_: Browser, message: None) -> None:
    page = browser_.get(open_link(NOOR, "fr") + "/copie.pdf")
    assert page.status_code == 200
    assert page.data.startswith(b"%PDF-") or b"Copie de mes" in page.data


def test_a_cell_that_a_spreadsheet_would_run_is_text(browser_: Browser, message: None) -> None:
    receive_message(draft(body="=HYPERLINK(1)+and more words"), number="formula")
    content = zipfile.ZipFile(io.BytesIO(browser_.get(open_link(NOOR) + "/kopie.zip").data))
    assert "'=HYPERLINK(1)" in content.read("csv/contact.messages.csv").decode()
    assert '"=HYPERLINK(1)' in content.read("data.json").decode()


@pytest.mark.promise("K3")
def test_K3_a_correction_holds_wherever_the_person_typed_it(browser_: Browser, message: None) -> None:
    receive_message(draft(phone="+32470123456"), number="two")
    path = open_link(NOOR)
    fields = [text_of(one) for one in find_all(parse(browser_.get(path + "/verbeteren").text), "label")]
    assert any("Naam" in field for field in fields)
    name, phone, language = value_names(browser_.get(path + "/verbeteren").text)
    done = send(browser_, path + "/verbeteren", **{name: "Noor Peeters", phone: "0470 99 99 99", language: "fr"})
    assert done.status_code == 303, done.text
    assert {(m.name, m.phone, m.language) for m in db.session.scalars(select(ContactMessage))} == {
        ("Noor Peeters", "+32470999999", "fr")
    }


def value_names(page: str) -> list[str]:
    """Return the names of the fields of a correction, in their order."""
    return list(dict.fromkeys(re.findall(r'name="(value-[^"]+)"', page)))


@pytest.mark.promise("K3")
def test_K3_a_row_that_comes_meanwhile_moves_no_correction(browser_: Browser, message: None) -> None:
    path = open_link(NOOR) + "/verbeteren"
    page = browser_.get(path).text
    name = value_names(page)[0]
    receive_message(draft(name="N. Janssens"), number="between")
    done = browser_.post(path, data=hidden_fields(page, None) | {name: "Noor De Smet"})
    assert done.status_code == 303, done.text
    assert set(db.session.scalars(select(ContactMessage.name))) == {"Noor De Smet", "N. Janssens"}


def test_a_link_opened_from_a_session_ends_with_it(browser_: Browser, context: Flask) -> None:
    reader = person(organisation(), Role.READER)
    link = link_for_account(reader.account, language="nl")  # type: ignore[arg-type]
    session = session_of(reader.account)
    path = f"{PAGES['nl']}/{token_of(LINK_PURPOSE, link, session.id)}"
    assert browser_.get(path).status_code == 200
    assert browser_.get(f"{PAGES['nl']}/{token_of(LINK_PURPOSE, link)}").status_code == 410
    assert accounts.end_session(sign_in_id=session.id, account_id=link.account_id or 0, reason="logout")
    assert browser_.get(path).status_code == 410
    assert browser_.get(path + "/kopie.zip").status_code == 410


def test_a_link_that_lies_idle_longer_than_its_session_may_opens_nothing(browser_: Browser, context: Flask) -> None:
    reader = person(organisation(), Role.READER)
    link = link_for_account(reader.account, language="nl")  # type: ignore[arg-type]
    session = session_of(reader.account)
    with transaction():
        session.seen_at = clock.now() - dt.timedelta(days=1)
    assert browser_.get(f"{PAGES['nl']}/{token_of(LINK_PURPOSE, link, session.id)}").status_code == 410


@pytest.mark.parametrize("kind", ["link", "request", "receipt"])
def test_a_token_names_no_other_row_with_the_same_number(browser_: Browser, context: Flask, kind: str) -> None:
    """After a backup is put back its numbers come again."""
    row, path = _row_with_a_link(kind)
    assert browser_.get(path).status_code == 200
    with transaction():
        match row:
            case DataLink():
                row.asked_at += dt.timedelta(seconds=1)
            case RightsRequest():
                row.received_at += dt.timedelta(seconds=1)
            case _:
                row.at += dt.timedelta(seconds=1)
    assert browser_.get(path).status_code == 410


def _row_with_a_link(kind: str) -> tuple[Any, str]:
    if kind == "link":
        path = open_link(NOOR)
        return db.session.scalars(select(DataLink)).one(), path
    if kind == "request":
        asked = receive_request(Asked(right=Right.ACCESS, language="nl", email=NOOR, name="Noor"), submission="x")
        return asked, f"/nl/mijn-rechten/bevestigen/{token_of(CONFIRM_PURPOSE, asked)}"
    done = erase(PERSON, language="nl")
    token = token_of(RECEIPT_PURPOSE, done.receipt, done.mark.salt, done.mark.holders)
    return done.receipt, f"/nl/gewist/{token}"


def test_a_mailbox_is_not_enough_to_change_an_account(browser_: Browser, context: Flask) -> None:
    reader = person(organisation(), Role.READER)
    path = open_link(reader.email)
    page = browser_.get(path)
    assert "/wissen" not in page.text
    assert browser_.get(path + "/wissen").status_code == 303
    assert browser_.get(path + "/verbeteren").status_code == 303


@pytest.mark.promise("K4")
def test_K4_seen_then_done_then_shown_by_a_receipt(
    browser_: Browser, message: None, smtp: Inbox, run: Callable[..., str]
) -> None:
    path = open_link(NOOR)
    seen = browser_.get(path + "/wissen")
    assert "Uw bericht" in seen.text
    assert db.session.scalars(select(ContactMessage.id)).all()
    done = send(browser_, path + "/wissen")
    assert done.status_code == 303
    assert db.session.scalars(select(ContactMessage.id)).all() == []
    receipt = browser_.get(done.location)
    number = re.search(r"ERA-\d{4}-\d{6}", receipt.text)
    assert number
    file = browser_.get(done.location + "/bewijs.json")
    run("outbox", "deliver", "--once")
    (mail,) = [mail for mail in smtp.to(NOOR) if number[0] in mail.message["Subject"]]
    checked = send(browser_, "/nl/bewijs-van-wissing", receipt=file.text, email=NOOR)
    assert checked.status_code == 200
    assert "hoort bij het adres" in checked.text or "It belongs to the address" in checked.text
    assert send(browser_, "/nl/bewijs-van-wissing", receipt=file.text.replace("ERA-", "ERB-")).status_code == 422
    assert browser_.get(path).status_code == 410  # the link went with the rest
    assert mail.message["Subject"]


@pytest.mark.promise("K4")
def test_K4_the_last_access_manager_is_answered_by_staff_within_the_month(browser_: Browser, context: Flask) -> None:
    manager = person(organisation(), Role.ACCESS_MANAGER)
    link = DataLink(email=manager.email, language="nl", account_id=manager.account_id)
    db.session.add(link)
    db.session.commit()
    path = f"{PAGES['nl']}/{token_of(LINK_PURPOSE, link, session_of(manager.account).id)}/wissen"
    assert "enige toegangsbeheerder" in browser_.get(path).text
    done = send(browser_, path)
    assert "mijn-rechten/ontvangen" in done.location
    (asked,) = db.session.scalars(select(RightsRequest)).all()
    assert (asked.right.value, asked.identity.value) == ("erasure", "signed_in")
    assert asked.due_on > clock.today()
    assert db.session.scalars(select(ErasureEntry.id)).all() == []


def test_restricted_rows_outlive_their_day_until_the_restriction_ends(
    browser_: Browser, message: None, register: Register
) -> None:
    path = open_link(NOOR)
    page = browser_.get(path)
    assert send_act(browser_, path, page.text).status_code == 303
    assert "beperkt" in browser_.get(path).text
    later = clock.now().replace(year=clock.now().year + 4)
    purge_expired(register=register, at=later)
    assert db.session.scalars(select(ContactMessage.id)).all()
    send_act(browser_, path, browser_.get(path).text)
    purge_expired(register=register, at=later)
    assert db.session.scalars(select(ContactMessage.id)).all() == []


def test_a_mailbox_alone_restricts_and_does_not_expose(browser_: Browser, context: Flask) -> None:
    reader = person(organisation(), Role.READER)
    path = open_link(reader.email)
    page = browser_.get(path).text
    send_act(browser_, path, page)
    assert is_restricted(reader.email)
    assert "/beperken" not in browser_.get(path).text
    send_act(browser_, path, page)
    assert is_restricted(reader.email)


def send_act(browser: Browser, path: str, markup: str) -> Any:
    return browser.post(path + "/beperken", data=hidden_fields(markup, path + "/beperken"))


def test_nothing_is_purged_for_a_restriction_of_somebody_unknown(register: Register) -> None:
    limit_use(Person(frozenset({"nobody@voorbeeld.be"})))
    assert purge_expired(register=register, at=clock.now()).finished_at is not None


def test_every_name_in_an_export_has_its_label(context: Flask, register: Register) -> None:
    assert unlabelled(register.holdings) == []


def test_every_value_of_an_enumeration_in_an_export_has_its_words(context: Flask, register: Register) -> None:
    assert unspoken(register.holdings) == []
