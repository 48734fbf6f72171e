"""The base of every form: fields that clean what people type, keep it, and say how to mend it.

`field.data` is what was typed, rid of what no person types; it is shown again after an error.
`field.value` is the form in which it is stored, once the form is valid: None where nothing was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, ClassVar

from flask import g, request
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.i18n import get_translations
from wtforms.validators import DataRequired, Optional, ValidationError
from wtforms.widgets import EmailInput, FileInput, TelInput

from cesi_site.core import abuse
from cesi_site.core.addresses import BadAddress, normalise_email
from cesi_site.core.guard import has_session_cookie
from cesi_site.core.identifiers import BadNumber, parse_enterprise_number, parse_phone
from cesi_site.core.languages import LOCALES, SWITCH, _, _l, current_language
from cesi_site.core.templating import number

# Marks that turn the writing direction: they can make a name or a subject read as something else.
DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
LINE_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
UNWANTED = frozenset({"Cc", "Cs", "Cn", "Co"})  # control characters, halves of characters, undefined ones

REQUIRED = _l("Fill in this field.")
CHOOSE = _l("Choose one of the options.")
NUMBER_MESSAGES = {
    "length": _l("An enterprise number has 10 digits."),
    "is_unit": _l(
        "This looks like the number of an establishment unit. Enter the enterprise number (it begins with 0 or 1)."
    ),
    "check": _l("This enterprise number is not correct. Check the digits."),
    "phone": _l("Enter a valid telephone number, such as 02 123 45 67 or +32 470 12 34 56."),
}


def clean_text(typed: str | None) -> str:
    """Return text in NFC with one kind of line break and no control characters, trimmed."""
    text = LINE_BREAKS.sub("\n", DIRECTION_MARKS.sub("", typed or ""))
    if not text.isprintable():
        text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in UNWANTED)
    return unicodedata.normalize("NFC", text).strip()


def clean_line(typed: str | None) -> str:
    """Return the text on one line: what breaks a line becomes a blank, so that no header can be forged."""
    return " ".join(clean_text(typed).split())


class _AtMost:
    """Refuses text of more than `limit` characters; the number is written as people here write it."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, form: Any, field: Any) -> None:
        if len(field.data or "") > self.limit:
            raise ValidationError(_("Use at most %(max)s characters.", max=number(self.limit)))


class _Typed(StringField):
    """What the text fields share: presence, length, and the attributes a browser helps with."""

    longest = 200

    def __init__(
        self,
        label: Any = None,
        *,
        required: bool = False,
        max_length: int | None = None,
        attributes: Mapping[str, Any] | None = None,
        validators: Sequence[Any] = (),
        **options: Any,
    ) -> None:
        """`attributes` become HTML attributes, such as `{"autocomplete": "email"}`."""
        limit = max_length or self.longest
        rules = [DataRequired(REQUIRED) if required else Optional(), _AtMost(limit)]
        attributes = {"maxlength": limit, **(attributes or {})}
        super().__init__(label, validators=[*rules, *validators], render_kw=attributes, **options)

    @property
    def value(self) -> str | None:
        """What is stored: the cleaned text, or None where nothing was typed."""
        return self.data or None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value sent under this name."""
        self.data = clean_line(valuelist[0] if valuelist and isinstance(valuelist[0], str) else "")


class LineField(_Typed):
    """One line of text."""


class ParagraphField(_Typed, TextAreaField):
    """Text of several lines."""

    longest = 4000

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value sent under this name."""
        self.data = clean_text(valuelist[0] if valuelist and isinstance(valuelist[0], str) else "")


class _Parsed(_Typed):
    """A line whose stored form is another one than what was typed: it is read once, when the form is checked."""

    _stored: str | None = None

    @property
    def value(self) -> str | None:
        """The stored form, or None where nothing was typed."""
        return self._stored

    def pre_validate(self, form: Any) -> None:
        """Refuse what cannot be read, saying what is wrong with it."""
        # What is too long is refused for its length: over a megabyte, the readers would take seconds.
        if self.data and len(self.data) <= self.longest:
            self._stored = self.parse(self.data)

    def parse(self, typed: str) -> str:
        """Return the stored form. Raises `ValidationError`."""
        raise NotImplementedError


class EmailField(_Parsed):
    """An e-mail address; `value` is its one stored form."""

    widget = EmailInput()
    longest = 254

    def parse(self, typed: str) -> str:
        """Return the normalised address."""
        try:
            return normalise_email(typed)
        except BadAddress:
            raise ValidationError(_l("Enter a valid e-mail address, such as name@example.be.")) from None


class PhoneField(_Parsed):
    """A telephone number; `value` is E.164."""

    widget = TelInput()
    longest = 40

    def parse(self, typed: str) -> str:
        """Return the number in E.164."""
        return _number(parse_phone, typed)


class EnterpriseNumberField(_Parsed):
    """An enterprise number; `value` is its ten digits."""

    longest = 40

    def parse(self, typed: str) -> str:
        """Return the ten digits."""
        return _number(parse_enterprise_number, typed)


def _number(parse: Callable[[str], str], typed: str) -> str:
    try:
        return parse(typed)
    except BadNumber as error:
        raise ValidationError(NUMBER_MESSAGES[error.reason]) from None


class _Choice(SelectField):
    """What the fields of choice share: one message for a missing and for an unknown value."""

    def __init__(self, label: Any = None, *, required: bool = False, validators: Sequence[Any] = (), **options: Any):
        rule = DataRequired(CHOOSE) if required else Optional()
        super().__init__(label, validators=[rule, *validators], validate_choice=False, **options)

    @property
    def value(self) -> str | None:
        """The chosen value, or None."""
        return self.data or None

    def pre_validate(self, form: Any) -> None:
        """Refuse a value that is not offered."""
        offered = {choice[0] for choice in self.iter_choices()}
        if self.data and self.data not in offered:
            raise ValidationError(CHOOSE)


class SelectOneField(_Choice):
    """One choice out of many, as a list to open."""


class RadioOneField(_Choice, RadioField):
    """One choice out of few, all in view."""


@lru_cache
def _wtforms_messages(locale: str) -> Any:
    return get_translations([locale])


class OrderedForm(FlaskForm):
    """A form whose fields stand in the order of its page, so that its errors are listed in that order too.

    `in_order` names the fields that do not come where they are declared, such as those of a base class: they come
    first, in this order, and the others follow as they are declared.
    """

    in_order: ClassVar[tuple[str, ...]] = ()
    _fields: dict[str, Any]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        first = {name: self._fields[name] for name in self.in_order}
        self._fields = first | {name: field for name, field in self._fields.items() if name not in first}


class PublicForm(OrderedForm):
    """A form anyone may send: no cookie, a ticket against double sending, a honeypot against robots.

    A token is asked only from a visitor whose session cookie came along (`core.guard`).
    """

    honeypot_name = abuse.HONEYPOT

    class Meta(FlaskForm.Meta):
        """Ask for a token only where there is a session to ride on."""

        @property
        def csrf(self) -> bool:
            """Whether this form holds a token."""
            return has_session_cookie()

        def get_translations(self, form: Any) -> Any:
            """Return WTForms' own messages in the language in use, read from disk once a language."""
            return _wtforms_messages(LOCALES[current_language()])

    @property
    def changes_language(self) -> bool:
        """Whether this form was sent to go on in the other language."""
        return bool(request) and SWITCH in request.form

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether all of it is right.

        One that only goes on in the other language is not looked at, but for its files, which a browser sends
        once: its view shows it again, as it is, and `core.language_choice` answers with success.
        """
        if self.changes_language:
            g.form_changed_language = True
            for field in self:
                if isinstance(field.widget, FileInput):
                    field.validate(self)
            return False
        return bool(super().validate(extra_validators))

    ticket = HiddenField()
    homepage = StringField(_l("Leave this field empty"), filters=[clean_line])

    @cached_property
    def sent_ticket(self) -> abuse.Ticket | None:
        """The ticket this form came back with, or None."""
        return abuse.read_ticket(self.ticket.data)

    @property
    def submission(self) -> str:
        """This submission's number: the same for the same form sent twice."""
        return self.sent_ticket.number if self.sent_ticket else abuse.new_number()

    def suspicions(self, text: str = "") -> tuple[str, ...]:
        """Return why this submission should be looked at first; `text` is what was written freely."""
        return abuse.suspicions(ticket=self.sent_ticket, honeypot=self.homepage.data or "", text=text)

    def with_ticket(self) -> PublicForm:
        """Give the form a ticket before it is shown; one that came back with an error keeps its own."""
        if self.sent_ticket is None:
            self.ticket.data = abuse.issue_ticket()
        return self
