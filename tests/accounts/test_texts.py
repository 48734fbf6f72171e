"""What Flask-Security says, is said in our own words, in both languages."""

from __future__ import annotations

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_security.core import _default_messages

from cesi_site.accounts.addresses import SIGN_IN_PATHS
from tests.conftest import PROJECT

# Messages of features that are not switched on.
NOT_USED = (
    "US_",
    "USE_CODE",
    "USERNAME",
    "CHANGE_EMAIL",
    "CONFIRM",
    "EMAIL_ALREADY",
    "EMAIL_CONFIRMED",
    "IDENTITY_",
    "LOGIN_EXPIRED",
    "LOGIN_EMAIL_SENT",
    "INVALID_LOGIN_TOKEN",
    "INVALID_CONFIRMATION",
    "ALREADY_CONFIRMED",
    "OAUTH",
    "PASSWORDLESS",
    "PHONE",
    "REFRESH_TOKEN",
    "GENERIC_RECOVERY",
    "GENERIC_US",
    "CODE_HAS_BEEN_SENT",
    "FAILED_TO_SEND_CODE",
    "PASSWORD_BREACHED",
    "PASSWORD_TOO_SIMPLE",
    "PASSWORD_INVALID_LENGTH",
    "PASSWORD_MISMATCH",
    "PASSWORD_IS_THE_SAME",
    "INVALID_PASSWORD_CODE",
)


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_message_that_can_be_reached_is_ours(language: str) -> None:
    path = PROJECT / "translations" / language / "LC_MESSAGES" / "flask_security.po"
    with path.open("rb") as file:
        ours = {message.id for message in read_po(file, locale=language) if message.string}
    used = {text for key, (text, _) in _default_messages.items() if not key.startswith(NOT_USED)}
    used -= {"You have successfully logged in.", _default_messages["PASSWORD_RESET"][0]}
    assert used <= ours, sorted(used - ours)


def test_every_page_of_the_library_has_two_addresses(app: Flask) -> None:
    pages = {endpoint for endpoint in app.view_functions if endpoint.startswith("security.")}
    assert pages == set(SIGN_IN_PATHS)
    for paths in SIGN_IN_PATHS.values():
        assert set(paths) == {"nl", "fr"}
        assert paths["nl"].count("<token>") == paths["fr"].count("<token>")
