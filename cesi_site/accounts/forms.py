"""The forms of Flask-Security with our fields, rules and answers; and those of our own pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import abort, session
from flask_security import forms as library
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.utils import get_message
from flask_security.webauthn import WebAuthnRegisterForm, WebAuthnSigninResponseForm
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length, ValidationError
from wtforms.widgets import PasswordInput

from cesi_site.accounts import locks, operations, passwords
from cesi_site.accounts.here import here, me, unproxied
from cesi_site.accounts.models import Account, Happening
from cesi_site.core import clock
from cesi_site.core.abuse import within_limit
from cesi_site.core.addresses import MAX_LENGTH, BadAddress, normalise_email
from cesi_site.core.forms import REQUIRED, EmailField
from cesi_site.core.languages import _, _l
from cesi_site.core.templating import time_short

WRONG_LOGIN = _l("The e-mail address or the password is not correct.")
WRONG_PASSWORD = _l("The password is not correct.")
WRONG_CODE = _l("This code is not correct, or it was used before. Wait for the next one.")
WRONG_RECOVERY_CODE = _l("This recovery code is not correct, or it was used before.")
NOT_THE_SAME = _l("The two passwords are not the same.")
SAME_AS_BEFORE = _l("Choose a password that differs from the present one.")
PASSWORD_HINT = _l("At least 8 characters; 15 or more is better. A short sentence works well. Pasting is fine.")

# One source may ask no faster than this, whatever it asks for; behind it stand the counts of `locks`.
LOGIN_RATE = "60/minute"
RESET_RATE = "10/hour"


def locked_text(locked: operations.Locked) -> str:
    """Say when the next try counts."""
    again = clock.now() + dt.timedelta(minutes=locked.minutes)
    return str(_("Too many tries. Try again after %(time)s, or choose a new password.", time=time_short(again)))


class _Secret(PasswordField):
    """A password: neither trimmed nor cut, and never shown again."""

    widget = PasswordInput(hide_value=True)

    def __init__(self, label: Any, *, new: bool = False, validators: Any = (), **options: Any) -> None:
        attributes = {"autocomplete": "new-password" if new else "current-password", "maxlength": passwords.LONGEST}
        super().__init__(label, validators=[DataRequired(REQUIRED), *validators], render_kw=attributes, **options)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is far too long before anything is computed with it."""
        if self.data and len(self.data) > passwords.LONGEST:
            raise ValidationError(passwords.TOO_LONG)


def _typed_address(label: Any) -> StringField:
    attributes = {"autocomplete": "username", "type": "email", "inputmode": "email", "maxlength": MAX_LENGTH}
    return StringField(label, validators=[DataRequired(REQUIRED), Length(max=MAX_LENGTH)], render_kw=attributes)


def _normalised(typed: str) -> str:
    """Return the stored form of an address, or what was typed where that is none: it is then simply unknown."""
    try:
        return normalise_email(typed)
    except BadAddress:
        return typed.strip().lower()


def refuse_haste(name: str, rate: str) -> None:
    """Answer 429 to a source that asks faster than any person does."""
    if not within_limit(name, rate):
        abort(429)


class LoginForm(library.LoginForm):
    """Address and password. The answer to a wrong one is the same whether there is such an account or not."""

    email = _typed_address(_l("E-mail address"))
    password = _Secret(_l("Password"))
    remember = None
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        """Find the account that these two open."""
        refuse_haste("login", LOGIN_RATE)
        if not FlaskForm.validate(self, **kwargs):
            return False
        assert self.email.data
        assert self.password.data
        try:
            self.user = operations.check_password(
                address=_normalised(self.email.data),
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


class VerifyForm(library.VerifyForm):
    """The password once more, before something that matters."""

    password = _Secret(_l("Password"))
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        """Check the password of who is signed in."""
        return FlaskForm.validate(self, **kwargs) and _confirm(self, self.password, Happening.CONFIRMED_AGAIN)


def _confirm(form: Any, field: Any, happening: Happening | None = None) -> bool:
    try:
        operations.confirm_password(
            account=me(), password=passwords.normalise(field.data), place=here(), happening=happening
        )
    except operations.WrongPassword:
        field.errors = [*field.errors, str(WRONG_PASSWORD)]
    except operations.Locked as locked:
        form.form_errors.append(locked_text(locked))
    else:
        return True
    return False


class _Nobody:
    """Stands for whoever has the address that was typed: it is not looked up before the answer is given."""

    fs_uniquifier = ""
    password = None

    def __init__(self, email: str) -> None:
        self.email = email


class ForgotPasswordForm(library.ForgotPasswordForm):
    """An address to mail a link to, if there is an account."""

    email = _typed_address(_l("E-mail address"))
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


class ResetPasswordForm(library.ResetPasswordForm):
    """A new password, after a link by mail."""

    password = _Secret(_l("New password"), new=True, description=PASSWORD_HINT)
    password_confirm = _Secret(
        _l("New password once more"), new=True, validators=[EqualTo("password", message=NOT_THE_SAME)]
    )
    submit = None


class ChangePasswordForm(library.ChangePasswordForm):
    """The present password and a new one."""

    password = _Secret(_l("Present password"))
    new_password = _Secret(_l("New password"), new=True, description=PASSWORD_HINT)
    new_password_confirm = _Secret(
        _l("New password once more"), new=True, validators=[EqualTo("new_password", message=NOT_THE_SAME)]
    )
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        """Check the present password, and take the new one if it is fit."""
        if not FlaskForm.validate(self, **kwargs) or not _confirm(self, self.password):
            return False
        assert self.new_password.data
        plain = passwords.normalise(self.new_password.data)
        wrong = passwords.faults(plain, me().name, me().email)
        if plain == passwords.normalise(self.password.data or ""):
            wrong = [str(SAME_AS_BEFORE)]
        self.new_password.data = plain
        self.new_password.errors = wrong
        return not wrong


class InvitationForm(FlaskForm):
    """The first password, after an invitation."""

    password = _Secret(_l("New password"), new=True, description=PASSWORD_HINT)
    password_confirm = _Secret(
        _l("New password once more"), new=True, validators=[EqualTo("password", message=NOT_THE_SAME)]
    )
    account: Account

    def validate_password(self, field: Any) -> None:
        """Refuse a password that is guessed first."""
        if wrong := passwords.faults(passwords.normalise(field.data), self.account.name, self.account.email):
            raise ValidationError(wrong[0])


class AppSetupForm(library.TwoFactorSetupForm):
    """Begin with an authenticator app, or stop using it ("disable")."""

    setup = HiddenField(default="authenticator")
    phone = None
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        """Take one of the two."""
        if not FlaskForm.validate(self, **kwargs):
            return False
        assert self.user is not None
        may = {"authenticator"} if self.user.check_tf_required_setup() else {"authenticator", "disable"}
        if self.setup.data not in may:
            self.form_errors.append(_("You need a second step to sign in; it cannot be switched off."))
            return False
        return True


def _typed_code(label: Any, hint: Any, **attributes: Any) -> StringField:
    return StringField(
        label,
        description=hint,
        validators=[DataRequired(REQUIRED), Length(max=40)],
        filters=[lambda typed: "".join((typed or "").split())],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", **attributes},
    )


class CodeForm(library.TwoFactorVerifyCodeForm):
    """The code of an authenticator app."""

    code = _typed_code(_l("Code"), _l("Six digits, shown by the app on your phone."), inputmode="numeric")
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        """Check the code; each works once, and after some wrong ones there is a pause."""
        account = unproxied(self.user)
        if self.is_setup or session.get("tf_state") == "validating_profile":
            return self._right(**kwargs)
        try:
            key = operations.count_code(account, here())
        except operations.Locked as locked:
            self.code.errors = [locked_text(locked)]
            return False
        if not self._right(**kwargs):
            operations.fail_code(account, here(), "totp")
            return False
        locks.forgive(key)
        return True

    def _right(self, **kwargs: Any) -> bool:
        # The library's failure signal is for passwords and passkeys; codes are counted here.
        setup, self.is_setup = self.is_setup, True
        right: bool = super().validate(**kwargs)
        self.is_setup = setup
        if self.code.errors:
            self.code.errors = [str(WRONG_CODE)]
        return right


class RecoveryForm(MfRecoveryForm):
    """A recovery code in the place of the second step."""

    code = _typed_code(_l("Recovery code"), _l("Sixteen signs, such as 2a3b-4c5d-6e7f-8g9h."))
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        """Use the code up if it is right."""
        if not FlaskForm.validate(self, **kwargs):
            return False
        assert self.code.data
        try:
            operations.use_recovery_code(account=unproxied(self.user), code=self.code.data, place=here())
        except operations.WrongCode:
            self.code.errors = [str(WRONG_RECOVERY_CODE)]
            return False
        except operations.Locked as locked:
            self.code.errors = [locked_text(locked)]
            return False
        return True


class PasskeyForm(WebAuthnRegisterForm):
    """What to call a new passkey, and what it is for."""

    name = StringField(
        _l("Name of the passkey"),
        description=_l("So that you recognise it later, such as: my phone."),
        validators=[DataRequired(REQUIRED), Length(max=64)],
        render_kw={"maxlength": 64, "autocomplete": "off"},
    )
    submit = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usage.label.text = _("Use it")
        self.usage.choices = [
            ("secondary", _("as the second step, after the password")),
            ("first", _("instead of the password and the second step")),
        ]


class PasskeySignInForm(WebAuthnSigninResponseForm):
    """The answer of a passkey."""

    def validate(self, **kwargs: Any) -> bool:
        """Check it; an account that may not sign in any more is refused here, where the library goes on."""
        if not super().validate(**kwargs):
            return False
        if self.user is None or not self.user.is_active:
            self.form_errors.append(get_message("WEBAUTHN_UNKNOWN_CREDENTIAL_ID")[0])
            return False
        return True


class NewAddressForm(FlaskForm):
    """The new e-mail address of an account."""

    email = EmailField(_l("New e-mail address"), required=True, attributes={"autocomplete": "email"})


class ConfirmForm(FlaskForm):
    """A button alone: what a link in a mail leads to never acts by being opened."""
