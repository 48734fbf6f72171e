"""The pages that a mail leads to or follows."""

from __future__ import annotations

from flask_wtf import FlaskForm

from cesi_site.core.forms import EmailField
from cesi_site.core.languages import _l


class NewAddressForm(FlaskForm):
    """The new e-mail address of an account."""

    email = EmailField(_l("New e-mail address"), required=True, attributes={"autocomplete": "email"})


class ConfirmForm(FlaskForm):
    """A button alone: what a link in a mail leads to never acts by being opened."""
