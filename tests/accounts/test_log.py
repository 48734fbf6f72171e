"""The connection log: the database refuses to change it, and what was changed around it is found."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from cesi_site.accounts import log, operations, queries
from cesi_site.accounts.models import ConnectionAlert, ConnectionEvent, Happening, StaffRoleName
from cesi_site.accounts.places import NOWHERE, Place, place_of
from cesi_site.audit.annexe_triggers import annexe_trigger_names, protect_annexe, unprotect_annexe
from cesi_site.audit.annexes import faults
from cesi_site.audit.models import AuditEntry
from cesi_site.audit.queries import verify
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from tests.accounts.people import CHROME, FIREFOX, HOST, PASSWORD, Browser, make_account, set_up_app
from tests.support.smtp import Inbox

TABLES = ("connection_event", "connection_checkpoint")
PLACE = Place("192.0.2.10", "192.0.2.0/24", "Firefox", "Linux", "BE")


@pytest.fixture
def lines(context: Flask) -> Flask:
    """A log of six lines."""
    for n in range(6):
        with transaction():
            log.write(Happening.SIGNED_IN, account_id=n + 1, place=PLACE, detail="password")
    return context


def forge(statement: str) -> None:
    """Do what the triggers refuse, as somebody who owns the database can."""
    dialect = db.engine.dialect.name
    db.session.rollback()
    with db.engine.begin() as connection:
        unprotect_annexe(lambda sql: connection.exec_driver_sql(sql), dialect, *TABLES)
        connection.execute(text(statement))
        protect_annexe(lambda sql: connection.exec_driver_sql(sql), dialect, *TABLES)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE connection_event SET ip = '10.0.0.1' WHERE id = 3",
        "DELETE FROM connection_event WHERE id = 3",
        "DELETE FROM connection_event",
        "INSERT INTO connection_checkpoint (last_id, at) SELECT 3, NULL",
    ],
)
def test_ASVS_16_4_2_the_database_refuses_to_change_a_line(lines: Flask, statement: str) -> None:
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.execute(text(statement))
    assert list(faults(log.ANNEXE)) == []


@pytest.mark.parametrize(
    ("statement", "row", "what"),
    [
        ("UPDATE connection_event SET ip = '10.0.0.1' WHERE id = 3", 3, "changed"),
        ("UPDATE connection_event SET account_id = 99 WHERE id = 6", 6, "changed"),
        ("UPDATE connection_event SET country = NULL WHERE id = 1", 1, "changed"),
        ("DELETE FROM connection_event WHERE id = 1", 1, "removed"),
        ("DELETE FROM connection_event WHERE id = 4", 4, "removed"),
        ("DELETE FROM connection_event WHERE id = 6", 6, "removed"),
        (
            "INSERT INTO connection_event (id,at,happening) SELECT 77,at,happening FROM connection_event WHERE id=6",
            77,
            "put in",
        ),
    ],
)
def test_a_forged_line_is_found_with_its_number(lines: Flask, app: Flask, statement: str, row: int, what: str) -> None:
    forge(statement)
    (fault,) = faults(log.ANNEXE)
    assert (fault.row, fault.what) == (row, what)
    db.session.rollback()
    done = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert done.exit_code == 1
    assert f"Row {row} of connection_event: it was {what}" in done.output


def test_the_triggers_stand(context: Flask) -> None:
    dialect = db.engine.dialect.name
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if dialect == "sqlite"
        else "SELECT tgname FROM pg_trigger"
    )
    found = set(db.session.scalars(text(query)))
    assert annexe_trigger_names(dialect, *TABLES) <= found


def test_old_lines_go_from_the_first_on_and_the_rest_still_proves_itself(lines: Flask, app: Flask) -> None:
    with time_machine.travel(clock.now() + dt.timedelta(days=400), tick=False):
        with transaction():
            log.write(Happening.SIGNED_OUT, account_id=1, place=PLACE)
        assert log.purge(clock.now() - dt.timedelta(days=365)) == 6
        assert log.purge(clock.now() - dt.timedelta(days=365)) == 0
    assert db.session.scalar(select(func.count(ConnectionEvent.id))) == 1
    assert list(faults(log.ANNEXE)) == []
    assert verify().broken_at is None
    forge("DELETE FROM connection_event")
    assert [fault.what for fault in faults(log.ANNEXE)] == ["removed"]


def test_a_checkpoint_set_by_hand_hides_nothing(lines: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO connection_checkpoint (last_id, at) SELECT 6, at FROM connection_event WHERE id = 6")
        )
        connection.execute(text("DELETE FROM connection_event"))
    assert [(fault.row, fault.what) for fault in faults(log.ANNEXE)] == [(n, "removed") for n in range(1, 7)]


def test_a_rolled_back_act_leaves_no_line(context: Flask) -> None:
    with pytest.raises(operations.LinkUsed):
        _write_and_fail()
    assert db.session.scalar(select(func.count(ConnectionEvent.id))) == 0
    assert verify().lines == 0


def _write_and_fail() -> None:
    with transaction():
        log.write(Happening.SIGNED_IN, account_id=1, place=NOWHERE)
        raise operations.LinkUsed


def test_ASVS_16_2_2_a_person_sees_their_whole_history(browser: Browser, context: Flask) -> None:
    account = make_account()
    other = make_account("els@voorbeeld.be")
    browser.sign_in(password="wrong one")
    browser.sign_in()
    Browser(context).sign_in("els@voorbeeld.be")
    db.session.rollback()
    first = queries.history(account.id, size=1)
    assert [event.happening for event in first.events] == [Happening.SIGNED_IN]
    rest = queries.history(account.id, before=first.next_before, size=1)
    assert [event.happening for event in rest.events] == [Happening.SIGN_IN_FAILED]
    assert rest.next_before is None
    assert {event.account_id for event in queries.all_connections(account_id=other.id).events} == {other.id}
    assert len(queries.all_connections(network="192.0.2.0/24").events) == 3
    assert len(queries.all_connections(happening=Happening.SIGN_IN_FAILED, since=account.created_at).events) == 1
    assert queries.all_connections(until=account.created_at).events == []
    assert queries.names_of([account.id, None, 999]) == {account.id: "An Peeters"}


def test_an_organisation_sees_its_own_lines_alone(context: Flask) -> None:
    with transaction():
        log.write(Happening.SIGNED_IN, account_id=1, organisation_id=7, place=PLACE)
        log.write(Happening.SIGNED_IN, account_id=1, organisation_id=8, place=PLACE)
    assert [event.organisation_id for event in queries.history_of_organisation(7).events] == [7]


@pytest.mark.parametrize(
    ("ip", "agent", "expected"),
    [
        ("192.0.2.10", FIREFOX, Place("192.0.2.10", "192.0.2.0/24", "Firefox", "Linux", "BE")),
        ("::ffff:192.0.2.10", CHROME, Place("192.0.2.10", "192.0.2.0/24", "Chrome", "Windows", "BE")),
        ("2001:db8:1:2::5", "curl/8", Place("2001:db8:1:2::5", "2001:db8:1::/48", "curl", None, "FR")),
        ("203.0.113.1", "", Place("203.0.113.1", "203.0.113.0/24", None, None, None)),
        ("198.51.100.255", "", Place("198.51.100.255", "198.51.100.0/24", None, None, None)),
        (None, "\x00\x1b[31m" * 300, Place()),
        ("not an address", "", Place()),
    ],
)
def test_ASVS_16_4_1_places_hold_families_and_countries_alone(
    tmp_path: Path, ip: str | None, agent: str, expected: Place
) -> None:
    ranges = tmp_path / "countries.csv"
    ranges.write_text(
        "2001:db8::,2001:db8:ffff:ffff:ffff:ffff:ffff:ffff,FR\n192.0.2.0,192.0.2.255,be\n198.51.100.0,198.51.100.255,ZZ\n"
    )
    assert place_of(ip, agent, str(ranges)) == expected


def test_withdrawal_is_logged_with_its_reason(context: Flask) -> None:
    account = make_account()
    operations.withdraw_access(account_id=account.id, by=None, reason="left")
    (event,) = queries.history(account.id).events
    assert (event.happening, event.detail) == (Happening.WITHDRAWN, "left")


def test_ASVS_16_2_1_each_line_says_when_who_where_and_what(browser: Browser) -> None:
    account = make_account()
    begun = clock.now()
    browser.sign_in()
    db.session.rollback()
    (event,) = queries.history(account.id).events
    (session,) = queries.open_sessions(account.id)
    assert begun <= event.at <= clock.now()
    assert event.at.utcoffset() == dt.timedelta(0), "in UTC"
    assert (event.account_id, event.sign_in_id) == (account.id, session.id)
    assert (event.ip, event.network, event.browser, event.system) == ("192.0.2.10", "192.0.2.0/24", "Firefox", "Linux")
    assert (event.happening, event.detail) == (Happening.SIGNED_IN, "password")


def test_ASVS_16_2_1_each_act_says_when_who_what_and_on_what(context: Flask) -> None:
    boss, account = make_account("baas@cesi.example", StaffRoleName.ADMINISTRATOR), make_account()
    begun = clock.now()
    operations.withdraw_access(account_id=account.id, by=boss, reason="left")
    line = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "accounts:account:withdrawn")).one()
    assert begun <= line.at <= clock.now()
    assert (line.actor, line.subject) == (f"account:{boss.id}", f"account:{account.id}")
    assert line.details == '{"reason":"left"}'


@pytest.mark.engine("sqlite")
def test_ASVS_16_2_1_each_line_of_the_process_says_when_where_and_of_which_request(
    make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_app(LOG_FORMAT="json", PROPAGATE_EXCEPTIONS=False)
    app._got_first_request = False

    @app.route("/nl/trial/failure")
    def failure() -> str:
        raise ZeroDivisionError

    page = app.test_client().get("/nl/trial/failure?word=geheim")
    assert page.status_code == 500
    (line,) = [
        json.loads(line) for line in capsys.readouterr().err.splitlines() if "request" in line and "failed" in line
    ]
    assert {"timestamp", "level", "logger", "event"} <= set(line)
    assert dt.datetime.fromisoformat(line["timestamp"]).utcoffset() == dt.timedelta(0)
    reference = re.fullmatch(r"request (\w{10}) failed: GET failure", line["event"])
    assert reference
    assert reference[1] in page.text, "what the visitor can quote"


SECRETS = (
    "mijn wachtwoord in het verkeerde veld",
    "een verkeerd wachtwoord",
    "2222-3333-4444-5555",
    "geheim@weg.example",
)


def test_ASVS_16_2_5_no_log_holds_a_password_a_code_a_token_or_what_was_typed(
    browser: Browser, context: Flask, smtp: Inbox, deliver: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    account = make_account("an@voorbeeld.be", StaffRoleName.CONTENT_EDITOR)
    app = set_up_app(browser)
    typed = [*SECRETS, PASSWORD, app.code(), str(app.totp.base32_key)]
    other = Browser(context)
    other.sign_in(SECRETS[0])
    other.sign_in(SECRETS[3], SECRETS[1])
    other.sign_in()
    other.send("/nl/mycesi/tweede-stap/herstelcode", code=SECRETS[2])
    typed += app.codes
    other.send("/nl/mycesi/wachtwoord-vergeten", email="an@voorbeeld.be")
    browser.send("/nl/mycesi/wachtwoord-bevestigen", password=SECRETS[1])
    browser.send("/nl/mycesi/e-mailadres", email="ann@nieuw.example")
    deliver()
    typed += [path.rsplit("/", 1)[1] for mail in smtp.received for path in re.findall(r"http://\S+/\S{20,}", mail.text)]
    with browser.client.session_transaction(base_url=HOST) as session:
        typed += [session["sid"], session["_user_id"]]
    db.session.rollback()
    typed += [str(account.password), str(account.tf_totp_secret), account.email, "ann@nieuw.example", account.name]
    written = caplog.text + "".join(
        repr(tuple(row))
        for model in (ConnectionEvent, ConnectionAlert, AuditEntry)
        for row in db.session.execute(select(model.__table__))
    )
    assert len(typed) >= 24
    assert len(written) > 1_000
    assert [secret for secret in typed if secret in written] == []
