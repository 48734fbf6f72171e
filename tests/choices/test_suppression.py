"""Who left stays off every list: by a keyed hash that outlives all other rows (promise B7)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select

from cesi_site.choices import operations, queries
from cesi_site.choices.models import Address, Barred, Choice, Decision, Method, Reason, Suppression, Use
from cesi_site.choices.operations import Suppressed
from cesi_site.core.database import db, transaction
from cesi_site.register.retention import purge

WHO = "noor@voorbeeld.be"


def choose(decision: Decision, *, method: Method = Method.PAGE, use: Use = Use.NEWSLETTER, email: str = WHO) -> Choice:
    return operations.record_choice(email, use, decision, method=method, language="nl", page="test")


def suppressions() -> dict[str, Reason]:
    return {row.use: row.reason for row in db.session.scalars(select(Suppression))}


@pytest.mark.promise("B7")
def test_B7_leaving_outlives_the_row_of_the_address(context: Flask) -> None:
    choose(Decision.WITHDRAWAL)
    with transaction():
        db.session.execute(delete(Address))
    (row,) = db.session.scalars(select(Suppression)).all()
    assert WHO not in row.email_hash
    assert queries.is_blocked(Use.NEWSLETTER, WHO) is Reason.UNSUBSCRIBED
    assert queries.is_blocked(Use.ANNOUNCEMENTS, WHO) is None


@pytest.mark.promise("B7")
@pytest.mark.parametrize("method", [Method.IMPORT, Method.STAFF])
@pytest.mark.parametrize("stop", [Use.NEWSLETTER, Barred.EVERYTHING, Barred.UNDELIVERABLE])
def test_B7_nobody_else_brings_back_who_left(context: Flask, method: Method, stop: Use | Barred) -> None:
    operations.suppress(WHO, stop, Reason.OBJECTED)
    with pytest.raises(Suppressed) as refused:
        choose(Decision.CONSENT, method=method)
    assert refused.value.reason is Reason.OBJECTED
    assert queries.choices_of(WHO) == []


def test_the_person_comes_back_by_an_act_of_their_own(context: Flask) -> None:
    choose(Decision.WITHDRAWAL)
    choose(Decision.CONSENT, method=Method.LINK)
    assert queries.is_blocked(Use.NEWSLETTER, WHO) is None
    assert [one.decision for one in queries.choices_of(WHO)] == [Decision.CONSENT, Decision.WITHDRAWAL]
    last = queries.current(WHO, Use.NEWSLETTER)
    assert last is not None
    assert last.decision is Decision.CONSENT


def test_a_yes_to_one_use_leaves_the_others_refused(context: Flask) -> None:
    operations.suppress(WHO, Barred.EVERYTHING, Reason.OBJECTED)
    choose(Decision.CONSENT)
    assert suppressions() == {use.value: Reason.OBJECTED for use in Use if use is not Use.NEWSLETTER}


def test_a_stronger_reason_replaces_a_weaker_one_and_never_the_reverse(context: Flask) -> None:
    for reason in (Reason.IMPORTED, Reason.UNSUBSCRIBED, Reason.OBJECTED, Reason.UNSUBSCRIBED, Reason.IMPORTED):
        operations.suppress(WHO, Use.NEWSLETTER, reason)
    assert suppressions() == {"newsletter": Reason.OBJECTED}


def test_the_strongest_reason_is_told_for_many_at_once(context: Flask) -> None:
    operations.suppress("a@voorbeeld.be", Use.NEWSLETTER, Reason.UNSUBSCRIBED)
    operations.suppress("a@voorbeeld.be", Barred.UNDELIVERABLE, Reason.BOUNCED)
    operations.suppress("b@voorbeeld.be", Use.ANALYSIS, Reason.OBJECTED)
    operations.restrict("c@voorbeeld.be", reason="accuracy contested")
    a, b, c = (queries.email_hash(f"{name}@voorbeeld.be") for name in "abc")
    assert queries.blocked(Use.NEWSLETTER, [a, b, c]) == {a: Reason.BOUNCED, c: Reason.RESTRICTED}
    assert queries.blocked(None, [a, b, c]) == {a: Reason.BOUNCED, c: Reason.RESTRICTED}
    assert queries.blocked(Use.ANALYSIS, [a, b, c])[b] is Reason.OBJECTED


def test_statutory_mail_passes_every_refusal(context: Flask) -> None:
    operations.suppress(WHO, Use.NEWSLETTER, Reason.UNSUBSCRIBED)
    operations.suppress(WHO, Barred.EVERYTHING, Reason.OBJECTED)
    assert queries.is_blocked(None, WHO) is None


def test_the_same_condition_holds_inside_the_database(context: Flask) -> None:
    for name in "abcd":
        operations.address_of(f"{name}@voorbeeld.be")
    operations.suppress("a@voorbeeld.be", Use.NEWSLETTER, Reason.UNSUBSCRIBED)
    operations.suppress("b@voorbeeld.be", Barred.EVERYTHING, Reason.OBJECTED)
    operations.restrict("c@voorbeeld.be", reason="request")
    free = select(Address.email).where(queries.reachable(Use.NEWSLETTER, Address.email_hash))
    assert db.session.scalars(free).all() == ["d@voorbeeld.be"]
    statutory = select(Address.email).where(queries.reachable(None, Address.email_hash)).order_by(Address.email)
    assert db.session.scalars(statutory).all() == [f"{name}@voorbeeld.be" for name in "abd"]


def test_a_restriction_holds_until_it_ends_and_is_made_once(context: Flask) -> None:
    operations.restrict(WHO, reason="first")
    operations.restrict(WHO, reason="second")
    assert queries.is_restricted(WHO)
    choose(Decision.CONSENT, method=Method.LINK)
    assert queries.is_blocked(Use.NEWSLETTER, WHO) is Reason.RESTRICTED
    operations.unrestrict(WHO)
    assert not queries.is_restricted(WHO)
    assert queries.is_blocked(Use.NEWSLETTER, WHO) is None


@pytest.mark.promise("B7")
def test_B7_a_suppression_is_reviewed_and_goes_when_nobody_did(context: Flask) -> None:
    register = context.extensions["register"]
    with time_machine.travel(dt.datetime(2027, 3, 5, 10, tzinfo=dt.UTC), tick=False):
        choose(Decision.WITHDRAWAL)
        assert operations.review(keep=True) == 0
    with time_machine.travel(dt.datetime(2030, 3, 5, 10, tzinfo=dt.UTC), tick=False):
        assert operations.review(keep=True) == 1
        purge(register, dt.datetime(2030, 3, 7, tzinfo=dt.UTC))
        assert not db.session.scalars(select(Address)).all()
    assert suppressions() == {"newsletter": Reason.UNSUBSCRIBED}
    purge(register, dt.datetime(2034, 3, 4, tzinfo=dt.UTC))
    assert suppressions() == {"newsletter": Reason.UNSUBSCRIBED}
    purge(register, dt.datetime(2034, 3, 7, tzinfo=dt.UTC))
    assert suppressions() == {}


def test_operators_see_what_is_to_be_reviewed_and_decide(app: Flask, context: Flask) -> None:
    with time_machine.travel(dt.datetime(2024, 1, 10, tzinfo=dt.UTC), tick=False):
        operations.suppress("a@voorbeeld.be", Use.NEWSLETTER, Reason.UNSUBSCRIBED)
    operations.suppress("b@voorbeeld.be", Use.NEWSLETTER, Reason.UNSUBSCRIBED)
    with time_machine.travel(dt.datetime(2027, 2, 10, tzinfo=dt.UTC), tick=False):
        assert queries.suppressed() == [("newsletter", Reason.UNSUBSCRIBED, 2, 1)]
        assert "unsubscribed" in app.test_cli_runner().invoke(args=["privacy", "suppressions"]).output
        assert "1 reviewed" in app.test_cli_runner().invoke(args=["privacy", "suppressions", "--forget"]).output
        assert queries.suppressed() == [("newsletter", Reason.UNSUBSCRIBED, 1, 0)]
