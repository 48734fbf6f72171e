"""Step 5: declarations, and the wish for the newsletter."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField
from wtforms.validators import DataRequired

from cesi_site.affiliation.forms.base import StepForm
from cesi_site.core.languages import _l

MUST_DECLARE = _l("Tick this box to send the request.")


class CheckForm(StepForm):
    """What the applicant declares. Nothing is ticked beforehand, and the newsletter is a question of its own."""

    authorised = BooleanField(
        _l("I am authorised to submit this request on behalf of the employer, and what I filled in is correct."),
        validators=[DataRequired(MUST_DECLARE)],
    )
    conditions = BooleanField(_l("I accept the conditions of this request."), validators=[DataRequired(MUST_DECLARE)])
    newsletter = BooleanField(_l("I want to receive the newsletter “Prevention and HR news”."))

    def __init__(self, *args: Any, asks_newsletter: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_newsletter:
            del self.newsletter

    def columns(self) -> dict[str, Any]:
        """Return the columns of the request that this step fills."""
        return {"newsletter": bool(self.newsletter.data) if "newsletter" in self else None}
