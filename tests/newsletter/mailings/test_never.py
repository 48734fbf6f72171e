"""Who left, objected, is restricted or struck off gets nothing, whatever happens in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress as suppress_error
from itertools import count

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cesi_site.accounts.models import Account
from cesi_site.choices.models import Barred, Decision, Method, Reason, Use
from cesi_site.choices.operations import Suppressed, lift, record_choice, restrict, suppress, unrestrict
from cesi_site.core.database import db
from cesi_site.newsletter.models import Mailing
from cesi_site.newsletter.operations import resubscribe, unsubscribe
from cesi_site.newsletter.operations.listing import count_recipients
from cesi_site.newsletter.operations.mailings import prepare, send
from cesi_site.newsletter.sending import engine as engines
from cesi_site.newsletter.sending.courier import Batch, Report
from cesi_site.newsletter.sending.engine import Engine
from cesi_site.newsletter.sending.wire import Answer
from tests.newsletter.mailings.writing import reader, writer, written

PEOPLE = 3
ACTS = ("join", "leave", "object", "object_to_all", "strike", "unstrike", "restrict", "unrestrict", "import")
STEPS = st.lists(
    st.one_of(st.tuples(st.sampled_from(ACTS), st.integers(0, PEOPLE - 1)), st.just(("mail", 0)), st.just(("send", 0))),
    min_size=4,
    max_size=25,
)
rounds = count()


class Person:
    """What one person did and what was decided about them: the model that the site is held against."""

    def __init__(self, email: str) -> None:
        self.email = email
        self.address_id = reader(email).address_id
        self.reads = True
        self.stops: set[str] = set()

    def may_be_mailed(self) -> bool:
        return self.reads and not self.stops

    def join(self) -> None:
        """Take the newsletter again after leaving; only that lifts what the person said before."""
        left = not self.reads
        back = resubscribe(self.address_id, method=Method.PAGE, language="nl", page="test")
        if left and back is not None and back.runs and "struck" not in self.stops:
            self.reads = True
            self.stops -= {"objected"}

    def leave(self) -> None:
        unsubscribe(self.address_id, method=Method.ONE_CLICK)
        self.reads = False

    def object(self) -> None:
        record_choice(self.email, Use.NEWSLETTER, Decision.OBJECTION, method=Method.PAGE, language="nl")
        self.stops.add("objected")

    def object_to_all(self) -> None:
        suppress(self.email, Barred.EVERYTHING, Reason.OBJECTED)
        self.stops.add("objected")

    def strike(self) -> None:
        suppress(self.email, Barred.UNDELIVERABLE, Reason.BOUNCED)
        self.stops.add("struck")

    def unstrike(self) -> None:
        lift(self.email, Barred.UNDELIVERABLE)
        self.stops.discard("struck")

    def restrict(self) -> None:
        restrict(self.email, reason="contested")
        self.stops.add("restricted")

    def unrestrict(self) -> None:
        unrestrict(self.email)
        self.stops.discard("restricted")

    def import_(self) -> None:
        """Somebody brings in a list on which the address says yes: it brings nobody back."""
        if self.stops or not self.reads:
            with suppress_error(Suppressed):
                record_choice(self.email, Use.NEWSLETTER, Decision.CONSENT, method=Method.IMPORT, language="nl")


class Recorder:
    """Stands for the mail server: takes every letter, and checks in that moment whether it may come."""

    people: Sequence[Person] = ()
    mailed: set[str]

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def deliver(self, batch: Batch) -> Report:
        by_email = {person.email: person for person in self.people}
        for one in batch.addressees:
            person = by_email.get(one.row.email)
            assert person is None or person.may_be_mailed(), f"{one.row.email} got a mail: {person.stops}"
            self.mailed.add(one.row.email)
        return Report(batch, [Answer(one.row.id, 250, "250 taken") for one in batch.addressees])


@pytest.fixture
def author(context: Flask, monkeypatch: pytest.MonkeyPatch) -> Account:
    context.config["NEWSLETTER_APPROVAL_ABOVE"] = 10**9
    monkeypatch.setattr(engines, "Courier", Recorder)
    return writer()


@pytest.mark.promise("B4")
@pytest.mark.promise("B6")
@pytest.mark.promise("B7")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_order_of_events_mails_who_may_not_be_mailed(
    context: Flask, author: Account, steps: list[tuple[str, int]]
) -> None:
    number = next(rounds)
    Recorder.people = people = [Person(f"p{one}.{number}@lezer.example") for one in range(PEOPLE)]
    waiting: list[Mailing] = []
    for act, who in [*steps, ("send", 0), ("mail", 0), ("send", 0)]:
        if act == "mail":
            waiting.append(listed(author))
        elif act == "send":
            Recorder.mailed = set()
            for mailing in waiting:
                Engine(context, mailing.id).run()
            waiting.clear()
        else:
            getattr(people[who], "import_" if act == "import" else act)()
        db.session.rollback()
        db.session.expire_all()
    ours = {person.email for person in people}
    assert Recorder.mailed & ours == {person.email for person in people if person.may_be_mailed()}


def listed(author: Account) -> Mailing:
    """Fix who gets a mailing now; it leaves later."""
    mailing = written(by=author)
    prepare(mailing.id, by=author)
    count_recipients(mailing.id)
    if mailing.listed:
        send(mailing.id, by=author)
    return mailing
