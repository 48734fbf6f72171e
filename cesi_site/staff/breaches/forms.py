"""What the data protection officer types about a breach."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from cesi_site.core.belgian_fields import read_day
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.forms import LineField, ParagraphField, RadioOneField
from cesi_site.core.languages import Text, _, _l
from cesi_site.privacy.models import Breach, Harm, Risk
from cesi_site.privacy.operations import Described
from cesi_site.staff.forms import StaffForm

YES, NO = "yes", "no"
ANSWERS = {YES: Text("melden", "signaler"), NO: Text("niet melden", "ne pas signaler")}
TIME = re.compile(r"([01]?\d|2[0-3])[:.hu]([0-5]\d)")


class MomentField(LineField):
    """A day and a time in Brussels, typed as dd/mm/yyyy hh:mm; `value` is an aware instant."""

    longest = 20

    @property
    def value(self) -> dt.datetime | None:  # type: ignore[override]
        """The instant, or None where nothing (or none) was typed."""
        day, _space, time = (self.data or "").strip().partition(" ")
        found, clock = read_day(day), TIME.fullmatch(time.strip())
        if found is None or clock is None:
            return None
        return dt.datetime(found.year, found.month, found.day, int(clock[1]), int(clock[2]), tzinfo=BRUSSELS)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no day with a time."""
        if self.data and self.value is None:
            raise ValidationError(_("Type a day and a time, such as 05/03/2027 14:30."))


class BreachForm(StaffForm):
    """What is known of a breach (article 33.3 GDPR)."""

    title = LineField(_l("What happened, in one line"), required=True, max_length=200)
    known_at = MomentField(_l("When did we know?"), required=True)
    happened_at = MomentField(_l("When did it happen?"))
    harm = RadioOneField(_l("What happened to the data?"), required=True)
    risk = RadioOneField(_l("What is the risk for people?"), required=True)
    facts = ParagraphField(_l("The facts"), required=True, max_length=6000, attributes={"rows": 5})
    persons = ParagraphField(_l("Whose data, and which"), required=True, max_length=2000, attributes={"rows": 3})
    effects = ParagraphField(_l("Likely effects"), required=True, max_length=4000, attributes={"rows": 3})
    measures = ParagraphField(_l("Measures"), required=True, max_length=4000, attributes={"rows": 3})

    def offer(self) -> BreachForm:
        """Give the form its choices in the language in use."""
        self.harm.choices = [SelectChoice(one.value, str(one.label)) for one in Harm]
        self.risk.choices = [SelectChoice(one.value, str(one.label)) for one in Risk]
        return self

    def described(self) -> Described:
        """Return what was typed, once the form is valid."""
        known_at = self.known_at.value
        assert known_at is not None
        return Described(
            title=self.title.data,
            known_at=known_at.astimezone(dt.UTC),
            happened_at=self.happened_at.value.astimezone(dt.UTC) if self.happened_at.value else None,
            harm=Harm(self.harm.data),
            risk=Risk(self.risk.data),
            facts=self.facts.data,
            persons=self.persons.data,
            effects=self.effects.data,
            measures=self.measures.data,
        )


def typed(breach: Breach) -> dict[str, Any]:
    """Return a breach as it stands in the form."""
    words = ("title", "facts", "persons", "effects", "measures")
    return {
        **{name: getattr(breach, name) for name in words},
        "known_at": moment(breach.known_at),
        "happened_at": moment(breach.happened_at) if breach.happened_at else "",
        "harm": breach.harm.value,
        "risk": breach.risk.value,
    }


def moment(value: dt.datetime) -> str:
    """Write an instant as the field reads it."""
    return f"{value.astimezone(BRUSSELS):%d/%m/%Y %H:%M}"


class DecisionForm(StaffForm):
    """Whether somebody is told, and why."""

    tell = RadioOneField(_l("Decision"), required=True)
    reasons = ParagraphField(_l("Reasons"), required=True, max_length=4000, attributes={"rows": 3})

    def offer(self) -> DecisionForm:
        """Give the form its answers in the language in use."""
        self.tell.choices = [SelectChoice(key, str(label)) for key, label in ANSWERS.items()]
        return self


class ToldForm(StaffForm):
    """When somebody was told, and how."""

    at = MomentField(_l("When were they told?"), required=True)
    words = ParagraphField(_l("Text"), required=True, max_length=4000, attributes={"rows": 3})


class WordsForm(StaffForm):
    """A step that needs words."""

    words = ParagraphField(_l("Text"), required=True, max_length=4000, attributes={"rows": 3})
