"""What people type when they ask for a service, or for a training in their own company."""

from __future__ import annotations

from typing import Any

from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from cesi_site.core.belgian_fields import CountField
from cesi_site.core.forms import (
    EmailField,
    EnterpriseNumberField,
    LineField,
    ParagraphField,
    PhoneField,
    PublicForm,
    SelectOneField,
)
from cesi_site.core.languages import _, _l
from cesi_site.enrolment.operations import Wanted
from cesi_site.enrolment.request_words import LONGEST_MESSAGE, MOST_PEOPLE, SHORTEST_MESSAGE
from cesi_site.enrolment.words import TEACHING


class RequestForm(PublicForm):
    """A request. `offer` gives it its choice before it is checked or shown."""

    subject = SelectOneField(_l("What do you want to ask for?"), required=True)
    message = ParagraphField(
        _l("What do you need?"),
        required=True,
        max_length=LONGEST_MESSAGE,
        validators=[Length(min=SHORTEST_MESSAGE, message=_l("Write at least %(min)d characters."))],
        attributes={"rows": 7},
    )
    participants = CountField(_l("For how many people"), low=1, high=MOST_PEOPLE)
    place = LineField(_l("Where"), max_length=200)
    period = LineField(_l("When"), max_length=200)
    teaching_language = SelectOneField(_l("In which language"))
    organisation = LineField(
        _l("Company or organisation"), required=True, max_length=200, attributes={"autocomplete": "organization"}
    )
    enterprise_number = EnterpriseNumberField(_l("Enterprise number"), attributes={"inputmode": "numeric"})
    name = LineField(_l("First and last name"), required=True, max_length=120, attributes={"autocomplete": "name"})
    email = EmailField(_l("E-mail address"), required=True, attributes={"autocomplete": "email"})
    phone = PhoneField(_l("Telephone"), attributes={"autocomplete": "tel"})

    def offer(self, word: str, title: str) -> RequestForm:
        """Give the form the one thing that its page is about."""
        self.subject.choices = [SelectChoice(word, title)]
        languages = [SelectChoice(key, str(name).capitalize()) for key, name in TEACHING.items()]
        self.teaching_language.choices = [SelectChoice("", _("No preference")), *languages]
        return self

    def wanted(self, language: str) -> Wanted:
        """Return what was sent, as it is stored, of a valid form."""
        return Wanted(
            language=language,
            name=_given(self.name),
            email=_given(self.email),
            phone=self.phone.value,
            organisation=_given(self.organisation),
            enterprise_number=self.enterprise_number.value,
            participants=self.participants.value,
            teaching_language=self.teaching_language.value,
            place=self.place.value,
            period=self.period.value,
            message=_given(self.message),
        )


def _given(field: Any) -> str:
    """Return what a required field of a valid form holds."""
    value: str | None = field.value
    assert value is not None
    return value
