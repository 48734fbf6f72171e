"""What the data protection officer types about a request."""

from __future__ import annotations

from typing import Any

from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from cesi_site.core.forms import EmailField, LineField, ParagraphField, RadioOneField, SelectOneField
from cesi_site.core.languages import LANGUAGES, NAMES, _, _l
from cesi_site.privacy.decisions import GAP, OUTCOMES
from cesi_site.privacy.models import Channel, Identity, Right
from cesi_site.staff.forms import StaffForm

CHANNELS = (Channel.MAIL, Channel.LETTER, Channel.TELEPHONE, Channel.DESK)
PROOFS = (Identity.KNOWN, Identity.SHOWN, Identity.ADDRESS, Identity.NOT_NEEDED)


class WordsForm(StaffForm):
    """A step that needs words: a question, a reason, a note."""

    words = ParagraphField(_l("Text"), required=True, max_length=2000, attributes={"rows": 4})


class IdentityForm(StaffForm):
    """How the person showed who they are."""

    identity = RadioOneField(_l("How do we know who it is?"), required=True)

    def offer(self) -> IdentityForm:
        """Give the form the ways in the language in use."""
        self.identity.choices = [SelectChoice(one.value, str(one.label)) for one in PROOFS]
        return self


class DecisionForm(StaffForm):
    """What is decided, in the person's language."""

    outcome = RadioOneField(_l("Decision"), required=True)
    words = ParagraphField(_l("Text for the person"), required=True, max_length=6000, attributes={"rows": 12})

    def offer(self) -> DecisionForm:
        """Give the form the outcomes in the language in use."""
        self.outcome.choices = [SelectChoice(one.value, str(one.label)) for one in OUTCOMES]
        return self

    def validate_words(self, field: Any) -> None:
        """Refuse a text in which something is still to be filled in."""
        if GAP in (field.data or ""):
            raise ValidationError(_("Fill in what stands between brackets: %(gap)s", gap=GAP))


class NewRequestForm(StaffForm):
    """A request that came another way: by letter, telephone or mail."""

    channel = RadioOneField(_l("How did it come?"), required=True)
    right = SelectOneField(_l("Right"), required=True)
    name = LineField(_l("First and last name"), required=True, max_length=120)
    email = EmailField(_l("E-mail address"))
    postal_address = LineField(_l("Postal address"), max_length=300)
    language = RadioOneField(_l("Language"), required=True, choices=[(one, NAMES[one]) for one in LANGUAGES])
    message = ParagraphField(_l("What is asked"), max_length=4000, attributes={"rows": 5})

    def offer(self) -> NewRequestForm:
        """Give the form its choices in the language in use."""
        self.channel.choices = [SelectChoice(one.value, str(one.label)) for one in CHANNELS]
        self.right.choices = [SelectChoice(one.value, str(one.label)) for one in Right]
        return self
