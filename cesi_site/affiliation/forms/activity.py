"""Step 2: what the employer does, where, and with how many people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField
from wtforms.validators import Length

from cesi_site.affiliation.choices import NACE_VERSIONS, NONE, RISKS, WORKER_KINDS, offered
from cesi_site.affiliation.forms.base import StepForm
from cesi_site.affiliation.models import AffiliationEstablishment
from cesi_site.core.belgian_fields import (
    NO_DAY,
    ChecklistField,
    CountField,
    DayField,
    JointCommitteesField,
    NaceCodeField,
    PostcodeField,
    UnitNumberField,
)
from cesi_site.core.clock import today
from cesi_site.core.forms import LineField, SelectOneField
from cesi_site.core.languages import _l
from cesi_site.register.terms import add_months

MOST_WORKERS = 99_999
MOST_PLACES = 20
SHORTEST_ACTIVITY = 3
MONTHS_AHEAD = 18

TOO_MANY = _l("This is more than the number of workers.")
TOO_MANY_TOGETHER = _l("Together, the places of work have more workers than you filled in above.")
NO_PLACE = _l("Add at least one place of work, or take the tick away.")
NOT_BOTH = _l("Choose the risks that you know, or “no risks known”: not both.")


def last_start() -> dt.date:
    """Return the last day on which an affiliation can begin when it is asked for today."""
    return add_months(today(), MONTHS_AHEAD)


class PlaceForm(Form):
    """A place of work beside the registered office. One that was left empty is not counted."""

    name = LineField(_l("Name of the place"))
    street = LineField(_l("Street, number and box"), required=True)
    postcode = PostcodeField(_l("Postcode"), required=True, attributes={"inputmode": "numeric"})
    town = LineField(_l("Town"), required=True, max_length=120)
    unit_number = UnitNumberField(_l("Establishment unit number"), attributes={"inputmode": "numeric"})
    worker_count = CountField(_l("Number of workers here"), high=MOST_WORKERS)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed at all."""
        return not any(field.data for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, unless all are empty."""
        return self.is_empty or super().validate(extra_validators)

    def row(self) -> AffiliationEstablishment:
        """Return the place as the request keeps it."""
        return AffiliationEstablishment(**{field.short_name: field.value for field in self})


class ActivityForm(StepForm):
    """The employer's activity, places of work, workers and known risks."""

    main_activity = LineField(
        _l("Main activity"),
        required=True,
        validators=[Length(min=SHORTEST_ACTIVITY, message=_l("Write at least %(min)d characters."))],
    )
    nace_code = NaceCodeField(_l("NACE code"), attributes={"inputmode": "numeric"})
    nace_version = SelectOneField(_l("List of the NACE code"), default="2025")
    joint_committees = JointCommitteesField(_l("Joint committee(s)"))
    worker_count = CountField(_l("Number of workers"), required=True, high=MOST_WORKERS)
    temporary_count = CountField(_l("Temporary workers"), high=MOST_WORKERS)
    students_count = CountField(_l("Students"), high=MOST_WORKERS)
    young_count = CountField(_l("Under 18 years old"), high=MOST_WORKERS)
    night_count = CountField(_l("Working at night"), high=MOST_WORKERS)
    surveillance_count = CountField(_l("Under health surveillance"), high=MOST_WORKERS)
    first_worker_on = DayField(
        _l("First working day of your first worker"),
        earliest=lambda: dt.date(1900, 1, 1),
        too_early=NO_DAY,
        latest=last_start,
        too_late=_l("This date lies too far ahead."),
    )
    only_elsewhere = BooleanField(_l("Nobody works at the registered office"))
    places = FieldList(FormField(PlaceForm), _l("Other places of work"), max_entries=MOST_PLACES)
    risks = ChecklistField(_l("Which risks do your workers meet?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.nace_version.choices = offered(NACE_VERSIONS)
        self.risks.choices = offered(RISKS)

    @property
    def filled_places(self) -> list[PlaceForm]:
        """The places in which something was typed."""
        return [entry.form for entry in self.places if not entry.form.is_empty]

    @property
    def has_counts(self) -> bool:
        """Whether one of the groups of workers was filled in."""
        return any(self[f"{kind}_count"].data for kind in WORKER_KINDS)

    def check(self) -> None:
        """No group is larger than the whole, somebody works somewhere, and a risk is known or not."""
        total = self.worker_count.value
        if total is not None and not self.worker_count.errors:
            self._check_counts(total)
        if self.only_elsewhere.data and not self.filled_places:
            self.only_elsewhere.errors = [NO_PLACE]
        if NONE in (self.risks.data or ()) and len(self.risks.data) > 1:
            self.risks.errors = [NOT_BOTH]

    def _check_counts(self, total: int) -> None:
        for kind in WORKER_KINDS:
            field = self[f"{kind}_count"]
            if not field.errors and (field.value or 0) > total:
                field.errors = [TOO_MANY]
        places = self.filled_places
        if not self.places.errors and sum(place.worker_count.value or 0 for place in places) > total:
            last = [place for place in places if place.worker_count.value][-1]
            last.worker_count.errors = [TOO_MANY_TOGETHER]
            self.places.errors = [entry.errors for entry in self.places]

    def columns(self) -> dict[str, Any]:
        """Return the columns of the request that this step fills."""
        names = ("main_activity", "nace_code", "worker_count", "first_worker_on")
        counts = [f"{kind}_count" for kind in WORKER_KINDS]
        return {name: self.given(name) for name in (*names, *counts)} | {
            "nace_version": self.nace_version.value if self.nace_code.value else None,
            "joint_committees": self.joint_committees.values,
            "works_at_office": not self.only_elsewhere.data,
            "risks": list(self.risks.data or ()),
            "establishments": [place.row() for place in self.filled_places],
        }
