"""What is typed at the desk of announcements."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wtforms.validators import Optional, Regexp

from cesi_site.core import clock
from cesi_site.core.belgian_fields import ChecklistField, DayField
from cesi_site.core.forms import LineField, ParagraphField, SelectOneField
from cesi_site.core.languages import LANGUAGES, _, _l, current_language
from cesi_site.core.templating import date_short, time_short
from cesi_site.enrolment.models import Announcement
from cesi_site.enrolment.models.announcements import LINK_LENGTH, PLACE_LENGTH, SUBJECT_LENGTH
from cesi_site.enrolment.operations.announcements import Written
from cesi_site.enrolment.queries.announcements import to_announce
from cesi_site.staff.forms import StaffForm
from cesi_site.staff.mailings.forms import TimeField

BODY_LENGTH = 4000
ADDRESS = Regexp(r"https://[^\s/]+\S*$", message=_l("Enter an address that begins with https://."))
TEXTS = tuple(f"{name}_{lang}" for name in ("subject", "body", "event_place", "event_link") for lang in LANGUAGES)


def _body(label: Any) -> ParagraphField:
    return ParagraphField(label, max_length=BODY_LENGTH, attributes={"rows": 10, "spellcheck": "true"})


def _place(label: Any) -> LineField:
    return LineField(label, max_length=PLACE_LENGTH)


def _link(label: Any) -> LineField:
    return LineField(label, max_length=LINK_LENGTH, validators=[Optional(), ADDRESS])


class AnnouncementForm(StaffForm):
    """An announcement, both languages side by side. A draft may be incomplete: nothing that was typed is lost."""

    subject_nl = LineField(_l("Subject in Dutch"), max_length=SUBJECT_LENGTH)
    subject_fr = LineField(_l("Subject in French"), max_length=SUBJECT_LENGTH)
    body_nl = _body(_l("Text in Dutch"))
    body_fr = _body(_l("Text in French"))
    items = ChecklistField(_l("Trainings and dates announced"))
    add = SelectOneField(_l("Add a training or a date"))
    event_day = DayField(_l("Day of the event"), earliest=clock.today)
    event_time = TimeField(_l("Time"))
    event_place_nl = _place(_l("Place in Dutch"))
    event_place_fr = _place(_l("Place in French"))
    event_link_nl = _link(_l("Page about it in Dutch"))
    event_link_fr = _link(_l("Page about it in French"))

    @classmethod
    def of(cls, announcement: Announcement) -> AnnouncementForm:
        """Return the form with what stands there."""
        at = announcement.event_at
        chosen = [item.word for item in announcement.items]
        form = cls(
            items=chosen,
            event_day=date_short(at) if at else "",
            event_time=time_short(at) if at else "",
            **{name: getattr(announcement, name) for name in TEXTS},
        )
        names = dict(to_announce(announcement.house, current_language()))
        form.items.choices = [(word, names.get(word, _("a date that was called off or has passed"))) for word in chosen]
        form.add.choices = [("", _("Choose")), *((word, name) for word, name in names.items() if word not in chosen)]
        for name in TEXTS[: 2 * len(LANGUAGES)]:
            # Said beside each: without it the announcement does not leave, though the draft is kept.
            form[name].flags.required = True
        return form

    @property
    def written(self) -> Written:
        """What was written, once the form is valid."""
        words = [*(self.items.data or ()), *([self.add.value] if self.add.value else [])]
        return Written(texts={name: self[name].data or "" for name in TEXTS}, event_at=self._moment, items=words)

    @property
    def _moment(self) -> dt.datetime | None:
        day, time = self.event_day.value, self.event_time.value
        return dt.datetime.combine(day, time, clock.BRUSSELS).astimezone(dt.UTC) if day and time else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that a day and its time are given together."""
        if not super().validate(extra_validators):
            return False
        if bool(self.event_day.data) != bool(self.event_time.data):
            missing = self.event_time if self.event_day.data else self.event_day
            missing.errors = [_("Give a day and a time, or neither.")]
            return False
        return True
