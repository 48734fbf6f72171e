"""What is typed at the desk of mailings."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from wtforms.validators import ValidationError

from cesi_site.core import clock
from cesi_site.core.belgian_fields import ChecklistField, DayField
from cesi_site.core.forms import EmailField, LineField, ParagraphField, SelectOneField
from cesi_site.core.languages import LANGUAGES, _, _l, current_language
from cesi_site.newsletter.models import Kind, Mailing
from cesi_site.newsletter.models.mailings import REASON_LENGTH, SUBJECT_LENGTH, SUMMARY_LENGTH
from cesi_site.newsletter.operations.mailings import TEXTS
from cesi_site.newsletter.queries.previews import BUTTON, blocks_to_choose
from cesi_site.newsletter.themes import THEMES
from cesi_site.staff.forms import StaffForm

BODY_LENGTH = 60_000
TIME = re.compile(r"(\d{1,2})\s*[:.hHuU]\s*(\d{2})")


def _body(label: Any) -> ParagraphField:
    return ParagraphField(label, max_length=BODY_LENGTH, attributes={"rows": 22, "spellcheck": "true"})


def _reason(label: Any) -> ParagraphField:
    return ParagraphField(label, max_length=REASON_LENGTH, attributes={"rows": 3})


def _summary(label: Any) -> ParagraphField:
    return ParagraphField(label, max_length=SUMMARY_LENGTH, attributes={"rows": 3})


class TextForm(StaffForm):
    """A mailing, both languages side by side. A draft may be incomplete: nothing that was typed is lost."""

    subject_nl = LineField(_l("Subject in Dutch"), max_length=SUBJECT_LENGTH)
    subject_fr = LineField(_l("Subject in French"), max_length=SUBJECT_LENGTH)
    summary_nl = _summary(_l("Summary in Dutch"))
    summary_fr = _summary(_l("Summary in French"))
    legal_reason_nl = _reason(_l("The law that obliges to send it, in Dutch"))
    legal_reason_fr = _reason(_l("The law that obliges to send it, in French"))
    body_nl = _body(_l("Text in Dutch"))
    body_fr = _body(_l("Text in French"))
    themes = ChecklistField(_l("Themes"))
    block = SelectOneField(_l("Set in"))

    @classmethod
    def of(cls, mailing: Mailing) -> TextForm:
        """Return the form with what stands there."""
        written = {f"{n}_{t.language}": getattr(t, n) for t in mailing.texts for n in TEXTS}
        form = cls(themes=mailing.themes, **written)
        form.themes.choices = [(key, str(name)) for key, name in THEMES.items()]
        blocks = blocks_to_choose(mailing.kind, current_language())
        form.block.choices = [("", _("Choose")), (BUTTON, _("Button")), *blocks]
        if mailing.kind is Kind.NEWSLETTER:
            del form.legal_reason_nl, form.legal_reason_fr
        else:
            del form.themes
        for name in form.texts_there:
            # Said beside each: without it the mailing does not leave, though the draft is kept.
            form[name].flags.required = True
        return form

    @property
    def texts_there(self) -> list[str]:
        """The names of the fields that hold a text."""
        return [name for name in (f"{n}_{language}" for n in TEXTS for language in LANGUAGES) if name in self]

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """What was written, by language and name."""
        return {
            language: {name: self[f"{name}_{language}"].data or "" for name in TEXTS if f"{name}_{language}" in self}
            for language in LANGUAGES
        }

    @property
    def chosen_themes(self) -> list[str]:
        """The themes, where the mailing has any."""
        return list(self.themes.data or ()) if "themes" in self else []


class TimeField(LineField):
    """A time of day typed as 9:00, 09.00 or 9h00; `value` is a time."""

    longest = 10

    @property
    def value(self) -> dt.time | None:  # type: ignore[override]
        """The time, or None where nothing (or no time) was typed."""
        found = TIME.fullmatch((self.data or "").strip())
        try:
            return dt.time(int(found[1]), int(found[2])) if found else None
        except ValueError:
            return None

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no time."""
        if self.data and self.value is None:
            raise ValidationError(_l("Enter a time as hh:mm."))


class WhenForm(StaffForm):
    """When a mailing leaves, by the clock of Brussels; without a day, as soon as it may."""

    day = DayField(_l("Day"), earliest=clock.today)
    time = TimeField(_l("Time"))

    @property
    def moment(self) -> dt.datetime | None:
        """The instant, once the form is valid; None for as soon as it may."""
        day, time = self.day.value, self.time.value
        return dt.datetime.combine(day, time, clock.BRUSSELS).astimezone(dt.UTC) if day and time else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that a day and its time are given together, and lie ahead."""
        if not super().validate(extra_validators):
            return False
        if bool(self.day.data) != bool(self.time.data):
            missing = self.time if self.day.data else self.day
            missing.errors = [_("Give a day and a time, or neither.")]
            return False
        if self.moment and self.moment <= clock.now():
            self.time.errors = [_("This moment has passed.")]
            return False
        return True


class AddressForm(StaffForm):
    """The address that somebody asks about."""

    email = EmailField(_l("E-mail address"), required=True)
