"""What an officer types about a request, and about the tariff."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, DateField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.core.belgian_fields import AmountField
from cesi_site.core.forms import (
    REQUIRED,
    EmailField,
    EnterpriseNumberField,
    LineField,
    ParagraphField,
    RadioOneField,
    SelectOneField,
)
from cesi_site.core.languages import LANGUAGES, NAMES, _l
from cesi_site.members.models import EMPLOYER_GROUPS
from cesi_site.staff.forms import AddressesField, StaffForm

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]


class WordsForm(StaffForm):
    """An act that needs words: a question, a reason, a note."""

    words = ParagraphField(_l("Text"), required=True, max_length=2000, attributes={"rows": 4})


class NumberForm(StaffForm):
    """The enterprise number of an enterprise that had none yet."""

    enterprise_number = EnterpriseNumberField(_l("Enterprise number"), required=True)


class AcceptForm(StaffForm):
    """What a request becomes: since when it is a member, and who manages its access."""

    affiliated_on = DateField(_l("Affiliated from"), format=DAY_FORMATS, validators=[InputRequired(REQUIRED)])
    employer_group = SelectOneField(
        _l("Employer group"), choices=[("", _l("Not known yet")), *((one, one) for one in EMPLOYER_GROUPS)]
    )
    manager_name = LineField(_l("Name of the first access manager"), required=True, max_length=160)
    manager_email = EmailField(_l("E-mail address of the first access manager"), required=True)
    manager_language = RadioOneField(_l("Language"), required=True, choices=[(lang, NAMES[lang]) for lang in LANGUAGES])

    @classmethod
    def filled_with(cls, request: AffiliationRequest) -> AcceptForm:
        """Return the form with what the applicant asked for."""
        facts: dict[str, Any] = {
            "affiliated_on": request.start_date,
            "manager_name": request.contact_name,
            "manager_email": request.email,
            "manager_language": request.language,
        }
        return cls(**facts)

    @property
    def first_day(self) -> dt.date:
        """The first day of the affiliation, once the form is valid."""
        day = self.affiliated_on.data
        assert isinstance(day, dt.date)
        return day


def _amount(label: Any) -> AmountField:
    return AmountField(label, required=True, low=Decimal("0.01"), high=Decimal(9999))


class TariffForm(StaffForm):
    """What a tariff group costs per worker in a year."""

    year = IntegerField(
        _l("Year"), validators=[InputRequired(REQUIRED), NumberRange(2015, 2100, _l("Enter a year, such as 2027."))]
    )
    group = SelectOneField(_l("Tariff group"), required=True, choices=[(str(one), str(one)) for one in range(1, 6)])
    above_five = _amount(_l("Per worker, above five workers (EUR, without VAT)"))
    up_to_five = _amount(_l("Per worker, up to five workers (EUR, without VAT)"))
    legal_base = BooleanField(_l("These are the amounts of the law, before indexation"))

    @property
    def amounts(self) -> dict[str, Decimal]:
        """Both amounts by their name, once the form is valid."""
        read = {"above_five": self.above_five.value, "up_to_five": self.up_to_five.value}
        return {name: amount for name, amount in read.items() if amount is not None}


class ReadersForm(StaffForm):
    """At which addresses the team reads new requests."""

    nl = AddressesField(_l("Who reads Dutch requests"), required=True, attributes={"rows": 3})
    fr = AddressesField(_l("Who reads French requests"), required=True, attributes={"rows": 3})

    @property
    def readers(self) -> dict[str, list[str]]:
        """The addresses by language, once the form is valid."""
        return {"nl": self.nl.addresses(), "fr": self.fr.addresses()}
