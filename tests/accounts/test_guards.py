"""Pages are shown to nobody unless a rule allows it."""

from __future__ import annotations

import pytest
from flask import Blueprint, Flask
from sqlalchemy import select

from cesi_site.accounts import guards, policy
from cesi_site.accounts.models import ConnectionEvent, Happening, StaffRoleName
from cesi_site.core.database import db
from tests.accounts.people import Browser, make_account, set_up_app

Plain = tuple[str, int, dict[str, str]]
PLAIN: Plain = ("ok", 200, {"Content-Type": "text/plain"})
OPENED_BY_A_LINK = {
    "accounts.confirm_address",
    "accounts.invitation",
    "accounts.not_me",
    "accounts.secured",
}


@pytest.fixture
def pages(context: Flask) -> Flask:
    """The application with a few pages of which each has another rule."""
    blueprint = Blueprint("trial", __name__)
    guards.protect(blueprint)
    context._got_first_request = False

    @blueprint.route("/nl/trial/everybody")
    @guards.signed_in
    def everybody() -> Plain:
        return PLAIN

    @blueprint.route("/nl/trial/dpo")
    @guards.staff_only(StaffRoleName.DPO)
    def dpo() -> Plain:
        return PLAIN

    @blueprint.route("/nl/trial/staff")
    @guards.staff_only()
    def staff() -> Plain:
        return PLAIN

    @blueprint.route("/nl/trial/forgotten")
    def forgotten() -> Plain:
        return PLAIN

    context.register_blueprint(blueprint)
    return context


def test_ASVS_8_2_1_the_rule_of_each_page_holds(pages: Flask) -> None:
    table = {
        "/nl/trial/everybody": {"member", "editor", "dpo"},
        "/nl/trial/staff": {"editor", "dpo"},
        "/nl/trial/dpo": {"dpo"},
        "/nl/trial/forgotten": set(),
    }
    make_account("member@voorbeeld.be")
    make_account("editor@cesi.example", StaffRoleName.CONTENT_EDITOR)
    make_account("dpo@cesi.example", StaffRoleName.DPO)
    browsers = {name: Browser(pages, host="http://localhost") for name in ("member", "editor", "dpo")}
    browsers["member"].sign_in("member@voorbeeld.be")
    set_up_app(browsers["editor"], "editor@cesi.example")
    set_up_app(browsers["dpo"], "dpo@cesi.example")
    for path, allowed in table.items():
        for name, browser in browsers.items():
            assert browser.get(path).status_code == (200 if name in allowed else 403), (path, name)
    db.session.rollback()
    refusals = db.session.scalars(select(ConnectionEvent).where(ConnectionEvent.happening == Happening.REFUSED)).all()
    assert {refusal.detail for refusal in refusals} == {"trial.dpo", "trial.staff"}


def test_a_stranger_is_led_to_the_sign_in_and_back(pages: Flask) -> None:
    stranger = Browser(pages, host="http://localhost")
    assert stranger.get("/nl/trial/everybody?a=1").location == "/nl/mycesi/aanmelden?next=/nl/trial/everybody?a%3D1"
    assert stranger.get("/nl/trial/forgotten").status_code == 403


def test_ASVS_6_3_3_who_gets_more_rights_needs_a_second_step_at_once(
    pages: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = make_account("member@voorbeeld.be")
    browser = Browser(pages, host="http://localhost")
    browser.sign_in("member@voorbeeld.be")
    assert browser.get("/nl/trial/everybody").status_code == 200
    managers: set[int] = set()
    monkeypatch.setattr(policy, "_checks", [managers.__contains__])
    managers.add(account.id)
    led = browser.get("/nl/trial/everybody?a=1").location
    assert led == "/nl/mycesi/aanmelden?next=/nl/trial/everybody?a%3D1"
    assert "vraagt een tweede stap" in browser.get(led).text
    assert set_up_app(browser, "member@voorbeeld.be", page=led).led == "/nl/trial/everybody?a=1"
    assert browser.get("/nl/trial/everybody").status_code == 200


def test_every_page_of_accounts_says_who_may_see_it(app: Flask) -> None:
    undeclared = {endpoint for endpoint, rule in guards.declared(app, "accounts") if rule is None}
    assert undeclared == OPENED_BY_A_LINK
