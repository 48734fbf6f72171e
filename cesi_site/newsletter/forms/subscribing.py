"""The forms of who reads, or wants to read, the newsletter."""

from __future__ import annotations

from typing import Any

from wtforms import SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from cesi_site.core.forms import CHOOSE, EmailField, PublicForm, RadioOneField
from cesi_site.core.languages import LANGUAGES, NAMES, _l, current_language
from cesi_site.newsletter.themes import THEMES

EDITIONS = [(language, NAMES[language]) for language in LANGUAGES]


class ThemesField(SelectMultipleField):
    """The themes that a reader chooses, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **options: Any) -> None:
        choices = [(key, str(name.nl)) for key, name in THEMES.items()]
        super().__init__(label, choices=choices, validate_choice=False, **options)

    def iter_choices(self) -> Any:
        """Offer the themes in the language in use."""
        chosen = set(self.data or ())
        for key, name in THEMES.items():
            yield key, name.in_language(current_language()), key in chosen, {}

    def pre_validate(self, form: Any) -> None:
        """Refuse a theme that is not offered."""
        if set(self.data or ()) - set(THEMES):
            raise ValidationError(CHOOSE)


class SubscribeForm(PublicForm):
    """The request for the newsletter. Without a choice it is the page's own language, and all themes."""

    email = EmailField(_l("E-mail address"), required=True, attributes={"autocomplete": "email", "inputmode": "email"})
    language = RadioOneField(_l("In which language do you want it?"), choices=EDITIONS)
    themes = ThemesField(_l("What do you want to read about?"))


class ChangeForm(PublicForm):
    """What a reader gets: at least one theme, since none at all is to leave."""

    language = RadioOneField(_l("In which language do you want it?"), choices=EDITIONS, required=True)
    themes = ThemesField(_l("What do you want to read about?"))

    def validate_themes(self, field: ThemesField) -> None:
        """Ask for a theme."""
        if not field.data:
            raise ValidationError(_l("Choose at least one theme, or unsubscribe."))


class AddressForm(PublicForm):
    """One address: the new one of a reader, or the one that a link is asked for."""

    email = EmailField(_l("E-mail address"), required=True, attributes={"autocomplete": "email", "inputmode": "email"})


class EmptyForm(PublicForm):
    """A button alone."""
