"""What people type when they write to CESI: the form of the contact page, and its short sister on other pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from wtforms import Field, HiddenField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from cesi_site.contact.models import PendingUpload
from cesi_site.contact.operations import Draft
from cesi_site.contact.queries import Topic
from cesi_site.core import links
from cesi_site.core.forms import (
    EmailField,
    EnterpriseNumberField,
    LineField,
    ParagraphField,
    PhoneField,
    PublicForm,
    RadioOneField,
)
from cesi_site.core.languages import _l
from cesi_site.core.uploads import MEGABYTE, UploadsField

MOST_FILES = 3
MOST_BYTES = 5 * MEGABYTE
SHORTEST, LONGEST = 10, 4000
UPLOADS_PURPOSE = "contact uploads"
OWN_PAGE = "contact"
SOURCE = re.compile(r"[a-z]{1,20}(:[a-z0-9-]{1,60})?")

FILES_GONE = _l("Files are kept for one hour, and yours are gone. Add them again, or send your message without them.")


def _known_page(sent: str | None) -> str:
    """Return the page a form was sent from; what is no page's name becomes the contact page's."""
    return sent if sent and SOURCE.fullmatch(sent) else OWN_PAGE


class _IdsField(Field):
    """Ticked rows, by their ids; what is no id is left out."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take every value sent under this name."""
        self.data = {int(value) for value in valuelist if isinstance(value, str) and re.fullmatch(r"\d{1,18}", value)}


class ContactForm(PublicForm):
    """A message to a team. `offer` gives it the topics before it is checked or shown."""

    topic = RadioOneField(_l("What is your message about?"), required=True)
    subject = LineField(_l("Title of your message"))
    message = ParagraphField(
        _l("What do you want to ask or tell us?"),
        required=True,
        max_length=LONGEST,
        validators=[Length(min=SHORTEST, message=_l("Write at least %(min)d characters."))],
        attributes={"rows": 9},
    )
    attachments = UploadsField(_l("Attachments"), most=MOST_FILES, max_bytes=MOST_BYTES)
    name = LineField(_l("First and last name"), required=True, max_length=120, attributes={"autocomplete": "name"})
    email = EmailField(_l("E-mail address"), required=True, attributes={"autocomplete": "email"})
    phone = PhoneField(_l("Telephone"), attributes={"autocomplete": "tel"})
    organisation = LineField(_l("Company or organisation"), attributes={"autocomplete": "organization"})
    enterprise_number = EnterpriseNumberField(_l("Enterprise number"), attributes={"inputmode": "numeric"})
    kept_attachments = HiddenField()
    remove_attachment = _IdsField()
    source = HiddenField(filters=[_known_page])

    def offer(self, topics: Sequence[Topic]) -> ContactForm:
        """Give the form the topics a visitor can choose."""
        self.topic.choices = [SelectChoice(topic.key, topic.name) for topic in topics]
        return self

    @cached_property
    def kept_ids(self) -> list[int]:
        """Ids of the files kept from an earlier try, less those that the visitor takes off; empty if not ours."""
        try:
            ids: list[int] = links.read(UPLOADS_PURPOSE, self.kept_attachments.data or "")
        except links.BadLink:
            return []
        return [number for number in ids if number not in (self.remove_attachment.data or ())]

    def leave_room(self) -> None:
        """Count the files kept from an earlier try among those that may be added."""
        self.attachments.room = MOST_FILES - len(self.kept_ids)

    def show_kept(self, files: Iterable[PendingUpload]) -> None:
        """Put files that are kept into the form that goes back."""
        self.kept_attachments.data = links.sign(UPLOADS_PURPOSE, [file.id for file in files])

    def draft(self, language: str) -> Draft:
        """Return what was sent, as it is stored. Only for a form that was found valid."""
        return Draft(
            topic=_given(self.topic),
            language=language,
            subject=self.subject.value,
            name=_given(self.name),
            email=_given(self.email),
            phone=self.phone.value,
            organisation=self.organisation.value,
            enterprise_number=self.enterprise_number.value,
            body=_given(self.message),
            source=self.source.data,
        )


def _given(field: Any) -> str:
    """Return what a required field of a valid form holds."""
    value: str | None = field.value
    assert value is not None
    return value
