"""A list that is brought in needs a ground and a source, and brings nobody back who left or objected (promise B7)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from cesi_site.choices.models import Barred, Decision, Method, Reason, Use
from cesi_site.choices.operations import record_choice, restrict, suppress
from cesi_site.choices.queries import choices_of, find_address, is_blocked
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.newsletter import operations as newsletter
from cesi_site.newsletter.importing import BadList, Fate, Row, read_list
from cesi_site.newsletter.models import EndReason, ImportGround, ListImport, Origin
from cesi_site.newsletter.operations import imports as operations
from cesi_site.newsletter.operations.renewing import ask_renewals
from cesi_site.newsletter.queries.imports import preview, rows_of
from cesi_site.newsletter.queries.subscriptions import find_subscription
from cesi_site.register import current_register
from cesi_site.register.retention import purge
from tests.newsletter.bounces.coming_back import colleague
from tests.newsletter.readers import Visitor, reader

pytestmark = pytest.mark.promise("B7")

TODAY = dt.date(2027, 3, 5)
ASKED, PROVED, LEFT, STOP = ImportGround.ASKED, ImportGround.PROVED, ImportGround.LEFT, ImportGround.STOP


def read(text: str | bytes, ground: ImportGround = ASKED) -> list[Row]:
    data = text.encode() if isinstance(text, str) else text
    return read_list(data, ground=ground, language="nl", today=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "email;taal\nAn@Firma.be;fr\n",
        "\ufeffE-mailadres,Langue\r\nan@firma.be,FR\r\n",
        "naam\tCourriel\tlangue\nAn\tan@firma.be\tfrançais\n".encode("cp1252"),
        '\n"email","taal"\n"an@firma.be","fr-BE"\n',
    ],
)
def test_lists_of_many_programs_are_read(text: str | bytes) -> None:
    (row,) = read(text)
    assert (row.email, row.language, row.fault) == ("an@firma.be", "fr", None)


def test_each_row_says_what_is_wrong_with_it() -> None:
    rows = read("email\nan@firma.be\n\ngeen adres\nAN@firma.be\n")
    assert [(row.line, row.fault) for row in rows] == [(2, None), (4, Fate.BAD_ADDRESS), (5, Fate.TWICE)]


@pytest.mark.parametrize(
    ("date", "fault"),
    [
        ("2027-01-02", None),
        ("02/01/2027 10:15", None),
        ("2.1.2027", None),
        ("", Fate.NO_PROOF),
        ("ooit", Fate.NO_PROOF),
        ("2027-03-06", Fate.NO_PROOF),
        ("2024-03-05", None),
        ("2024-03-04", Fate.TOO_OLD),
    ],
)
def test_an_earlier_confirmation_needs_its_date(date: str, fault: Fate | None) -> None:
    (row,) = read(f"email;bevestigd\nan@firma.be;{date}\n", PROVED)
    assert row.fault is fault


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no_email"),
        (b"email\n", "empty"),
        (b"naam;plaats\nAn;Gent\n", "no_email"),
        (b"PK\x03\x04\0\0", "not_text"),
        (b'email\n"an@firma.be\n', "not_text"),
        (b"email\n" + b"a@b.be\n" * 50_002, "too_long"),
        (b"email\n" + b"x" * 5_000_001, "too_long"),
    ],
)
def test_a_file_that_is_no_list_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadList, match=reason):
        read(data)


def brought(text: str, ground: ImportGround) -> ListImport:
    """Upload a list."""
    return operations.upload(
        data=text.encode(),
        filename="lijst.csv",
        ground=ground,
        source="Beurs Gent 2026",
        language="nl",
        by=None,
    )


def carried_out(text: str, ground: ImportGround) -> ListImport:
    """Upload a list and carry it out."""
    kept = brought(text, ground)
    operations.start(kept.id, by=None)
    operations.carry_out(kept.id)
    return kept


def proved(*emails: str, day: dt.date | None = None) -> str:
    """A list of people who confirmed elsewhere."""
    date = day or clock.today() - dt.timedelta(days=40)
    return "email;bevestigd\n" + "".join(f"{email};{date.isoformat()}\n" for email in emails)


def test_who_confirmed_elsewhere_reads_on_with_the_proof_and_its_date(context: Flask) -> None:
    day = clock.today() - dt.timedelta(days=400)
    kept = carried_out(proved("an@firma.be", day=day), PROVED)
    subscription = find_subscription("an@firma.be")
    assert subscription is not None and subscription.runs
    assert (subscription.origin, subscription.origin_page) == (Origin.IMPORT, "Beurs Gent 2026")
    assert subscription.address.last_contact_at == subscription.confirmed_at
    assert subscription.confirmed_at < clock.now() - dt.timedelta(days=399)
    (proof,) = choices_of("an@firma.be")
    assert (proof.method, proof.decision) == (Method.IMPORT, Decision.CONSENT)
    assert proof.text == f"Beurs Gent 2026 ({day.isoformat()})"
    assert (kept.counts, kept.position) == ({"taken": 1}, 1)
    assert kept.done_at is not None
    assert rows_of(kept.id) == []


@pytest.mark.promise("I1")
def test_the_three_years_of_who_is_brought_in_count_from_that_proof(context: Flask) -> None:
    with time_machine.travel("2027-03-05 10:00Z", tick=False):
        carried_out(proved("an@firma.be", day=dt.date(2024, 3, 20)), PROVED)
        assert ask_renewals() == 1


def test_who_only_asked_gets_a_mail_and_reads_nothing_before_confirming(visitor: Visitor) -> None:
    with visitor.app.app_context():
        carried_out(f"email;taal\n{visitor.email};fr\n", ASKED)
        assert find_subscription(visitor.email) is None
        assert find_address(visitor.email) is None
    link = visitor.link("bevestigen|confirmer")
    assert "Beurs Gent 2026" in visitor.smtp.to(visitor.email)[-1].text
    visitor.press(link)
    with visitor.app.app_context():
        subscription = find_subscription(visitor.email)
        assert subscription is not None
        assert (subscription.runs, subscription.origin, subscription.language) == (True, Origin.IMPORT, "fr")


def _left(email: str) -> None:
    newsletter.unsubscribe(reader(email).address_id, method=Method.ONE_CLICK)


def _objected(email: str) -> None:
    record_choice(email, Use.NEWSLETTER, Decision.OBJECTION, method=Method.PAGE, language="nl")


GONE = {
    "left": (_left, Fate.LEFT),
    "objected": (_objected, Fate.LEFT),
    "erased": (lambda email: suppress(email, Barred.EVERYTHING, Reason.ERASED), Fate.LEFT),
    "struck off": (lambda email: suppress(email, Barred.UNDELIVERABLE, Reason.BOUNCED), Fate.STRUCK_OFF),
    "restricted": (lambda email: restrict(email, reason="asked"), Fate.RESTRICTED),
    "stopped": (lambda email: suppress(email, Use.NEWSLETTER, Reason.IMPORTED), Fate.STOPPED),
}


@pytest.mark.parametrize("ground", [ASKED, PROVED])
@pytest.mark.parametrize("how", sorted(GONE))
def test_no_list_brings_back_who_is_gone(context: Flask, how: str, ground: ImportGround) -> None:
    leave, fate = GONE[how]
    leave("an@firma.be")
    kept = brought(proved("an@firma.be", "bo@firma.be"), ground)
    assert preview(kept).counts == {fate: 1, Fate.TAKEN: 1}
    operations.start(kept.id, by=None)
    operations.carry_out(kept.id)
    assert kept.counts == {fate.value: 1, "taken": 1}
    subscription = find_subscription("an@firma.be")
    assert subscription is None or not subscription.runs


def test_who_leaves_between_the_look_and_the_work_stays_out(context: Flask) -> None:
    kept = brought(proved("an@firma.be"), PROVED)
    assert preview(kept).taken == 1
    operations.start(kept.id, by=None)
    _left("an@firma.be")
    operations.carry_out(kept.id)
    assert kept.counts == {"left": 1}


def test_the_hash_alone_keeps_out_who_was_erased_long_ago(context: Flask) -> None:
    _left("an@firma.be")
    address = find_address("an@firma.be")
    db.session.delete(address)
    db.session.commit()
    assert carried_out(proved("an@firma.be"), PROVED).counts == {"left": 1}


def test_readers_and_those_who_were_asked_are_left_as_they_are(context: Flask) -> None:
    confirmed = reader("an@firma.be").confirmed_at
    assert carried_out(proved("an@firma.be"), PROVED).counts == {"reading": 1}
    assert carried_out("email\nbo@firma.be\n", ASKED).counts == {"taken": 1}
    assert carried_out("email\nbo@firma.be\n", ASKED).counts == {"waiting": 1}
    found = find_subscription("an@firma.be")
    assert found is not None
    assert found.confirmed_at == confirmed


def test_who_did_not_renew_comes_back_only_with_a_newer_proof(context: Flask) -> None:
    newsletter.end(reader("an@firma.be"), EndReason.NOT_RENEWED)
    assert carried_out(proved("an@firma.be"), PROVED).counts == {"not_renewed": 1}
    with time_machine.travel(clock.now() + dt.timedelta(days=60), tick=False):
        assert carried_out(proved("an@firma.be"), PROVED).counts == {"taken": 1}


@pytest.mark.parametrize(("ground", "blocks"), [(LEFT, {Use.NEWSLETTER}), (STOP, {Use.NEWSLETTER, Use.ANNOUNCEMENTS})])
def test_a_list_of_objections_ends_subscriptions_and_outlives_them(
    context: Flask, ground: ImportGround, blocks: set[Use]
) -> None:
    reader("an@firma.be")
    kept = carried_out("email\nan@firma.be\nonbekend@firma.be\n", ground)
    assert kept.counts == {"ends": 1, "taken": 1}
    assert {use for use in (Use.NEWSLETTER, Use.ANNOUNCEMENTS) if is_blocked(use, "an@firma.be")} == blocks
    assert is_blocked(None, "an@firma.be") is None, "what the law prescribes still goes there"
    assert carried_out(proved("onbekend@firma.be"), PROVED).counts == {"stopped": 1}
    assert find_address("onbekend@firma.be") is None, "a hash is all that is kept"


def test_a_worker_that_stops_on_the_way_loses_and_doubles_nothing(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "AT_ONCE", 2)
    kept = brought(proved(*(f"lezer{number}@firma.be" for number in range(7))), PROVED)
    operations.start(kept.id, by=None)
    turns = iter([True, True, False])
    carry_out_some = operations._carry_out_some
    monkeypatch.setattr(operations, "_carry_out_some", lambda *args: next(turns) and carry_out_some(*args))
    operations.carry_out(kept.id)
    assert (kept.position, kept.done_at) == (4, None)
    monkeypatch.setattr(operations, "_carry_out_some", carry_out_some)
    operations.carry_out(kept.id)
    operations.carry_out(kept.id)
    assert kept.counts == {"taken": 7}


def test_a_list_is_carried_out_once_or_forgotten(context: Flask) -> None:
    kept = brought("email\nan@firma.be\n", ASKED)
    operations.start(kept.id, by=None)
    with pytest.raises(operations.NotWaiting):
        operations.start(kept.id, by=None)
    other = brought("email\nbo@firma.be\n", ASKED)
    operations.discard(other.id, by=colleague("Bea Weg"))
    with pytest.raises(operations.NotWaiting):
        operations.start(other.id, by=None)


def test_a_list_that_nobody_starts_is_forgotten_after_a_day(context: Flask) -> None:
    kept = brought("email\nan@firma.be\n", ASKED)
    purge(current_register(), clock.now() + dt.timedelta(days=3))
    db.session.expire_all()
    assert rows_of(kept.id) == []
    with pytest.raises(operations.NotWaiting):
        operations.start(kept.id, by=None)


def test_a_terminal_shows_first_what_a_list_would_do(context: Flask, tmp_path: Path) -> None:
    _left("an@firma.be")
    path = tmp_path / "lijst.csv"
    path.write_text(proved("an@firma.be", "bo@firma.be"), encoding="utf-8")
    args = ["newsletter", "import", str(path), "--ground", "proved", "--source", "Oud systeem", "--language", "nl"]
    shown = context.test_cli_runner().invoke(args=args, input="n\n")
    assert (shown.exit_code, find_subscription("bo@firma.be")) == (0, None)
    assert "left" in shown.output
    done = context.test_cli_runner().invoke(args=[*args, "--yes"])
    assert done.exit_code == 0, done.output
    found = find_subscription("bo@firma.be")
    assert found is not None and found.runs


def test_a_terminal_says_what_is_wrong_with_a_file(context: Flask, tmp_path: Path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text("naam\nAn\n", encoding="utf-8")
    args = ["newsletter", "import", str(path), "--ground", "asked", "--source", "x", "--language", "nl"]
    result = context.test_cli_runner().invoke(args=args)
    assert (result.exit_code, "no column" in result.output) == (1, True)
