"""What somebody of a member types who asks for a service, or for a training in their own company.

Who they are is known; the rest is filled in as MyCESI knows it, and may be changed for this request alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from cesi_site.core.belgian_fields import CountField
from cesi_site.core.forms import (
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


class MemberRequestForm(PublicForm):
    """A request for the organisation that one acts for. It holds a number of its own: two clicks are one request."""

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
    phone = PhoneField(_l("Telephone"), attributes={"autocomplete": "tel"})

    def offer(self, groups: Mapping[str, Sequence[tuple[str, str]]]) -> MemberRequestForm:
        """Give the form what can be asked for, as (word, title), under the names of groups."""
        titles = [SelectChoice(*one, optgroup=group) for group, found in groups.items() for one in found]
        self.subject.choices = [SelectChoice("", "–"), *titles]
        languages = [SelectChoice(key, str(name).capitalize()) for key, name in TEACHING.items()]
        self.teaching_language.choices = [SelectChoice("", _("No preference")), *languages]
        return self

    def wanted(self, language: str, *, email: str, organisation_id: int) -> Wanted:
        """Return what was sent, as it is stored, of a valid form."""
        optional = ("phone", "enterprise_number", "participants", "teaching_language", "place", "period")
        typed: dict[str, Any] = {name: self[name].value for name in (*optional, "name", "organisation", "message")}
        return Wanted(language=language, email=email, organisation_id=organisation_id, **typed)
