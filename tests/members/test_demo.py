"""The invented members: there after one load, no others after a second, and nobody real among them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask_security.utils import verify_password
from sqlalchemy import select

from cesi_site.accounts.models import Account
from cesi_site.core.database import db
from cesi_site.development.demo import load_demo
from cesi_site.members.models import MemberPerson, Organisation
from cesi_site.members.queries import roles_of_account


def test_demo_members_are_made_once_and_can_sign_in(make_app: Callable[..., Flask]) -> None:
    app = make_app(DEVELOPMENT=True, DEMO_PASSWORD="een rustige zin voor de demo")
    with app.app_context():
        lines = [line for line in load_demo() if line.startswith("MyCESI: ")]
        assert len(lines) == 5
        assert sum("authenticator secret" in line for line in lines) == 2
        assert not [line for line in load_demo() if line.startswith("MyCESI: ")]
        accounts = db.session.scalars(select(Account).join(MemberPerson, MemberPerson.account_id == Account.id)).all()
        assert all(account.email.endswith(".example") and account.active for account in accounts)
        assert all(verify_password("een rustige zin voor de demo", account.password or "") for account in accounts)
        clerk = next(account for account in accounts if account.email.startswith("karel"))
        assert len(roles_of_account(clerk.id)) == 2
        managers = [one for one in accounts if one.needs_second_factor]
        assert all(one.has_second_factor for one in managers)


def test_demo_members_exist_in_development_alone(context: Flask) -> None:
    assert list(load_demo()) == []
    for model in (Account, MemberPerson, Organisation):
        assert db.session.scalars(select(model)).first() is None
