"""Every change of how somebody signs in is told to them by mail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from cesi_site.accounts import operations
from cesi_site.accounts.models import Account, Happening, StaffRoleName
from cesi_site.accounts.places import NOWHERE
from tests.accounts.people import PASSWORD, Browser, make_account, set_up_app
from tests.support.smtp import Inbox

SUPPORT, ADMIN = StaffRoleName.MEMBER_SUPPORT, StaffRoleName.ADMINISTRATOR


def reset_factor(account: Account) -> None:
    """Let two members of staff take the second factor away."""
    one, two = make_account("een@cesi.example", SUPPORT), make_account("twee@cesi.example", ADMIN)
    asked = operations.ask_factor_reset(account_id=account.id, by=one, reason="called back")
    operations.decide_factor_reset(reset_id=asked.id, by=two, granted=True)


def use_code(account: Account) -> None:
    """Use a recovery code up."""
    codes = operations.make_recovery_codes(account=account, place=NOWHERE)
    operations.use_recovery_code(account=account, code=codes[0], place=NOWHERE)


def change_address(account: Account) -> None:
    """Ask for another address and confirm it."""
    change = operations.ask_address_change(account=account, new_email="ann@nieuw.example")
    operations.confirm_address_change(change_id=change.id, place=NOWHERE)


def change_password(account: Account) -> None:
    """Do what follows from a password that was changed on its page."""
    operations.note_password(account=account, happening=Happening.PASSWORD_CHANGED, place=NOWHERE)


def note(happening: Happening) -> Callable[[Account], None]:
    """Return what the sign-in library's signal for this leads to."""
    return lambda account: operations.note_factor(account=account, happening=happening, place=NOWHERE)


CHANGES: dict[str, tuple[Callable[[Account], object], int]] = {
    "password": (change_password, 1),
    "address": (change_address, 1),
    "recovery codes": (lambda account: operations.make_recovery_codes(account=account, place=NOWHERE), 1),
    "recovery code used": (use_code, 2),
    "factor reset by staff": (reset_factor, 1),
    **{
        happening.value: (note(happening), 1)
        for happening in (
            Happening.FACTOR_SET,
            Happening.FACTOR_REMOVED,
            Happening.PASSKEY_ADDED,
            Happening.PASSKEY_REMOVED,
        )
    },
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_ASVS_6_3_7_a_change_of_how_one_signs_in_is_told_by_mail(
    context: Flask, smtp: Inbox, deliver: Callable[[], None], change: str, language: str
) -> None:
    act, mails = CHANGES[change]
    act(make_account(language=language))
    deliver()
    told = smtp.to("an@voorbeeld.be")
    assert len(told) == mails
    for mail in told:
        assert f'<html lang="{language}-BE">' in mail.html
        assert PASSWORD not in mail.text


def test_ASVS_6_3_7_what_is_done_on_the_pages_is_told(
    browser: Browser, smtp: Inbox, deliver: Callable[[], None]
) -> None:
    make_account("an@voorbeeld.be", StaffRoleName.CONTENT_EDITOR)
    set_up_app(browser)
    browser.send("/nl/mycesi/beveiliging/herstelcodes")
    new = "negen geduldige reigers"
    browser.send("/nl/mycesi/wachtwoord", password=PASSWORD, new_password=new, new_password_confirm=new)
    deliver()
    subjects = {str(mail.message["Subject"]) for mail in smtp.to("an@voorbeeld.be")}
    assert len(smtp.to("an@voorbeeld.be")) == 3
    assert len(subjects) >= 2
