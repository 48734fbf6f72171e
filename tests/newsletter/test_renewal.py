"""Readers are asked 30 days before three years without an act of theirs; who does nothing is removed (promise I1)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from flask import Flask

from cesi_site.choices.models import Barred, Decision, Method, Reason
from cesi_site.choices.operations import restrict, suppress, touch
from cesi_site.choices.queries import choices_of, find_address
from cesi_site.choices.tokens import token_for
from cesi_site.core import clock
from cesi_site.newsletter import operations
from cesi_site.newsletter.models import EndReason, Subscription
from cesi_site.newsletter.operations.renewing import ask_renewals, end_unrenewed
from cesi_site.newsletter.queries.subscriptions import find_subscription
from cesi_site.outbox.registry import SCHEDULES
from cesi_site.register import current_register
from cesi_site.register.retention import purge
from tests.newsletter.readers import Visitor, reader

pytestmark = pytest.mark.promise("I1")

NOOR = "noor@voorbeeld.be"
# Confirmed on 5 March 2027, so kept until 5 March 2030 included; asked from 3 February 2030 on.
CONFIRMED, DAY_BEFORE, ASKED, LAST_DAY, OVER = (
    f"{day} 08:30Z" for day in ("2027-03-05", "2030-02-02", "2030-02-03", "2030-03-05", "2030-03-06")
)


STOPS = {
    "struck off": (Barred.UNDELIVERABLE, Reason.BOUNCED),
    "objected": (Barred.EVERYTHING, Reason.OBJECTED),
}


@pytest.fixture
def read_since_2027(context: Flask) -> None:
    with time_machine.travel(CONFIRMED, tick=False):
        reader(NOOR)


def subscription() -> Subscription:
    found = find_subscription(NOOR)
    assert found is not None
    return found


@pytest.mark.usefixtures("read_since_2027")
def test_a_silent_reader_is_asked_thirty_days_before_the_end_and_once() -> None:
    with time_machine.travel(DAY_BEFORE, tick=False):
        assert ask_renewals() == 0
    with time_machine.travel(ASKED, tick=False):
        assert (ask_renewals(), ask_renewals()) == (1, 0)
        assert subscription().renewal_asked_at == clock.now()
    with time_machine.travel(LAST_DAY, tick=False):
        assert (ask_renewals(), end_unrenewed()) == (0, 0)
        assert subscription().runs


@pytest.mark.usefixtures("read_since_2027")
def test_who_does_nothing_is_ended_and_then_erased() -> None:
    with time_machine.travel(ASKED, tick=False):
        ask_renewals()
    with time_machine.travel(OVER, tick=False):
        assert end_unrenewed() == 1
        assert subscription().end_reason is EndReason.NOT_RENEWED
        purge(current_register(), clock.now())
        assert (find_subscription(NOOR), find_address(NOOR)) == (None, None)


@pytest.mark.usefixtures("read_since_2027")
def test_an_act_of_any_kind_puts_the_question_off_by_three_years() -> None:
    with time_machine.travel(ASKED, tick=False):
        ask_renewals()
    with time_machine.travel(LAST_DAY, tick=False):
        touch(NOOR)
    with time_machine.travel(OVER, tick=False):
        assert (end_unrenewed(), ask_renewals()) == (0, 0)
    with time_machine.travel("2033-02-03 08:30Z", tick=False):
        assert ask_renewals() == 1


@pytest.mark.usefixtures("read_since_2027")
def test_who_may_not_be_written_to_is_not_asked() -> None:
    with time_machine.travel(ASKED, tick=False):
        restrict(NOOR, reason="asked for by the person")
        assert ask_renewals() == 0


@pytest.mark.parametrize("stop", ["restricted", "struck off", "objected"])
def test_who_may_no_longer_be_written_to_when_the_mail_leaves_gets_none(visitor: Visitor, stop: str) -> None:
    with time_machine.travel(CONFIRMED, tick=False):
        visitor.subscribe()
    before = len(visitor.mails())
    with time_machine.travel(ASKED, tick=False), visitor.app.app_context():
        assert ask_renewals() == 1
        if stop == "restricted":
            restrict(NOOR, reason="asked for by the person")
        else:
            use, reason = STOPS[stop]
            suppress(NOOR, use, reason)
        assert len(visitor.mails()) == before


def test_subscriptions_end_before_the_nightly_purge(context: Flask) -> None:
    ends, purges = SCHEDULES["newsletter.end_unrenewed"], SCHEDULES["privacy.purge"]
    assert (ends.hour, ends.minute) < (purges.hour, purges.minute)


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_mail_leads_to_a_button_that_renews(visitor: Visitor, language: str) -> None:
    visitor.language = language
    with time_machine.travel(CONFIRMED, tick=False):
        visitor.subscribe()
    with time_machine.travel(ASKED, tick=False), visitor.app.app_context():
        ask_renewals()
        link = visitor.link("blijven-lezen|continuer")
        assert visitor.client.get(link).status_code == 200
        assert subscription().renewal_asked_at is not None, "opening the page must change nothing"
        done = visitor.press(link)
        assert done.status_code == 303
        assert NOOR in visitor.client.get(done.location).text
    with visitor.app.app_context(), time_machine.travel(OVER, tick=False):
        assert subscription().renewal_asked_at is None
        assert subscription().address.last_contact_at == dt.datetime(2030, 2, 3, 8, 30, tzinfo=dt.UTC)
        proof = choices_of(NOOR)[0]
        assert (proof.decision, proof.method, proof.language) == (Decision.CONSENT, Method.RENEWAL, language)
        assert end_unrenewed() == 0


def test_who_left_meanwhile_is_told_so(visitor: Visitor) -> None:
    with visitor.app.app_context():
        address_id = reader(NOOR).address_id
        operations.unsubscribe(address_id, method=Method.LINK)
        page = visitor.client.get(f"/nl/nieuwsbrief/blijven-lezen/{token_for(address_id)}")
    assert (page.status_code, "uitschrijven" in page.location) == (303, True)
