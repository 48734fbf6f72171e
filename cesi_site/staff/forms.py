"""What the forms of the desks share. They belong to a session, so each holds its token."""

from __future__ import annotations

from flask_wtf import FlaskForm

from cesi_site.core.forms import LineField
from cesi_site.core.languages import _l


class StaffForm(FlaskForm):
    """A form of a desk."""

    def refuse(self, error: object) -> None:
        """Show why the operation was refused, above the form."""
        self.form_errors.append(str(error))


class EmptyForm(StaffForm):
    """A button: a token and nothing else."""


class SearchForm(StaffForm):
    """Words to look for. They are sent in the body: an address or a name never stands in a URL."""

    text = LineField(_l("Search"), max_length=120, attributes={"type": "search"})
