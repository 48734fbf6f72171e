"""Step 1: who the employer is."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar

from babel import Locale
from wtforms import BooleanField

from cesi_site.affiliation.choices import COUNTRIES, LEGAL_FORMS, VAT_STATUSES, offered
from cesi_site.affiliation.forms.base import Case, StepForm, only_if, unless
from cesi_site.core.belgian_fields import NssoNumberField, PostcodeField
from cesi_site.core.forms import EnterpriseNumberField, LineField, RadioOneField, SelectOneField
from cesi_site.core.languages import LOCALES, Text, _l, current_language

NUMBER_OR_NOT = _l("You filled in an enterprise number. Take the tick away, or erase the number.")
CHOOSE_ONE = Text("Kies …", "Choisissez…")


def _as_listed(name: str) -> str:
    """Return what a name is sorted by: neither accents nor capitals count."""
    return "".join(sign for sign in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(sign))


def country_names() -> dict[str, str]:
    """Return the countries that can be chosen, by their code: Belgium first, the others by name."""
    territories = Locale.parse(LOCALES[current_language()]).territories
    names = {code: territories[code] for code in COUNTRIES}
    return {"BE": names.pop("BE")} | dict(sorted(names.items(), key=lambda item: _as_listed(item[1])))


class IdentityForm(StepForm):
    """The employer: its name, numbers and addresses."""

    cases: ClassVar[Mapping[str, Case]] = {
        "enterprise_number": unless("incorporation_pending"),
        **dict.fromkeys(
            ("correspondence_street", "correspondence_postcode", "correspondence_town"), only_if("other_address")
        ),
    }
    needed = frozenset(cases)

    legal_name = LineField(_l("Legal name"), required=True, attributes={"autocomplete": "organization"})
    trade_name = LineField(_l("Trade name"))
    legal_form = SelectOneField(_l("Legal form"), required=True)
    incorporation_pending = BooleanField(_l("We are being founded and have no enterprise number yet"))
    enterprise_number = EnterpriseNumberField(_l("Enterprise number"), attributes={"inputmode": "numeric"})
    vat_status = RadioOneField(_l("Is your enterprise liable to VAT?"))
    nsso_number = NssoNumberField(_l("NSSO number"), attributes={"inputmode": "numeric"})
    street = LineField(_l("Street, number and box"), required=True, attributes={"autocomplete": "address-line1"})
    postcode = PostcodeField(
        _l("Postcode"), country="country", required=True, attributes={"autocomplete": "postal-code"}
    )
    town = LineField(_l("Town"), required=True, max_length=120, attributes={"autocomplete": "address-level2"})
    country = SelectOneField(_l("Country"), required=True, default="BE", render_kw={"autocomplete": "country"})
    other_address = BooleanField(_l("Send our post to another address"))
    correspondence_street = LineField(_l("Street, number and box (post)"))
    correspondence_postcode = LineField(_l("Postcode (post)"), max_length=12)
    correspondence_town = LineField(_l("Town (post)"), max_length=120)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.legal_form.choices = offered(LEGAL_FORMS, blank=CHOOSE_ONE)
        self.vat_status.choices = offered(VAT_STATUSES)
        self.country.choices = list(country_names().items())

    def check(self) -> None:
        """A number was typed, or there is none yet: not both."""
        if self.incorporation_pending.data and self.enterprise_number.data:
            self.incorporation_pending.errors = [NUMBER_OR_NOT]

    def columns(self) -> dict[str, Any]:
        """Return the columns of the request that this step fills."""
        names = (
            *("legal_name", "trade_name", "legal_form", "enterprise_number", "vat_status", "nsso_number"),
            *("street", "postcode", "town"),
            *("correspondence_street", "correspondence_postcode", "correspondence_town"),
        )
        return {name: self.given(name) for name in names} | {"country": self.country.value or "BE"}
