"""Who left, objected, was frozen or struck off gets nothing, whatever the order of events (promises B4, B6, B7)."""

from __future__ import annotations

import itertools
from contextlib import suppress

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from cesi_site.accounts.models import Account
from cesi_site.choices import operations as choices
from cesi_site.choices.models import (
    Address,
    Choice,
    Decision,
    FormerAddress,
    Method,
    Restriction,
    Suppression,
    Use,
)
from cesi_site.choices.uses import object_to_all
from cesi_site.core.database import db, transaction
from cesi_site.newsletter import operations
from cesi_site.newsletter.models import (
    Bounce,
    Kind,
    Mailing,
    MailingRecipient,
    MailingText,
    Origin,
    Signup,
    Subscription,
    Verdict,
)
from cesi_site.newsletter.operations.bounces import note_refused_address
from cesi_site.newsletter.operations.striking import NotStruckOff, undo
from cesi_site.newsletter.queries import subscriptions as queries
from cesi_site.newsletter.recipients import Row
from cesi_site.newsletter.sending.vetting import vet
from tests.newsletter.mailings.writing import counted, writer, written

NAMES = ("an", "bo", "cy")
EVENTS = (
    "confirm",
    "ask",
    "unsubscribe",
    "object",
    "freeze",
    "thaw",
    "bounce",
    "undo",
    "import_",
    "move",
    "switch_on",
    "follow",
)
TABLES = (
    MailingRecipient,
    MailingText,
    Mailing,
    Bounce,
    Signup,
    Subscription,
    Choice,
    FormerAddress,
    Address,
    Suppression,
    Restriction,
)


class World:
    """The events as they reach the site, beside what each of them means for who may be written to."""

    def __init__(self, staff: Account) -> None:
        self.staff = staff
        self.numbers = itertools.count()
        self.wants: dict[str, bool] = {}
        self.frozen: set[str] = set()
        self.dead: set[str] = set()
        self.moved: set[str] = set()

    def may_get(self) -> set[str]:
        """Return who may get the newsletter now."""
        return {email for email, wants in self.wants.items() if wants} - self.frozen - self.dead

    def happen(self, event: str, name: str, other: str) -> None:
        """Let one thing happen to a person; `other` is where a move goes."""
        email, elsewhere = f"{name}@voorbeeld.be", f"{other}@voorbeeld.be"
        getattr(self, event)(email, elsewhere)

    def _ask(self, email: str) -> int:
        return operations.sign_up(email=email, language="nl", number=f"{next(self.numbers)}")

    def ask(self, email: str, _: str) -> None:
        self._ask(email)

    def confirm(self, email: str, _: str) -> None:
        operations.confirm(signup_id=self._ask(email), language="nl")
        self.wants[email] = True
        self.dead.discard(email)

    def unsubscribe(self, email: str, _: str) -> None:
        operations.unsubscribe(choices.address_of(email).id, method=Method.ONE_CLICK)
        self.wants[email] = False
        self.moved.discard(email)

    def object(self, email: str, _: str) -> None:
        object_to_all(choices.address_of(email), method=Method.PAGE, language="nl", page="test")
        self.wants[email] = False
        self.moved.discard(email)

    def freeze(self, email: str, _: str) -> None:
        choices.restrict(email, reason="request")
        self.frozen.add(email)

    def thaw(self, email: str, _: str) -> None:
        choices.unrestrict(email)
        self.frozen.discard(email)

    def bounce(self, email: str, _: str) -> None:
        choices.address_of(email)
        note_refused_address(email, "550 5.1.1 no such user")
        self.dead.add(email)

    def undo(self, email: str, _: str) -> None:
        """Staff take a strike back: who had not left goes on."""
        last = select(Bounce.id).where(Bounce.email == email, Bounce.verdict == Verdict.STRUCK_OFF)
        for bounce_id in db.session.scalars(last).all():
            with suppress(NotStruckOff):
                undo(bounce_id, by=self.staff, reason="test")
                self.dead.discard(email)

    def import_(self, email: str, _: str) -> None:
        """Somebody loads an old list."""
        with suppress(choices.Suppressed):
            choices.record_choice(email, Use.NEWSLETTER, Decision.CONSENT, method=Method.IMPORT, language="nl")
            found = queries.find_subscription(email)
            if found is None:
                self._add(email)
                self.wants[email] = True

    def _add(self, email: str) -> None:
        with transaction() as session:
            confirmed = choices.address_of(email).created_at
            facts = {"language": "nl", "themes": ["hr"], "origin": Origin.IMPORT, "text_version": "1"}
            session.add(Subscription(address=choices.address_of(email), confirmed_at=confirmed, **facts))

    def move(self, email: str, elsewhere: str) -> None:
        """A reader goes on at another address."""
        found = queries.find_subscription(email)
        if found is None or not found.runs or email == elsewhere:
            return
        asked = operations.request_change_of_address(found, email=elsewhere, number=f"{next(self.numbers)}")
        operations.confirm(signup_id=asked, language="nl")
        self._go(email, elsewhere)

    def follow(self, email: str, elsewhere: str) -> None:
        """Somebody changes the address of an account; where they left or objected it brings nothing."""
        if email == elsewhere:
            return
        left = self.wants.get(elsewhere) is False and elsewhere not in self.moved
        if operations.follow(former=email, to=elsewhere) is None:
            return
        assert not left and elsewhere not in self.frozen
        self._go(email, elsewhere)

    def _go(self, email: str, elsewhere: str) -> None:
        self.wants[email], self.wants[elsewhere] = False, True
        self.moved.add(email)
        self.dead.discard(elsewhere)
        if email in self.frozen:
            self.frozen.add(elsewhere)

    def switch_on(self, email: str, _: str) -> None:
        """The person turns the newsletter on by the personal link."""
        back = operations.resubscribe(choices.address_of(email).id, method=Method.PAGE, language="nl", page="test")
        if back is not None:
            self.wants[email] = True


def listed(mailing: Mailing) -> list[Row]:
    columns = (MailingRecipient.id, MailingRecipient.email, MailingRecipient.language, MailingRecipient.address_id)
    rows = db.session.execute(select(*columns).where(MailingRecipient.mailing_id == mailing.id)).all()
    return [Row(**row._asdict(), person_id=None, tries=0) for row in rows]


events = st.lists(
    st.tuples(st.sampled_from(EVENTS), st.sampled_from(NAMES), st.sampled_from(NAMES)), min_size=3, max_size=14
)


@pytest.mark.promise("B4")
@pytest.mark.promise("B6")
@pytest.mark.promise("B7")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=events, after=events)
def test_B4_B6_B7_nobody_gets_what_they_may_not(
    context: Flask, before: list[tuple[str, str, str]], after: list[tuple[str, str, str]]
) -> None:
    for table in TABLES:
        with transaction():
            db.session.execute(delete(table))
    db.session.expunge_all()
    staff = db.session.scalars(select(Account)).first() or writer()
    world = World(staff)
    for event in before:
        world.happen(*event)
    mailing = counted(written(Kind.NEWSLETTER, by=staff), by=staff)
    counted_then = listed(mailing)
    assert {row.email for row in counted_then} == world.may_get()
    for event in after:
        world.happen(*event)
    db.session.expire_all()
    sent = {one.row.email for one in vet(Kind.NEWSLETTER, (), counted_then).addressees}
    assert sent <= world.may_get()
