"""What the forms of the desks share. They belong to a session, so each holds its token."""

from __future__ import annotations

import re
from typing import Any

from wtforms.validators import ValidationError

from cesi_site.core.addresses import BadAddress, normalise_email
from cesi_site.core.forms import LineField, OrderedForm, ParagraphField
from cesi_site.core.languages import _, _l

SEPARATORS = re.compile(r"[\s,;]+")


class StaffForm(OrderedForm):
    """A form of a desk."""

    def refuse(self, error: object) -> None:
        """Show why the operation was refused, above the form."""
        self.form_errors.append(str(error))


class EmptyForm(StaffForm):
    """A button: a token and nothing else."""


class SearchForm(StaffForm):
    """Words to look for. They are sent in the body: an address or a name never stands in a URL."""

    text = LineField(_l("Search"), max_length=120, attributes={"type": "search"})


class AddressesField(ParagraphField):
    """E-mail addresses, one a line."""

    def addresses(self) -> list[str]:
        """Return the normalised addresses, each once, once the form is valid."""
        return list(dict.fromkeys(normalise_email(typed) for typed in self._typed()))

    def pre_validate(self, form: Any) -> None:
        """Say which of them is no address."""
        for typed in self._typed():
            try:
                normalise_email(typed)
            except BadAddress:
                raise ValidationError(_("“%(typed)s” is not an e-mail address.", typed=typed)) from None

    def _typed(self) -> list[str]:
        return [typed for typed in SEPARATORS.split(self.data or "") if typed]
