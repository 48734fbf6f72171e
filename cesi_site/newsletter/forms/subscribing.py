"""The forms of who reads, or wants to read, the newsletter."""

from __future__ import annotations

from typing import Any

from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from cesi_site.core.forms import CHOOSE, EmailField, PublicForm, RadioOneField
from cesi_site.core.languages import LANGUAGES, NAMES, _l
from cesi_site.newsletter.themes import THEMES

EDITIONS = [(language, NAMES[language]) for language in LANGUAGES]


class ThemesField(SelectMultipleField):
    """The themes that a reader chooses, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **options: Any) -> None:
        choices = [SelectChoice(key, name) for key, name in THEMES.items()]
        super().__init__(label, choices=choices, validate_choice=False, **options)

    def pre_validate(self, form: Any) -> None:
        """Refuse a theme that is not offered."""
        if set(self.data or ()) - set(THEMES):
            raise ValidationError(CHOOSE)


class SubscribeForm(PublicForm):
    """The request for the newsletter. Without a choice it is the page's own language, and all themes."""

    email = EmailField(_l("E-mail address"), required=True, attributes={"autocomplete": "email", "inputmode": "email"})
    language = RadioOneField(_l("In which language do you want it?"), choices=EDITIONS, required=True)
    themes = ThemesField(_l("What do you want to read about?"))


class ChangeForm(PublicForm):
    """What a reader gets: at least one theme, since none at all is to leave."""

    language = RadioOneField(_l("In which language do you want it?"), choices=EDITIONS, required=True)
    themes = ThemesField(
        _l("What do you want to read about?"),
        validators=[DataRequired(_l("Choose at least one theme, or unsubscribe."))],
    )


class AddressForm(PublicForm):
    """One address: the new one of a reader, or the one that a link is asked for."""

    email = EmailField(_l("E-mail address"), required=True, attributes={"autocomplete": "email", "inputmode": "email"})


class EmptyForm(PublicForm):
    """A button alone."""
