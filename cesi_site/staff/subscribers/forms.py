"""What staff type at the desk of readers."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField
from wtforms.validators import DataRequired

from cesi_site.core.forms import REQUIRED, EmailField, LineField, RadioOneField
from cesi_site.core.languages import LANGUAGES, NAMES, _, _l
from cesi_site.newsletter.models import ImportGround
from cesi_site.newsletter.models.imports import SOURCE_LENGTH
from cesi_site.staff.forms import StaffForm

REASON_LENGTH = 150


def _reason() -> LineField:
    return LineField(_l("How the person asked"), required=True, max_length=REASON_LENGTH)


class EndForm(StaffForm):
    """End a subscription on request."""

    reason = _reason()


class MoveForm(StaffForm):
    """Another address on request."""

    email = EmailField(_l("New address"), required=True)
    reason = _reason()


class RestrictForm(StaffForm):
    """Keep the data and stop using it."""

    reason = _reason()


class ImportForm(StaffForm):
    """A list of addresses, why it may come in, and from where."""

    file = FileField(_l("List (CSV)"), validators=[FileRequired(REQUIRED)], render_kw={"accept": ".csv,text/csv"})
    ground = RadioOneField(_l("Legal ground"), required=True)
    source = LineField(_l("Where the list comes from"), required=True, max_length=SOURCE_LENGTH)
    language = RadioOneField(
        _l("Language of rows that name none"), required=True, choices=[(lang, NAMES[lang]) for lang in LANGUAGES]
    )
    allowed = BooleanField(
        _l("I checked that we may use these addresses for this"), validators=[DataRequired(_l("Check this first."))]
    )

    def offer(self) -> ImportForm:
        """Fill in the grounds."""
        self.ground.choices = [(ground.value, str(ground.label)) for ground in ImportGround]
        return self

    def refuse_file(self, reason: str) -> None:
        """Say at the field why the file cannot be used."""
        self.file.errors = [
            {
                "empty": _("The file holds no rows below its heading."),
                "not_text": _("This is no CSV file. Save the list as CSV first."),
                "no_email": _("The first line must name the columns, one of them “email”."),
                "too_long": _("The file is too long: 50,000 rows and 5 MB at most. Split it."),
            }[reason]
        ]
