"""What people fill in to see their data, to correct it, and to use their other rights."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms.fields.choices import SelectChoice

from cesi_site.core.forms import (
    EmailField,
    LineField,
    OrderedForm,
    ParagraphField,
    PhoneField,
    PublicForm,
    RadioOneField,
)
from cesi_site.core.languages import LANGUAGES, NAMES, _, _l
from cesi_site.privacy.models import Right
from cesi_site.privacy.receipts import LONGEST
from cesi_site.register import Purpose
from cesi_site.register.labels import label

VALUE = "value-"
# The buttons that answer for all purposes at once, and the answers for one.
EVERYTHING, ALL, NONE = "everything", "yes", "no"
YES, NO = "yes", "no"


class LinkForm(PublicForm):
    """To which address a link is mailed."""

    email = EmailField(_l("E-mail address"), required=True, attributes={"autocomplete": "email"})


class ActForm(PublicForm):
    """A button: what it does stands on the page."""


class SwitchForm(PublicForm):
    """A button that turns one use of an address on or off."""


class RequestForm(PublicForm):
    """A request about rights."""

    right = RadioOneField(_l("What do you want to ask?"), required=True)
    message = ParagraphField(_l("Your request"), max_length=4000, attributes={"rows": 6})
    name = LineField(_l("First and last name"), required=True, max_length=120, attributes={"autocomplete": "name"})
    email = EmailField(_l("E-mail address"), required=True, attributes={"autocomplete": "email"})

    def offer(self) -> RequestForm:
        """Give the form the rights in the language in use, each beginning with a capital."""
        self.right.choices = [SelectChoice(right.value, _capital(str(right.label))) for right in Right]
        return self


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class ReceiptForm(PublicForm):
    """A receipt to check, and the address that it may belong to."""

    receipt = ParagraphField(_l("The receipt"), required=True, max_length=LONGEST, attributes={"rows": 10})
    email = EmailField(_l("E-mail address"), attributes={"autocomplete": "email"})


@dataclass(frozen=True)
class Correctable:
    """One value that a person may change: under which name it is exported, and what it is now."""

    name: str
    old: str

    @property
    def field(self) -> str:
        """The name of its field: the same as long as the value is, whatever stands beside it."""
        return VALUE + hashlib.sha256(f"{self.name}:{self.old}".encode()).hexdigest()[:16]


def correction_form(values: Sequence[Correctable], *, sent: Container[str] | None = None) -> PublicForm:
    """Return a form with a field for each value, filled in with what it is now.

    Of a form that was `sent`, only the fields that came along: what is new since stays as it is.
    """
    fields = {value.field: _field(value) for value in values if sent is None or value.field in sent}
    form: PublicForm = type("CorrectionForm", (PublicForm,), fields)()
    return form


def _field(value: Correctable) -> Any:
    title = label(value.name)
    match value.name:
        case "phone":
            return PhoneField(title, default=value.old, attributes={"autocomplete": "tel"})
        case "language":
            choices = [SelectChoice(language, NAMES[language]) for language in LANGUAGES]
            return RadioOneField(title, required=True, default=value.old, choices=choices)
        case _:
            return LineField(title, required=True, max_length=80, default=value.old)


def changes_of(form: PublicForm, values: Sequence[Correctable]) -> Mapping[tuple[str, str], str | None]:
    """Return what was changed, once the form is valid: the new value by name and old value."""
    found = ((value, form[value.field].value) for value in values if value.field in form)
    return {(value.name, value.old): new for value, new in found if new != value.old}


class CookieForm(OrderedForm):
    """The choice per purpose. It needs no token: the guard refuses what other sites send."""

    class Meta(PublicForm.Meta):
        """Ask for no token: the same form stands on pages that are kept for everybody."""

        csrf = False


def cookie_form(purposes: Sequence[Purpose], granted: Collection[str] | None = None) -> CookieForm:
    """Return a form with a question per purpose; nothing is filled in for who has not chosen (`granted` None)."""
    fields = {purpose.key: _cookie_field(purpose, granted) for purpose in purposes}
    form: CookieForm = type("CookieForm", (CookieForm,), fields)()
    return form


def _cookie_field(purpose: Purpose, granted: Collection[str] | None) -> Any:
    before = None if granted is None else YES if purpose.key in granted else NO
    choices = [SelectChoice(YES, _("Yes")), SelectChoice(NO, _("No"))]
    return RadioOneField(_capital(str(purpose.name)), required=True, default=before, choices=choices)
