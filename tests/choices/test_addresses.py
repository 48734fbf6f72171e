"""The row of an address: its clock, its move to another address, its personal link."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cesi_site.choices import operations, queries
from cesi_site.choices.models import Address, Barred, Decision, Method, Reason, Use
from cesi_site.choices.tokens import read_token, token_for
from cesi_site.contact.operations import load_topics, receive_message
from cesi_site.core.database import db
from cesi_site.core.links import BadLink
from cesi_site.members.roles import Role
from cesi_site.register.retention import purge
from tests.contact.conftest import draft
from tests.members.people import organisation, person, sign_in

WHO = "noor@voorbeeld.be"
LONG_AGO = dt.datetime(2025, 1, 10, 9, tzinfo=dt.UTC)


def seen(email: str = WHO) -> dt.datetime:
    return db.session.scalars(
        select(Address.last_contact_at).where(Address.email == email), execution_options={"populate_existing": True}
    ).one()


def test_one_row_per_address(context: Flask) -> None:
    first = operations.address_of(WHO)
    assert operations.address_of(WHO).id == first.id


def test_an_act_moves_the_clock_on_and_never_back(context: Flask) -> None:
    with time_machine.travel(LONG_AGO, tick=False):
        operations.address_of(WHO)
    operations.touch(WHO, LONG_AGO - dt.timedelta(days=1))
    assert seen() == LONG_AGO
    operations.touch(WHO, LONG_AGO + dt.timedelta(days=1))
    assert seen() == LONG_AGO + dt.timedelta(days=1)
    operations.touch("nobody@voorbeeld.be")
    assert queries.find_address("nobody@voorbeeld.be") is None


@pytest.mark.promise("I1")
def test_I1_a_message_is_a_contact_and_abuse_is_none(context: Flask) -> None:
    load_topics()
    email = draft().email
    with time_machine.travel(LONG_AGO, tick=False):
        operations.address_of(email)
    receive_message(draft(), number="abuse", suspicions=["honeypot"])
    assert seen(email) == LONG_AGO
    receive_message(draft(), number="question")
    assert seen(email) > LONG_AGO


@pytest.mark.promise("I1")
def test_I1_signing_in_is_a_contact(app: Flask, context: Flask) -> None:
    account = person(organisation(), Role.ACCESS_MANAGER).account
    assert account is not None
    with time_machine.travel(LONG_AGO, tick=False):
        operations.address_of(account.email)
    sign_in(app, account)
    assert seen(account.email) > LONG_AGO


@pytest.mark.promise("I1")
def test_I1_all_that_hangs_on_an_address_goes_three_years_after_the_last_act(context: Flask) -> None:
    with time_machine.travel(LONG_AGO, tick=False):
        operations.record_choice(WHO, Use.NEWSLETTER, Decision.CONSENT, method=Method.LINK, language="nl")
    register = context.extensions["register"]
    purge(register, dt.datetime(2028, 1, 10, 12, tzinfo=dt.UTC))
    assert queries.choices_of(WHO)
    purge(register, dt.datetime(2028, 1, 11, 12, tzinfo=dt.UTC))
    assert queries.find_address(WHO) is None
    assert queries.choices_of(WHO) == []


def test_what_staff_note_is_no_contact(context: Flask) -> None:
    with time_machine.travel(LONG_AGO, tick=False):
        operations.address_of(WHO)
    operations.record_choice(WHO, Use.NEWSLETTER, Decision.WITHDRAWAL, method=Method.STAFF, language="nl")
    assert seen() == LONG_AGO


def test_a_person_moves_with_history_objections_and_restriction(context: Flask) -> None:
    operations.record_choice(WHO, Use.NEWSLETTER, Decision.CONSENT, method=Method.LINK, language="nl", text="Ja")
    operations.record_choice(WHO, Use.ANALYSIS, Decision.OBJECTION, method=Method.PAGE, language="nl")
    operations.suppress(WHO, Barred.UNDELIVERABLE, Reason.BOUNCED)
    operations.restrict(WHO, reason="request")
    former, to = operations.address_of(WHO), operations.address_of("noor@nieuw.example")
    operations.move(former, to)
    assert queries.find_address(WHO) is None
    assert [one.use for one in queries.choices_of("noor@nieuw.example")] == [Use.ANALYSIS, Use.NEWSLETTER]
    assert queries.is_restricted("noor@nieuw.example")
    assert queries.blocked(Use.ANALYSIS, [to.email_hash])
    operations.unrestrict("noor@nieuw.example")
    assert queries.is_blocked(Use.NEWSLETTER, "noor@nieuw.example") is None  # another mailbox, which exists
    assert queries.is_blocked(Use.NEWSLETTER, WHO) is not None  # an import does not bring the old one back
    found = queries.find_by_key(former.id)
    assert found is not None
    assert (found.address.id, found.former) == (to.id, True)


@pytest.mark.parametrize("use", [Use.ANALYSIS, Barred.EVERYTHING])
def test_an_objection_that_a_list_brought_in_moves_with_the_person(context: Flask, use: Use | Barred) -> None:
    operations.suppress(WHO, use, Reason.IMPORTED)
    to = operations.address_of("noor@nieuw.example")
    operations.move(operations.address_of(WHO), to)
    assert queries.is_blocked(Use.ANALYSIS, "noor@nieuw.example") is Reason.IMPORTED


def test_moving_twice_keeps_every_old_link(context: Flask) -> None:
    addresses = [operations.address_of(f"{name}@voorbeeld.be") for name in "abc"]
    operations.move(addresses[0], addresses[1])
    operations.move(addresses[1], addresses[2])
    for former in addresses[:2]:
        found = queries.find_by_key(former.id)
        assert found is not None
        assert found.address.email == "c@voorbeeld.be"


@pytest.mark.promise("B4")
def test_B4_a_link_works_for_years_and_survives_a_new_secret_key(context: Flask) -> None:
    token = token_for(1234)
    assert re.fullmatch(r"[a-z0-9-]{20,60}", token)
    context.config["SECRET_KEY"] = "rotated"
    assert read_token(token) == 1234
    assert read_token(token.upper()) == 1234  # mail servers change the case of what stands before the @
    assert token_for(1234) == token


@pytest.mark.parametrize("forged", ["", "1", "1-", "1-aaaaaaaaaaaaaaaaaaaaaaaaaa", "x-aaaaaaaaaaaaaaaaaaaaaaaaaa", "é"])
def test_a_forged_link_opens_nothing(context: Flask, forged: str) -> None:
    with pytest.raises(BadLink):
        read_token(forged)


def test_a_link_of_another_number_is_forged(context: Flask) -> None:
    with pytest.raises(BadLink):
        read_token("2" + token_for(1)[1:])
