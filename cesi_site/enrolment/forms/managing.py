"""The small forms behind a personal link."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField

from cesi_site.core.forms import EmailField, LineField, PublicForm, RadioOneField, SelectOneField
from cesi_site.core.languages import _l, current_language
from cesi_site.enrolment.forms.enrolling import LANGUAGES, capital


class ActForm(PublicForm):
    """A button."""


class SendForm(PublicForm):
    """The button that sends an enrolment; `terms` is the fingerprint of those that were shown."""

    terms = HiddenField()


class CancelForm(PublicForm):
    """A cancellation; `fee` is the amount that was shown, in cents."""

    fee = HiddenField()


class MoveForm(PublicForm):
    """Another date of the same training."""

    session = RadioOneField(_l("Which date?"), required=True)


class ReplaceForm(PublicForm):
    """The colleague who comes in somebody's place."""

    first_name = LineField(_l("First name"), required=True, max_length=80)
    last_name = LineField(_l("Last name"), required=True, max_length=80)
    email = EmailField(_l("E-mail address"))
    function = LineField(_l("Position"), max_length=120)
    language = SelectOneField(_l("Language"), default=current_language)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.language.choices = [(key, capital(text)) for key, text in LANGUAGES.items()]

    def columns(self) -> dict[str, Any]:
        """Return the columns of the new participant."""
        names = ("first_name", "last_name", "email", "function")
        return {name: self[name].value for name in names} | {"language": self.language.value or current_language()}
