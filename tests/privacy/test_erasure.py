"""Erasure (promise K4): what goes, what stays and by which law, and that neither a search nor a backup finds more."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text
from sqlalchemy.exc import OperationalError

from cesi_site.accounts.models import Account, ConnectionEvent, Invitation, Passkey, SignIn, StaffRoleName
from cesi_site.audit.operations import record
from cesi_site.audit.queries import verify
from cesi_site.contact.models import ContactMessage
from cesi_site.contact.operations import load_topics, receive_message
from cesi_site.core import clock
from cesi_site.core.database import Base, db, transaction
from cesi_site.core.languages import Text
from cesi_site.members.erasing import last_manager
from cesi_site.members.models import MemberPerson
from cesi_site.members.roles import Role
from cesi_site.outbox.models import OutboxRow
from cesi_site.privacy import ledger, receipts, restoring
from cesi_site.privacy.jobs import purge as nightly
from cesi_site.privacy.models import ErasureEntry
from cesi_site.privacy.operations import Erased, Hindered, erase, erasure, preview, replay
from cesi_site.register import Anonymise, Holding, Person, Register, erasing
from cesi_site.register.erasing import Fate
from cesi_site.register.retention import children_first
from tests.contact.conftest import draft
from tests.members.people import organisation, person
from tests.privacy.filling import EMAIL, IMPOSSIBLE, NAME, PERSON, TRACES, fillable
from tests.privacy.searching import dump, restore, rows_with, tables_with, traces_on_disk
from tests.staff.people import staff
from tests.support.smtp import Inbox

Run = Callable[..., str]


@pytest.fixture
def topics(context: Flask) -> None:
    """The topics a site starts with."""
    load_topics()


@dataclass(frozen=True)
class Promise:
    """What an erasure would do to the rows of a holding, and which of those that stay are there already.

    The others are lines of the log that the erasure itself writes.
    """

    fate: Fate
    stays: frozenset[Any]


def promised(register: Register) -> dict[str, Promise]:
    """Return what an erasure of the person would do now, row by row."""
    fates = preview(PERSON).plan.fates
    return {fate.holding.key: Promise(fate, frozenset(rows_of_keys(fate.holding, fate.stays))) for fate in fates}


def assert_only_what_is_listed_is_left(register: Register, erased: Erased, promises: dict[str, Promise]) -> None:
    """Compare each row with its fate; then take away the rows that the receipt lists, and search every byte."""
    fates = {key: promise.fate for key, promise in promises.items()}
    counts = {part: {line["what"]: line["rows"] for line in erased.receipt.body[part]} for part in ("erased", "kept")}
    assert counts["erased"] == {key: len(fate.goes) for key, fate in fates.items() if fate.goes}
    assert counts["kept"] == {key: len(fate.stays) for key, fate in fates.items() if fate.stays}
    for key, fate in fates.items():
        there = rows_of_keys(fate.holding, [*fate.goes, *fate.stays])
        assert promises[key].stays <= there.keys(), key
        if not isinstance(fate.holding.on_erasure, Anonymise):
            assert there.keys().isdisjoint(fate.goes), key
            continue
        wanted = {column.key: value for column, value in fate.holding.on_erasure.values.items()}
        for gone in fate.goes:
            assert {name: there[gone][name] for name in wanted} == wanted, key
    kept: dict[str, set[Any]] = {}
    for fate in fates.values():
        kept.setdefault(fate.holding.table.name, set()).update(fate.stays)
    for table, keys in rows_with(TRACES).items():
        assert keys <= kept.get(table, set()), table
    with transaction() as session:
        for holding in children_first(register.holdings):
            if holding.key in counts["kept"] and holding.purged_by is None:
                session.execute(delete(holding.table))
    assert traces_on_disk(TRACES) == []


def rows_of_keys(holding: Holding, keys: list[Any]) -> dict[Any, Mapping[str, Any]]:
    """Return rows as they stand in the table, by their key."""
    found = db.session.execute(select(holding.table).where(holding.primary_key.in_(keys))).mappings()
    return {row[holding.primary_key.name]: dict(row) for row in found}


@pytest.mark.promise("K4")
def test_K4_nothing_is_found_after_it_but_what_the_receipt_lists(
    register: Register, filled: dict[str, Any], smtp: Inbox, run: Run
) -> None:
    assert set(TRACES) == set(traces_on_disk(TRACES))
    promises = promised(register)
    erased = erase(PERSON, language="nl", mail_to=EMAIL)
    run("outbox", "deliver", "--once")
    listed = [line["what"] for line in erased.receipt.body["kept"]]
    went = {line["what"] for line in erased.receipt.body["erased"]}
    assert went | set(listed) | IMPOSSIBLE >= {holding.key for holding in fillable(register)} - {"accounts.open"}
    assert_only_what_is_listed_is_left(register, erased, promises)
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
    promises = promised(register)
    erased = erase(PERSON, language="nl")
    assert "1 addresses were erased anew" in run("restore", str(tmp_path / "before.sqlite"), "--yes")
    assert set(db.session.scalars(select(ErasureEntry.number))) == {entry["number"] for entry in ledger.copy()}
    assert_only_what_is_listed_is_left(register, erased, promises)


@pytest.mark.promise("K4")
@pytest.mark.engine("postgresql")
def test_K4_so_does_a_dump_of_postgresql(
    register: Register, filled: dict[str, Any], run: Run, tmp_path: Path, database: str
) -> None:
    (tmp_path / "before.dump").write_bytes(dump(database, "-Fc"))
    promises = promised(register)
    erased = erase(PERSON, language="nl")
    remembered = run("privacy", "ledger")
    db.session.remove()
    db.engine.dispose()
    restore(tmp_path / "before.dump", database)
    assert set(TRACES) == set(traces_on_disk(TRACES))
    (tmp_path / "ledger").write_text(remembered)
    assert "1 addresses were erased anew" in run("privacy", "replay", str(tmp_path / "ledger"))
    assert_only_what_is_listed_is_left(register, erased, promises)


@pytest.mark.promise("K4")
def test_K4_the_preview_says_what_is_done_and_changes_nothing(register: Register, filled: dict[str, Any]) -> None:
    before = every_row()
    seen = preview(PERSON)
    assert every_row() == before
    body = receipts.body_of(seen.plan)
    erased = erase(PERSON, language="nl")
    assert (body["erased"], body["kept"]) == (erased.receipt.body["erased"], erased.receipt.body["kept"])


def every_row() -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables, with all their values."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
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


def test_of_several_people_at_one_address_the_others_keep_their_access(context: Flask) -> None:
    """Rows of one address: a role and an account of Fatima, a message of Jan."""
    load_topics()
    hers = person(organisation(), Role.ACCESS_MANAGER, "info@bakkerij.be", name="Fatima El Amrani")
    receive_message(draft(name="Jan Peeters", email="info@bakkerij.be"), number="jan")
    shared = Person(frozenset({"info@bakkerij.be"}))
    assert preview(shared, name="Jan Peeters").reasons == []
    assert preview(shared, name="Fatima El Amrani").reasons
    erase(shared, language="nl", name="Jan Peeters")
    db.session.expire_all()
    assert db.session.scalars(select(ContactMessage.id)).all() == []
    assert (hers.access_until, hers.account and hers.account.active) == (None, True)


def test_the_invitation_of_who_was_erased_opens_nobody_elses_account(context: Flask) -> None:
    of = organisation()
    person(of, Role.ACCESS_MANAGER)
    first = person(of, Role.READER, "first@voorbeeld.be", accepted=False)
    gone = db.session.scalars(select(Invitation.id).where(Invitation.account_id == first.account_id)).one()
    erase(Person(frozenset({"first@voorbeeld.be"}), first.account_id), language="nl")
    person(of, Role.READER, "second@voorbeeld.be", accepted=False)
    assert gone not in db.session.scalars(select(Invitation.id)).all()


@pytest.mark.promise("K4")
def test_K4_two_managers_who_go_at_once_do_not_leave_an_organisation_without_one(
    app: Flask, context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = organisation()
    people = [person(of, Role.ACCESS_MANAGER, f"m{number}@voorbeeld.be") for number in range(2)]
    pair = [Person(frozenset({one.email}), one.account_id) for one in people]
    both = threading.Barrier(2)

    def look_for_the_other(selection: object) -> list[Text]:
        with suppress(threading.BrokenBarrierError):
            both.wait(1)
        return []

    monkeypatch.setattr(erasing, "_HINDRANCES", [last_manager, look_for_the_other])

    def go(who: Person) -> bool:
        with app.app_context():
            try:
                erase(who, language="nl")
            except Hindered:
                return False
            return True

    db.session.commit()
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda who: Context().run(go, who), pair))
    assert sorted(done) == [False, True]
    db.session.expire_all()
    running = select(MemberPerson.id).where(MemberPerson.access_until.is_(None))
    assert len(db.session.scalars(running).all()) == 1


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


@pytest.mark.promise("K4")
@pytest.mark.engine("sqlite")
def test_K4_a_restoration_that_was_interrupted_is_taken_up(
    register: Register, filled: dict[str, Any], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup", str(tmp_path / "before.sqlite"))
    promises = promised(register)
    erased = erase(PERSON, language="nl")
    ledger.path().unlink()  # it could not be written then
    with monkeypatch.context() as cut:
        cut.setattr(restoring, "replay", _cut)
        run("restore", str(tmp_path / "before.sqlite"), "--yes", fails=True)
    assert set(TRACES) == set(traces_on_disk(TRACES))
    nightly()  # the site was started all the same
    assert "1 addresses were erased anew" in run("privacy", "replay")
    assert_only_what_is_listed_is_left(register, erased, promises)


def _cut(entries: object) -> int:
    raise KeyboardInterrupt


def test_the_copy_of_the_ledger_forgets_what_has_had_its_day_and_nothing_else(context: Flask) -> None:
    erase(PERSON, language="nl")
    (line,) = ledger.copy()
    long_ago = line | {"number": "long ago", "at": (clock.now() - dt.timedelta(days=4 * 366)).isoformat()}
    elsewhere = line | {"number": "elsewhere"}
    with ledger.path().open("w") as file:
        ledger.write([long_ago, elsewhere], file)
    ledger.keep_copy()
    assert {entry["number"] for entry in ledger.copy()} == {line["number"], "elsewhere"}


@pytest.mark.engine("sqlite")
def test_a_backup_older_than_the_ledger_is_told_of_before_it_is_put_back(
    context: Flask, run: Run, tmp_path: Path
) -> None:
    with transaction():
        record("throwaway:thing:done")
    run("backup", str(tmp_path / "young.sqlite"))
    with sqlite3.connect(tmp_path / "young.sqlite") as young, sqlite3.connect(tmp_path / "old.sqlite") as old:
        young.backup(old)
        for (trigger,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            old.execute(f'DROP TRIGGER "{trigger}"')
        old.execute("UPDATE audit_entry SET at = '2019-01-01 00:00:00.000000'")
    assert "more than three years old" not in run("restore", str(tmp_path / "young.sqlite"), "--yes")
    assert "more than three years old" in run("restore", str(tmp_path / "old.sqlite"), "--yes")


def test_no_key_is_given_again_after_a_backup_was_put_back(context: Flask, topics: None) -> None:
    before = receive_message(draft(), number="before the backup").id
    given_since = receive_message(draft(), number="after it").id
    restoring.forget_again([])
    assert receive_message(draft(), number="now").id > given_since + 1_000 > before


def test_an_erasure_is_done_though_what_comes_after_it_fails(
    context: Flask, topics: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bool:
        raise OperationalError("PRAGMA", {}, Exception("database is locked"))

    monkeypatch.setattr(erasure, "checkpoint", fail)
    receive_message(draft(name=NAME, email=EMAIL), number="one")
    assert erase(PERSON, language="nl").receipt.id
    assert db.session.scalars(select(ContactMessage.id)).all() == []


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
