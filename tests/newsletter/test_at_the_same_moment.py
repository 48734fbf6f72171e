"""Two acts on one address at the same moment follow each other, and end in a state that both agree on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from cesi_site.choices.models import Address, Choice, Decision, Method, Use
from cesi_site.choices.queries import choices_of, has_refused
from cesi_site.core.database import db
from cesi_site.newsletter import operations
from cesi_site.newsletter.models import Subscription
from cesi_site.newsletter.queries import subscriptions as queries
from tests.newsletter.readers import reader

WHO = "noor@voorbeeld.be"


def together(app: Flask, *acts: Callable[[], object]) -> None:
    """Do all acts at once, each as a process of its own would."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait(10)
            act()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(run, act) for act in acts]:
            done.result(60)


def test_two_links_confirmed_at_once_make_one_subscription(app: Flask) -> None:
    with app.app_context():
        asked = [operations.sign_up(email=WHO, language="nl", number=f"{n}") for n in range(2)]

    def confirm(signup_id: int) -> Callable[[], object]:
        def act() -> None:
            with suppress(operations.LinkGone):  # the other one closed it
                operations.confirm(signup_id=signup_id, language="nl")

        return act

    together(app, *map(confirm, asked))
    with app.app_context():
        assert db.session.scalar(select(func.count(Subscription.id))) == 1
        assert db.session.scalar(select(func.count(Address.id))) == 1


def test_one_click_twice_at_once_is_one_withdrawal(app: Flask) -> None:
    with app.app_context():
        address_id = reader(WHO).address_id
    together(app, *[lambda: operations.unsubscribe(address_id, method=Method.ONE_CLICK)] * 3)
    with app.app_context():
        withdrawn = select(func.count(Choice.id)).where(Choice.decision == Decision.WITHDRAWAL)
        assert db.session.scalar(withdrawn) == 1


@pytest.mark.promise("B4")
@pytest.mark.parametrize("turn", range(5))
def test_B4_leaving_and_confirming_at_once_agree_with_the_last_proof(app: Flask, turn: int) -> None:
    with app.app_context():
        address_id = reader(WHO).address_id
        asked = operations.sign_up(email=WHO, language="nl", number="again")

    def confirm() -> None:
        with suppress(operations.LinkGone):  # who left closed it
            operations.confirm(signup_id=asked, language="nl")

    together(app, confirm, lambda: operations.unsubscribe(address_id, method=Method.ONE_CLICK))
    with app.app_context():
        found = queries.find_subscription(WHO)
        assert found is not None
        last = max(choices_of(WHO), key=lambda choice: choice.id)
        assert found.runs == (last.decision is Decision.CONSENT)
        assert has_refused(Use.NEWSLETTER, WHO) == (not found.runs)
