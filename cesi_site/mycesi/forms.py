"""The forms of the member area. They belong to a session, so each holds its token."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import DateField, HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from cesi_site.core import clock
from cesi_site.core.forms import (
    REQUIRED,
    EmailField,
    EnterpriseNumberField,
    LineField,
    OrderedForm,
    RadioOneField,
    SelectOneField,
)
from cesi_site.core.languages import LANGUAGES, NAMES, _, _l
from cesi_site.members.access import offered_roles
from cesi_site.members.errors import MembersError
from cesi_site.members.models import Establishment, Mandate, MemberPerson
from cesi_site.members.roles import (
    REASONS_TO_CHANGE,
    REASONS_TO_END,
    REASONS_TO_GIVE,
    Reason,
    Role,
)

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
CHOOSE_ONE = SelectChoice("", _l("Choose a reason"))
LANGUAGE_CHOICES = [SelectChoice(language, NAMES[language]) for language in LANGUAGES]


class DayField(DateField):
    """A day that lies ahead, chosen or typed as dd/mm/yyyy."""

    def __init__(self, label: Any = None, *, required: bool = False, **options: Any) -> None:
        rule = DataRequired(REQUIRED) if required else Optional()
        super().__init__(label, format=DAY_FORMATS, validators=[rule], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the day that was sent; what is no day is refused in our own words."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Enter a date as dd/mm/yyyy.")) from None

    def pre_validate(self, form: Any) -> None:
        """Refuse a day that has passed."""
        if self.data is not None and self.data < clock.today():
            raise ValidationError(_l("The date cannot lie in the past."))


class MemberForm(OrderedForm):
    """A form of the member area."""

    def refuse(self, error: MembersError) -> None:
        """Show why the operation was refused, above the form."""
        self.form_errors.append(str(error))


def _reasons(reasons: Iterable[Reason]) -> list[SelectChoice]:
    return [SelectChoice(reason.value, str(reason.label).capitalize()) for reason in reasons]


class _RightsForm(MemberForm):
    """What a person may do, where, and for how long."""

    role = RadioOneField(_l("Role"), required=True)
    establishment = SelectOneField(_l("For which place of work"))
    last_day = DayField(_l("Last day of access"))
    reason = SelectOneField(_l("Reason"), required=True)

    def offer(self, by: MemberPerson, establishments: Iterable[Establishment]) -> None:
        """Fill in the choices: never more than who grants holds."""
        self.role.choices = [SelectChoice(role.value, str(role.label).capitalize()) for role in offered_roles()]
        places = [SelectChoice(str(place.id), place.name) for place in establishments if by.covers(place.id)]
        whole = [SelectChoice("", _("The whole organisation"))] if by.establishment_id is None else []
        self.establishment.choices = [*whole, *places]

    @property
    def establishment_id(self) -> int | None:
        """Key of the place of work, or None for the whole organisation."""
        return int(self.establishment.data) if self.establishment.data else None

    @property
    def chosen_role(self) -> Role:
        """The role, once the form is valid."""
        return Role(self.role.data)

    @property
    def chosen_reason(self) -> Reason:
        """The reason, once the form is valid."""
        return Reason(self.reason.data)


class InviteForm(_RightsForm):
    """Give a colleague access."""

    in_order = ("name", "email", "language", "mandate")

    name = LineField(_l("Name"), required=True, max_length=120)
    email = EmailField(_l("E-mail address"), required=True)
    language = RadioOneField(_l("Language"), required=True, choices=LANGUAGE_CHOICES)
    mandate = SelectOneField(_l("Works for"))

    def offer_all(
        self, by: MemberPerson, establishments: Iterable[Establishment], mandates: Iterable[Mandate]
    ) -> InviteForm:
        """Fill in all choices."""
        self.offer(by, establishments)
        self.reason.choices = [CHOOSE_ONE, *_reasons(REASONS_TO_GIVE)]
        own = [SelectChoice("", by.organisation.legal_name)] if by.mandate_id is None else []
        offices = [SelectChoice(str(m.id), m.office_name) for m in mandates if by.mandate_id in {None, m.id}]
        self.mandate.choices = [*own, *offices]
        return self

    @property
    def mandate_id(self) -> int | None:
        """Key of the mandate, or None for a colleague of the organisation itself."""
        return int(self.mandate.data) if self.mandate.data else None


class ChangeForm(_RightsForm):
    """Give a colleague another role."""

    def offer_all(self, by: MemberPerson, establishments: Iterable[Establishment]) -> ChangeForm:
        """Fill in all choices."""
        self.offer(by, establishments)
        self.reason.choices = [CHOOSE_ONE, *_reasons(REASONS_TO_CHANGE)]
        return self


class WithdrawForm(MemberForm):
    """Take a colleague's access away."""

    reason = RadioOneField(_l("Reason"), required=True, choices=lambda: _reasons(REASONS_TO_END))

    @property
    def chosen_reason(self) -> Reason:
        """The reason, once the form is valid."""
        return Reason(self.reason.data)


class MandateForm(MemberForm):
    """Let an office act for the organisation."""

    office_name = LineField(_l("Name of the office"), required=True, max_length=120)
    office_number = EnterpriseNumberField(_l("Enterprise number of the office"), required=True)
    last_day = DayField(_l("Last day of the mandate"), required=True)


class ReviewForm(MemberForm):
    """Say who still needs access."""

    keep = SelectMultipleField(
        _l("Who still needs access?"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[DataRequired(_l("Tick at least one access manager, such as yourself: somebody must keep access."))],
        validate_choice=False,
    )
    # Sent by the page that names who loses access, and by no other.
    sure = HiddenField()

    def offer(self, people: Iterable[MemberPerson]) -> ReviewForm:
        """Fill in the people; nothing is ticked beforehand."""
        self.keep.choices = [SelectChoice(person.id, person.name) for person in people]
        return self


class ChooseForm(MemberForm):
    """Choose the organisation to act for."""

    role = RadioOneField(_l("Organisation"), required=True)

    def offer(self, roles: Iterable[MemberPerson]) -> ChooseForm:
        """Fill in the roles that the account can act in."""
        self.role.choices = [SelectChoice(str(role.id), role.organisation.legal_name) for role in roles]
        return self


class ProfileForm(MemberForm):
    """How somebody is called, and in which language we write to them."""

    name = LineField(_l("Name"), required=True, max_length=120)
    language = RadioOneField(_l("Language"), required=True, choices=LANGUAGE_CHOICES)


class EmptyForm(MemberForm):
    """A button: a token and nothing else."""
