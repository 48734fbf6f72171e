"""The forms of this desk."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, DateField, IntegerField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from cesi_site.core.forms import REQUIRED, EmailField, EnterpriseNumberField, LineField, RadioOneField, SelectOneField
from cesi_site.core.languages import LANGUAGES, NAMES, _, _l
from cesi_site.core.uploads import MEGABYTE, UploadsField
from cesi_site.members.access import offered_roles
from cesi_site.members.models import EMPLOYER_GROUPS, DocumentKind, Establishment
from cesi_site.members.operations import Details
from cesi_site.members.roles import REASONS_TO_END, Reason, Role
from cesi_site.staff.forms import StaffForm

LANGUAGE_CHOICES = [SelectChoice(language, NAMES[language]) for language in LANGUAGES]
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
DOCUMENT_BYTES = 15 * MEGABYTE
DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def _day(label: Any) -> DateField:
    return DateField(label, format=DAY_FORMATS, validators=[DataRequired(_l("Enter a date as dd/mm/yyyy."))])


class OrganisationForm(StaffForm):
    """The facts of an organisation."""

    legal_name = LineField(_l("Legal name"), required=True)
    enterprise_number = EnterpriseNumberField(_l("Enterprise number"))
    legal_form = LineField(_l("Legal form"), max_length=40)
    trade_name = LineField(_l("Trade name"))
    street = LineField(_l("Street and number"), required=True)
    postcode = LineField(_l("Postcode"), required=True, max_length=12)
    town = LineField(_l("Town"), required=True, max_length=120)
    language = RadioOneField(_l("Language"), required=True, choices=LANGUAGE_CHOICES)
    main_activity = LineField(_l("Main activity"))
    employer_group = SelectOneField(
        _l("Employer group"),
        choices=[SelectChoice("", _l("Not known yet")), *(SelectChoice(group, group) for group in EMPLOYER_GROUPS)],
    )
    is_micro = BooleanField(_l("Employer with 5 workers or fewer"))
    worker_count = IntegerField(_l("Number of workers"), validators=[Optional(), NumberRange(0, 99_999)])

    def facts(self) -> dict[str, Any]:
        """Return what is asked of every organisation, as the operations take it."""
        names = ("legal_name", "street", "postcode", "town", "language")
        return {"enterprise_number": self.enterprise_number.value, **{name: self[name].data for name in names}}

    def details(self) -> Details:
        """Return the rest of the facts."""
        return Details(
            legal_form=self.legal_form.value,
            trade_name=self.trade_name.value,
            main_activity=self.main_activity.value,
            employer_group=self.employer_group.value,
            is_micro=bool(self.is_micro.data),
            worker_count=self.worker_count.data,
        )


class NewOrganisationForm(OrganisationForm):
    """An organisation that joined on paper."""

    affiliated_on = _day(_l("Affiliated since"))


class EndForm(StaffForm):
    """The end of an affiliation."""

    last_day = _day(_l("Last day of the affiliation"))


class PlaceForm(StaffForm):
    """A place of work."""

    name = LineField(_l("Name"), required=True)
    street = LineField(_l("Street and number"), required=True)
    postcode = LineField(_l("Postcode"), required=True, max_length=12)
    town = LineField(_l("Town"), required=True, max_length=120)
    worker_count = IntegerField(_l("Number of workers"), validators=[Optional(), NumberRange(0, 99_999)])


class DomainForm(StaffForm):
    """A mail domain of the organisation."""

    domain = LineField(_l("Mail domain"), required=True, max_length=253)

    def validate_domain(self, field: LineField) -> None:
        """Refuse what is no domain."""
        if not DOMAIN.fullmatch(self.value):
            raise ValidationError(_l("Enter a domain, such as example.be."))

    @property
    def value(self) -> str:
        """The domain in lower case, without what stands before an @."""
        return str(self.domain.data or "").lower().rpartition("@")[2]


class AppointForm(StaffForm):
    """Access for a person of the organisation, given by staff."""

    name = LineField(_l("Name"), required=True, max_length=120)
    email = EmailField(_l("E-mail address"), required=True)
    language = RadioOneField(_l("Language"), required=True, choices=LANGUAGE_CHOICES)
    role = RadioOneField(
        _l("Role"),
        required=True,
        choices=lambda: [
            SelectChoice(role.value, str(role.label).capitalize()) for role in (*offered_roles(), Role.CONTACT)
        ],
    )


class EndAccessForm(StaffForm):
    """Why somebody loses access."""

    reason = RadioOneField(
        _l("Reason"),
        required=True,
        choices=lambda: [SelectChoice(reason.value, str(reason.label).capitalize()) for reason in REASONS_TO_END],
    )

    @property
    def chosen(self) -> Reason:
        """The reason, once the form is valid."""
        return Reason(self.reason.data)


class DocumentForm(StaffForm):
    """A document for the organisation's file."""

    title = LineField(_l("Title"), required=True)
    kind = SelectOneField(_l("Kind"), required=True)
    language = RadioOneField(_l("Language"), required=True, choices=LANGUAGE_CHOICES)
    establishment = SelectOneField(_l("Concerns"))
    file = UploadsField(_l("File"), most=1, max_bytes=DOCUMENT_BYTES, validators=[InputRequired(REQUIRED)])

    def offer(self, places: Iterable[Establishment]) -> DocumentForm:
        """Fill in the choices."""
        kinds = [SelectChoice(kind.value, str(kind.label).capitalize()) for kind in DocumentKind]
        self.kind.choices = [SelectChoice("", _("Choose a kind")), *kinds]
        whole = SelectChoice("", _("The whole organisation"))
        self.establishment.choices = [whole, *(SelectChoice(str(place.id), place.name) for place in places)]
        return self

    @property
    def establishment_id(self) -> int | None:
        """Key of the place of work, or None for the whole organisation."""
        return int(self.establishment.data) if self.establishment.data else None
