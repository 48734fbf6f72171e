"""Step 3: whom to speak with, who signs, who pays, and who advises on prevention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import BooleanField

from cesi_site.affiliation.choices import ADVISOR_LEVELS, ADVISORS, LANGUAGES, YES_NO, offered
from cesi_site.affiliation.forms.base import Case, StepForm, only_if, unless
from cesi_site.affiliation.forms.identity import CHOOSE_ONE
from cesi_site.affiliation.models import AffiliationPerson, Part
from cesi_site.core.forms import EmailField, LineField, PhoneField, RadioOneField, SelectOneField
from cesi_site.core.languages import _l, current_language


class PeopleForm(StepForm):
    """The people of the employer who play a part in the affiliation."""

    cases: ClassVar[Mapping[str, Case]] = {
        **dict.fromkeys(("signatory_name", "signatory_email"), unless("signatory_is_contact")),
        **dict.fromkeys(("advisor_name", "advisor_email"), only_if("advisor", "worker")),
        "advisor_level": only_if("advisor", "worker", "employer"),
    }
    needed = frozenset({"signatory_name"})

    contact_first_name = LineField(
        _l("First name"), required=True, max_length=80, attributes={"autocomplete": "given-name"}
    )
    contact_last_name = LineField(
        _l("Last name"), required=True, max_length=80, attributes={"autocomplete": "family-name"}
    )
    contact_function = LineField(_l("Your position"), max_length=120, attributes={"autocomplete": "organization-title"})
    email = EmailField(_l("E-mail address"), required=True, attributes={"autocomplete": "email"})
    phone = PhoneField(_l("Telephone"), attributes={"autocomplete": "tel"})
    language = RadioOneField(_l("In which language do we write to you?"), default=current_language)
    signatory_is_contact = BooleanField(_l("I sign the contract myself"))
    signatory_name = LineField(_l("Name of who signs"), max_length=160)
    signatory_email = EmailField(_l("E-mail address of who signs"))
    signatory_function = LineField(_l("Position of who signs"), required=True, max_length=120)
    billing_email = EmailField(_l("E-mail address for invoices"))
    po_number = LineField(_l("Purchase order number"), max_length=35)
    advisor = RadioOneField(_l("Who is your internal prevention advisor?"))
    advisor_name = LineField(_l("Name of the prevention advisor"), max_length=160)
    advisor_email = EmailField(_l("E-mail address of the prevention advisor"))
    advisor_level = SelectOneField(_l("Training of the prevention advisor"))
    has_committee = RadioOneField(_l("Is there a committee for prevention and protection at work?"))
    has_union = RadioOneField(_l("Is there a trade-union delegation?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.language.choices = offered(LANGUAGES)
        self.advisor.choices = offered(ADVISORS)
        self.advisor_level.choices = offered(ADVISOR_LEVELS, blank=CHOOSE_ONE)
        self.has_committee.choices = self.has_union.choices = offered(YES_NO)

    def columns(self) -> dict[str, Any]:
        """Return the columns of the request that this step fills."""
        names = (
            *("contact_first_name", "contact_last_name", "contact_function", "email", "phone"),
            *("signatory_function", "po_number", "advisor", "advisor_level"),
        )
        return {name: self.given(name) for name in names} | {
            "language": self.language.value or current_language(),
            "signatory_is_contact": self._signs_alone(),
            "has_committee": _truth(self.has_committee.data),
            "has_union": _truth(self.has_union.data),
            "people": self._named(),
        }

    def _signs_alone(self) -> bool:
        """Whether the contact signs: so ticked, or the same name was typed again."""
        contact = f"{self.contact_first_name.data} {self.contact_last_name.data}"
        return bool(self.signatory_is_contact.data) or (
            self.signatory_name.data.casefold() == contact.casefold()
            and self.signatory_email.value in {None, self.email.value}
        )

    def _named(self) -> list[AffiliationPerson]:
        """Return the people whom the contact person names beside themselves."""
        named = []
        if not self._signs_alone():
            named.append(self._person(Part.SIGNATORY, "signatory_name", "signatory_email"))
        if self.billing_email.value not in {None, self.email.value}:
            named.append(AffiliationPerson(part=Part.BILLING, email=self.billing_email.value))
        if self.given("advisor_name") or self.given("advisor_email"):
            named.append(self._person(Part.ADVISOR, "advisor_name", "advisor_email"))
        return named

    def _person(self, part: Part, name: str, email: str) -> AffiliationPerson:
        function = self.signatory_function.value if part is Part.SIGNATORY else None
        return AffiliationPerson(part=part, name=self.given(name), email=self.given(email), function=function)


def _truth(answer: str | None) -> bool | None:
    return None if not answer else answer == "yes"
