"""Step 4: from when, and from whom the employer comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from cesi_site.affiliation.choices import NONE, OTHER, SERVICES, YES_NO, offered
from cesi_site.affiliation.forms.activity import MONTHS_AHEAD, last_start
from cesi_site.affiliation.forms.base import Case, StepForm, only_if, unless
from cesi_site.affiliation.forms.identity import CHOOSE_ONE
from cesi_site.core.belgian_fields import DayField
from cesi_site.core.clock import today
from cesi_site.core.forms import LineField, RadioOneField, SelectOneField
from cesi_site.core.languages import _l


class ServiceForm(StepForm):
    """The day the affiliation should begin, and the present external service."""

    cases: ClassVar[Mapping[str, Case]] = {
        "current_service_name": only_if("current_service", OTHER),
        "notice_given": unless("current_service", NONE, None, ""),
        "notice_on": only_if("notice_given", "yes"),
    }
    needed = frozenset({"current_service_name"})

    start_date = DayField(
        _l("Desired start date"),
        required=True,
        earliest=today,
        latest=last_start,
        too_late=_l("Choose a date within %(months)s months from today.", months=MONTHS_AHEAD),
    )
    current_service = SelectOneField(_l("Current external service"), required=True)
    current_service_name = LineField(_l("Name of that service"), max_length=120)
    notice_given = RadioOneField(_l("Have you already sent the notice of termination?"))
    notice_on = DayField(_l("Date of the notice"), latest=today)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.current_service.choices = offered(SERVICES, blank=CHOOSE_ONE)
        self.notice_given.choices = offered(YES_NO)

    def columns(self) -> dict[str, Any]:
        """Return the columns of the request that this step fills."""
        notice = self.given("notice_given")
        return {name: self.given(name) for name in ("start_date", "current_service", "current_service_name")} | {
            "notice_given": None if notice is None else notice == "yes",
            "notice_on": self.given("notice_on") if notice == "yes" else None,
        }
