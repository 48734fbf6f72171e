"""Signing in, and asking for a link to a new password."""

from __future__ import annotations

from typing import Any

from flask import request, session
from flask_security import forms as library
from flask_security.utils import get_message
from flask_security.webauthn import WebAuthnSigninResponseForm
from flask_wtf import FlaskForm

from cesi_site.accounts import operations, passwords
from cesi_site.accounts.forms.fields import (
    LOGIN_RATE,
    RESET_RATE,
    WRONG_LOGIN,
    OwnPageNext,
    SecretField,
    confirm,
    locked_text,
    normalised,
    refuse_haste,
    typed_address,
)
from cesi_site.accounts.here import here
from cesi_site.accounts.models import Happening
from cesi_site.core.addresses import BadAddress, normalise_email
from cesi_site.core.languages import _, _l

# The address of who just chose a first password: nobody types it twice.
INVITED = "invited"


class LoginForm(OwnPageNext, library.LoginForm):
    """Address and password. The answer to a wrong one is the same whether there is such an account or not."""

    email = typed_address(_l("E-mail address"))
    password = SecretField(_l("Password"))
    remember = None
    submit = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The way to a new password stands below the form, once.
        self.password.description = ""
        if request.method == "GET":
            self.email.data = session.get(INVITED)

    def validate(self, **kwargs: Any) -> bool:
        """Find the account that these two open."""
        refuse_haste("login", LOGIN_RATE)
        if not FlaskForm.validate(self, **kwargs):
            return False
        assert self.email.data
        assert self.password.data
        try:
            self.user = operations.check_password(
                address=normalised(self.email.data),
                password=passwords.normalise(self.password.data),
                place=here(),
            )
        except operations.WrongPassword:
            self.form_errors.append(str(WRONG_LOGIN))
            return False
        except operations.Locked as locked:
            self.form_errors.append(locked_text(locked))
            return False
        self.user_authenticated = True
        return True


class VerifyForm(OwnPageNext, library.VerifyForm):
    """The password once more, before something that matters."""

    password = SecretField(_l("Password"))
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        """Check the password of who is signed in."""
        return FlaskForm.validate(self, **kwargs) and confirm(self, self.password, Happening.CONFIRMED_AGAIN)


class _Nobody:
    """Stands for whoever has the address that was typed: it is not looked up before the answer is given."""

    fs_uniquifier = ""
    password = None

    def __init__(self, email: str) -> None:
        self.email = email


class ForgotPasswordForm(library.ForgotPasswordForm):
    """An address to mail a link to, if there is an account."""

    email = typed_address(_l("E-mail address"))
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        """Take any address: the worker finds out whether there is an account."""
        refuse_haste("reset", RESET_RATE)
        if not FlaskForm.validate(self, **kwargs):
            return False
        assert self.email.data
        try:
            self.user = _Nobody(normalise_email(self.email.data))  # type: ignore[assignment]
        except BadAddress:
            self.email.errors = [_("Enter a valid e-mail address, such as name@example.be.")]
            return False
        return True


class PasskeySignInForm(OwnPageNext, WebAuthnSigninResponseForm):
    """The answer of a passkey."""

    def validate(self, **kwargs: Any) -> bool:
        """Check it; an account that may not sign in any more is refused here, where the library goes on."""
        if not super().validate(**kwargs):
            return False
        if self.user is None or not self.user.is_active:
            self.form_errors.append(get_message("WEBAUTHN_UNKNOWN_CREDENTIAL_ID")[0])
            return False
        return True
