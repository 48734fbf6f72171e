"""The second step: authenticator app, recovery codes, passkeys."""

from __future__ import annotations

from typing import Any

from flask import session
from flask_security import forms as library
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.webauthn import WebAuthnRegisterForm
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from cesi_site.accounts import locks, operations
from cesi_site.accounts.forms.fields import (
    WRONG_CODE,
    WRONG_RECOVERY_CODE,
    locked_text,
)
from cesi_site.accounts.here import here, unproxied
from cesi_site.core.forms import REQUIRED
from cesi_site.core.languages import _, _l


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
