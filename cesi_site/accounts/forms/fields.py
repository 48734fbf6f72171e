"""What the forms of accounts share: fields, answers, and the password asked once more."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import abort
from flask_security.utils import validate_redirect_url
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length, ValidationError
from wtforms.widgets import PasswordInput

from cesi_site.accounts import operations, passwords
from cesi_site.accounts.here import here, me
from cesi_site.accounts.models import Happening
from cesi_site.core import clock
from cesi_site.core.abuse import within_limit
from cesi_site.core.addresses import MAX_LENGTH, BadAddress, normalise_email
from cesi_site.core.forms import REQUIRED
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


class SecretField(PasswordField):
    """A password: neither trimmed nor cut, and never shown again."""

    widget = PasswordInput(hide_value=True)

    def __init__(self, label: Any, *, new: bool = False, validators: Any = (), **options: Any) -> None:
        attributes = {"autocomplete": "new-password" if new else "current-password", "maxlength": passwords.LONGEST}
        super().__init__(label, validators=[DataRequired(REQUIRED), *validators], render_kw=attributes, **options)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is far too long before anything is computed with it."""
        if self.data and len(self.data) > passwords.LONGEST:
            raise ValidationError(passwords.TOO_LONG)


class OwnPageNext:
    """A form that leads on to a page of this site; where anything else was asked for, it leads to the first page."""

    def validate_next(self, field: Any) -> None:
        """Forget an address that is none of ours: who signs in chose nothing wrong."""
        if field.data and not validate_redirect_url(field.data):
            field.data = ""


def typed_address(label: Any) -> StringField:
    """Return the field of an address to sign in with: nothing is said about its form."""
    attributes = {"autocomplete": "username", "type": "email", "inputmode": "email", "maxlength": MAX_LENGTH}
    return StringField(label, validators=[DataRequired(REQUIRED), Length(max=MAX_LENGTH)], render_kw=attributes)


def normalised(typed: str) -> str:
    """Return the stored form of an address, or what was typed where that is none: it is then simply unknown."""
    try:
        return normalise_email(typed)
    except BadAddress:
        return typed.strip().lower()


def refuse_haste(name: str, rate: str) -> None:
    """Answer 429 to a source that asks faster than any person does."""
    if not within_limit(name, rate):
        abort(429)


def confirm(form: Any, field: Any, happening: Happening | None = None) -> bool:
    """Check the password of who is signed in, and put what is wrong with it in the form."""
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
