"""Erasure (promise K4): what goes, what stays and by which law, and that neither a search nor a backup finds more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text

from cesi_site.accounts.models import Account, ConnectionEvent, Passkey, SignIn, StaffRoleName
from cesi_site.audit.queries import verify
from cesi_site.contact.models import ContactMessage
from cesi_site.contact.operations import load_topics, receive_message
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.members.models import MemberPerson
from cesi_site.members.roles import Role
from cesi_site.outbox.models import OutboxRow
from cesi_site.privacy import ledger, receipts
from cesi_site.privacy.models import ErasureEntry
from cesi_site.privacy.operations import Erased, Hindered, erase, preview, replay
from cesi_site.register import Person, Register
from cesi_site.register.finding import Selection, count_rows
from cesi_site.register.retention import children_first
from tests.contact.conftest import draft
from tests.members.people import organisation, person
from tests.privacy.filling import EMAIL, IMPOSSIBLE, NAME, PERSON, TRACES, fillable
from tests.privacy.searching import dump, restore, tables_with, traces_on_disk
from tests.staff.people import staff
from tests.support.smtp import Inbox

Run = Callable[..., str]


@pytest.fixture
def topics(context: Flask) -> None:
    """The topics a site starts with."""
    load_topics()


def tables_of(register: Register, listed: list[str]) -> set[str]:
    return {holding.table.name for holding in register.holdings if holding.key in listed}


def assert_only_what_is_listed_is_left(register: Register, erased: Erased) -> None:
    """Search every table; then take away the rows that the receipt lists, and search every byte."""
    listed = [line["what"] for line in erased.receipt.body["kept"]]
    assert tables_with(TRACES) <= tables_of(register, listed)
    with transaction() as session:
        for holding in children_first(register.holdings):
            if holding.key in listed and holding.purged_by is None:
                session.execute(delete(holding.table))
    assert traces_on_disk(TRACES) == []


@pytest.mark.promise("K4")
def test_K4_nothing_is_found_after_it_but_what_the_receipt_lists(
    register: Register, filled: dict[str, Any], smtp: Inbox, run: Run
) -> None:
    assert set(TRACES) == set(traces_on_disk(TRACES))
    erased = erase(PERSON, language="nl", mail_to=EMAIL)
    run("outbox", "deliver", "--once")
    listed = [line["what"] for line in erased.receipt.body["kept"]]
    went = {line["what"] for line in erased.receipt.body["erased"]}
    assert went | set(listed) | IMPOSSIBLE >= {holding.key for holding in fillable(register)} - {"accounts.open"}
    assert_only_what_is_listed_is_left(register, erased)
    assert verify().broken_at is None
    (mail,) = smtp.to(EMAIL)
    (receipt,) = [part.get_content() for part in mail.message.iter_attachments()]
    assert (
        receipts.read(receipt.decode() if isinstance(receipt, bytes) else str(receipt))["number"]
        in mail.message["Subject"]
    )


@pytest.mark.promise("K4")
@pytest.mark.engine("sqlite")
def test_K4_a_backup_from_before_forgets_again_when_it_is_put_back(
    register: Register, filled: dict[str, Any], run: Run, tmp_path: Path
) -> None:
    run("backup", str(tmp_path / "before.sqlite"))
    erased = erase(PERSON, language="nl")
    assert "1 addresses were erased anew" in run("restore", str(tmp_path / "before.sqlite"), "--yes")
    assert set(db.session.scalars(select(ErasureEntry.number))) == {entry["number"] for entry in ledger.copy()}
    assert_only_what_is_listed_is_left(register, erased)


@pytest.mark.promise("K4")
@pytest.mark.engine("postgresql")
def test_K4_so_does_a_dump_of_postgresql(
    register: Register, filled: dict[str, Any], run: Run, tmp_path: Path, database: str
) -> None:
    (tmp_path / "before.dump").write_bytes(dump(database, "-Fc"))
    erased = erase(PERSON, language="nl")
    remembered = run("privacy", "ledger")
    db.session.remove()
    db.engine.dispose()
    restore(tmp_path / "before.dump", database)
    assert set(TRACES) == set(traces_on_disk(TRACES))
    (tmp_path / "ledger").write_text(remembered)
    assert "1 addresses were erased anew" in run("privacy", "replay", str(tmp_path / "ledger"))
    assert_only_what_is_listed_is_left(register, erased)


@pytest.mark.promise("K4")
def test_K4_the_preview_says_what_is_done_and_changes_nothing(register: Register, filled: dict[str, Any]) -> None:
    before = {holding.key: count_rows(holding, Selection(PERSON)) for holding in register.holdings}
    seen = preview(PERSON)
    assert before == {holding.key: count_rows(holding, Selection(PERSON)) for holding in register.holdings}
    assert db.session.scalars(select(Account.active).where(Account.email == EMAIL)).one() is True
    body = receipts.body_of(seen.plan)
    erased = erase(PERSON, language="nl")
    assert {line["what"]: line["rows"] for line in body["erased"]} == {
        line["what"]: line["rows"] for line in erased.receipt.body["erased"]
    }


def test_the_connection_log_stays_and_is_named_with_its_last_day(register: Register, filled: dict[str, Any]) -> None:
    erased = erase(PERSON, language="nl")
    (line,) = [line for line in erased.receipt.body["kept"] if line["what"] == "accounts.connections"]
    assert "32" in line["why_nl"]
    assert line["until"] is not None
    assert db.session.scalars(select(ConnectionEvent.id)).all()


def test_an_account_that_staff_need_keeps_what_protects_it(context: Flask) -> None:
    account = staff("Anna Peeters", StaffRoleName.CONTACT_AGENT)
    with transaction() as session:
        session.add(
            SignIn(account_id=account.id, token_hash="x", seen_at=clock.now(), began_at=clock.now(), strong=True)
        )
    erased = erase(Person(frozenset({account.email}), account.id), language="nl")
    kept = {line["what"] for line in erased.receipt.body["kept"]}
    assert {"accounts.open", "accounts.sessions", "accounts.staff_roles"} <= kept
    assert db.session.scalars(select(SignIn.id)).all()


def test_a_closed_account_of_staff_stays_for_the_roles_that_hang_on_it(context: Flask) -> None:
    account = staff("Anna Peeters", StaffRoleName.CONTACT_AGENT)
    with transaction() as session:
        session.execute(text("UPDATE staff_role SET ended_at = :now"), {"now": "2026-01-01 00:00:00+00:00"})
        session.get_one(Account, account.id).active = False
    erased = erase(Person(frozenset({account.email})), language="nl")
    (line,) = [line for line in erased.receipt.body["kept"] if line["what"] == "accounts.closed"]
    assert "toegang" in line["why_nl"]
    assert db.session.scalars(select(Passkey.id)).all() == []


@pytest.mark.promise("K4")
def test_K4_who_alone_manages_access_is_answered_by_staff(context: Flask) -> None:
    manager = person(organisation(), Role.ACCESS_MANAGER)
    with pytest.raises(Hindered):
        erase(Person(frozenset({manager.email}), manager.account_id), language="nl")
    assert db.session.scalars(select(MemberPerson.id).where(MemberPerson.email == manager.email)).all()
    assert db.session.scalars(select(ErasureEntry.id)).all() == []


def test_of_several_people_at_one_address_only_the_one_who_asks_is_erased(context: Flask, topics: None) -> None:
    for number, name in enumerate(("Jan Peeters", "J. Peeters", "Fatima El Amrani")):
        receive_message(draft(name=name, email="info@bakkerij.be"), number=f"n{number}")
    shared = Person(frozenset({"info@bakkerij.be"}))
    entries = ledger.lines()
    erase(shared, language="nl", name="Jan Peeters")
    assert db.session.scalars(select(ContactMessage.name)).all() == ["Fatima El Amrani"]
    receive_message(draft(name="Jan Peeters", email="info@bakkerij.be"), number="later")
    lines = [entry for entry in ledger.lines() if entry not in entries]
    with transaction() as session:
        session.execute(delete(ErasureEntry))
    assert replay(lines) == 1
    assert db.session.scalars(select(ContactMessage.name)).all() == ["Fatima El Amrani"]


def test_what_came_after_an_erasure_that_the_backup_knows_stays(context: Flask, topics: None) -> None:
    erase(PERSON, language="nl")
    receive_message(draft(name=NAME, email=EMAIL), number="again")
    assert replay(ledger.copy()) == 0
    assert db.session.scalars(select(ContactMessage.email)).all() == [EMAIL]


def test_mails_that_speak_of_the_person_leave_the_queue(context: Flask) -> None:
    facts: list[dict[str, Any]] = [
        {"arguments": {"email": EMAIL}},
        {"arguments": {}, "error": f"{EMAIL}: 550 no such user", "done_at": clock.now()},
        {"arguments": {"message_id": 5}},
    ]
    with transaction() as session:
        for number, values in enumerate(facts):
            row = OutboxRow(kind="mail", name="x", token=f"t{number}", attempts=1, **values)
            row.queued_at = row.available_at = clock.now()
            session.add(row)
    erase(PERSON, language="nl")
    rows = db.session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
    assert [row.arguments for row in rows] == [{}, {"message_id": 5}]
    assert EMAIL not in (rows[0].error or "")


def test_a_receipt_is_checked_without_the_data_and_no_change_goes_unseen(
    context: Flask, run: Run, tmp_path: Path
) -> None:
    erased = erase(PERSON, language="fr")
    content = receipts.signed(erased.receipt, erased.mark)
    document = receipts.read(content)
    assert receipts.belongs_to(document, EMAIL)
    assert not receipts.belongs_to(document, "other@example.be")
    assert EMAIL not in content
    for changed in (content.replace('"kept"', '"held"', 1), content.replace("2026", "2025", 1), "{}", "[", "null", ""):
        with pytest.raises(receipts.NotAReceipt):
            receipts.read(changed)
    file = tmp_path / "receipt.json"
    file.write_text(content)
    assert "ours and unchanged" in run("privacy", "check-receipt", str(file))
    file.write_text(content.replace("ERA-", "ERB-"))
    run("privacy", "check-receipt", str(file), fails=True)


def test_no_row_of_an_erasure_names_whom_it_was_about(register: Register, filled: dict[str, Any]) -> None:
    erased = erase(PERSON, language="nl")
    assert tables_with([erased.mark.salt, *erased.mark.holders]) == set()
    assert {"erasure_receipt", "erasure_ledger", "audit_entry"}.isdisjoint(tables_with(TRACES))
