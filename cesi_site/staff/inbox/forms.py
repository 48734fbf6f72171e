"""What staff type about a message: an answer, a note, where it goes, whose file it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wtforms import BooleanField
from wtforms.validators import ValidationError

from cesi_site.accounts.models import Account
from cesi_site.contact.models import AnswerTemplate
from cesi_site.contact.queries import Topic
from cesi_site.core.forms import LineField, ParagraphField, SelectOneField
from cesi_site.core.languages import _l
from cesi_site.staff.forms import StaffForm

LONGEST_ANSWER = 10_000


class AnswerForm(StaffForm):
    """An answer by mail."""

    text = ParagraphField(_l("Your answer"), required=True, max_length=LONGEST_ANSWER, attributes={"rows": 14})
    instead = BooleanField(_l("I answer in this colleague’s place"))
    close_it = BooleanField(_l("Nothing more is to be done: close the message"))
    greeting = ""

    def greet(self, greeting: str) -> AnswerForm:
        """Note with which words the answer begins by itself."""
        self.greeting = greeting
        return self

    def validate_text(self, field: ParagraphField) -> None:
        """Refuse an answer that says no more than its greeting."""
        if (field.data or "").split() == self.greeting.split():
            raise ValidationError(_l("Write your answer below the greeting."))


class NoteForm(StaffForm):
    """An internal note."""

    text = ParagraphField(_l("Internal note"), required=True, max_length=2000, attributes={"rows": 3})


class GiveForm(StaffForm):
    """Give a message to a colleague."""

    colleague = SelectOneField(_l("Colleague"), required=True)

    def offer(self, colleagues: Iterable[Account]) -> GiveForm:
        """Fill in who reads the topic."""
        self.colleague.choices = [("", _l("Choose …")), *((str(account.id), account.name) for account in colleagues)]
        return self


class HandOverForm(StaffForm):
    """Give a message to the team of another topic."""

    topic = SelectOneField(_l("To which topic"), required=True)
    reason = LineField(_l("Reason"), required=True, max_length=200)

    def offer(self, topics: Sequence[Topic], current: str) -> HandOverForm:
        """Fill in the other topics."""
        others = [(topic.key, f"{topic.name} – {topic.team}") for topic in topics if topic.key != current]
        self.topic.choices = [("", _l("Choose …")), *others]
        return self


class FileForm(StaffForm):
    """Put a message in a member's file by hand, or move it to another one."""

    member = LineField(_l("Name or enterprise number of the member"), required=True)
    reason = LineField(_l("Reason"), required=True, max_length=200)


class DetachForm(StaffForm):
    """Take a message out of a member's file, or refuse a proposal; `organisation_id` is that member's key."""

    organisation_id: int | None = None
    reason = LineField(_l("Reason"), required=True, max_length=200)


class TemplateForm(StaffForm):
    """Words to begin an answer with."""

    name = LineField(_l("Name of the template"), required=True, max_length=120)
    topic = SelectOneField(_l("For which topic"))
    body_nl = ParagraphField(_l("Text in Dutch"), required=True, max_length=LONGEST_ANSWER, attributes={"rows": 12})
    body_fr = ParagraphField(_l("Text in French"), required=True, max_length=LONGEST_ANSWER, attributes={"rows": 12})

    def offer(self, topics: Sequence[Topic], *, everywhere: bool) -> TemplateForm:
        """Fill in the topics; `everywhere` allows words that suit all of them."""
        everything = [("", _l("All topics"))] if everywhere else []
        self.topic.choices = [*everything, *((topic.key, str(topic.name)) for topic in topics)]
        return self

    @classmethod
    def filled_with(cls, template: AnswerTemplate | None) -> TemplateForm:
        """Return the form with what the template says."""
        if template is None:
            return cls()
        names = ("name", "body_nl", "body_fr")
        return cls(topic=template.topic or "", **{name: getattr(template, name) for name in names})
