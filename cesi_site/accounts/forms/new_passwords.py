"""A new password: after a link, after an invitation, or instead of the present one."""

from __future__ import annotations

from typing import Any

from flask_security import forms as library
from flask_wtf import FlaskForm
from wtforms.validators import EqualTo, ValidationError

from cesi_site.accounts import passwords
from cesi_site.accounts.forms.fields import (
    NOT_THE_SAME,
    PASSWORD_HINT,
    SAME_AS_BEFORE,
    SecretField,
    confirm,
)
from cesi_site.accounts.here import me
from cesi_site.accounts.models import Account
from cesi_site.core.languages import _l


class ResetPasswordForm(library.ResetPasswordForm):
    """A new password, after a link by mail."""

    password = SecretField(_l("New password"), new=True, description=PASSWORD_HINT)
    password_confirm = SecretField(
        _l("New password once more"), new=True, validators=[EqualTo("password", message=NOT_THE_SAME)]
    )
    submit = None


class ChangePasswordForm(library.ChangePasswordForm):
    """The present password and a new one."""

    password = SecretField(_l("Present password"))
    new_password = SecretField(_l("New password"), new=True, description=PASSWORD_HINT)
    new_password_confirm = SecretField(
        _l("New password once more"), new=True, validators=[EqualTo("new_password", message=NOT_THE_SAME)]
    )
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        """Check the present password, and take the new one if it is fit."""
        if not FlaskForm.validate(self, **kwargs) or not confirm(self, self.password):
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

    password = SecretField(_l("New password"), new=True, description=PASSWORD_HINT)
    password_confirm = SecretField(
        _l("New password once more"), new=True, validators=[EqualTo("password", message=NOT_THE_SAME)]
    )
    account: Account

    def validate_password(self, field: Any) -> None:
        """Refuse a password that is guessed first."""
        if wrong := passwords.faults(passwords.normalise(field.data), self.account.name, self.account.email):
            raise ValidationError(wrong[0])
