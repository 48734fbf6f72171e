"""The form to enrol: who enrols, who takes part, for which employer, what the invoice says, and the choices."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, Form, FormField
from wtforms.validators import DataRequired, ValidationError

from cesi_site.core.belgian_fields import ChecklistField, PostcodeField
from cesi_site.core.forms import (
    EmailField,
    EnterpriseNumberField,
    LineField,
    ParagraphField,
    PhoneField,
    PublicForm,
    RadioOneField,
    SelectOneField,
    clean_text,
)
from cesi_site.core.guard import has_session_cookie
from cesi_site.core.identifiers import BadNumber, parse_joint_committee
from cesi_site.core.languages import Text, _, _l, current_language
from cesi_site.enrolment.forms.pasted import BadLine, Person, read_list
from cesi_site.enrolment.models import (
    MOST_PARTICIPANTS,
    PO_LENGTH,
    Enrolment,
    EnrolmentPractical,
    Participant,
    Training,
)
from cesi_site.enrolment.operations.choosing import OTHER, REFUSE_ANALYSIS, REFUSE_ANNOUNCEMENTS, WANT_OTHER
from cesi_site.enrolment.states import MEMBER_WISHES, VAT_STATUSES, MemberWish, VatStatus
from cesi_site.enrolment.words import TEACHING

Answers = dict[str, list[str]]
# What one form may hold in characters; one that is filled in well needs a tenth of it.
LONGEST_ANSWERS = 40_000
LONGEST_LIST = 6_000
LONGEST_PRACTICAL = 600
NOT_KEPT = frozenset({"ticket", "csrf_token", "go"})

LANGUAGES = {language: TEACHING[language] for language in ("nl", "fr")}
CHOOSE_ONE = Text("Kies", "Choisissez")


def capital(text: Text) -> str:
    """Return a text in the language in use with a capital, as an option of a list."""
    words = str(text)
    return words[:1].upper() + words[1:]


class JointCommitteeField(LineField):
    """One joint committee; `value` is its number."""

    @property
    def value(self) -> str | None:
        """The number, or None where nothing was typed."""
        return parse_joint_committee(self.data) if self.data else None

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no joint committee."""
        try:
            _ignored = self.value
        except BadNumber:
            raise ValidationError(_l("A joint committee has 3 digits, such as 200 or 140.03.")) from None


class ParticipantForm(Form):
    """Somebody who takes part. A row that was left empty is not counted."""

    first_name = LineField(_l("First name"), required=True, max_length=80)
    last_name = LineField(_l("Last name"), required=True, max_length=80)
    email = EmailField(_l("E-mail address"))
    function = LineField(_l("Position"), max_length=120)
    language = SelectOneField(_l("Language"), default=current_language)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.language.choices = [(key, capital(text)) for key, text in LANGUAGES.items()]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed at all."""
        return not any(field.data for field in self if field.short_name != "language")

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, unless all are empty."""
        return self.is_empty or super().validate(extra_validators)

    def columns(self) -> dict[str, Any]:
        """Return the columns of the participant."""
        names = ("first_name", "last_name", "email", "function")
        return {name: self[name].value for name in names} | {"language": self.language.value or current_language()}


class EnrolForm(PublicForm):
    """The whole form. `offer` gives it what depends on the training before it is shown or checked."""

    class Meta(PublicForm.Meta):
        """Answers that come back from a draft carry no token: they were checked when they were sent."""

        @cached_property
        def csrf(self) -> bool:
            """Whether this form holds a token; can be set."""
            return has_session_cookie()

    first_name = LineField(_l("First name"), required=True, max_length=80, attributes={"autocomplete": "given-name"})
    last_name = LineField(_l("Last name"), required=True, max_length=80, attributes={"autocomplete": "family-name"})
    email = EmailField(_l("E-mail address"), required=True, attributes={"autocomplete": "email"})
    phone = PhoneField(_l("Telephone"), required=True, attributes={"autocomplete": "tel"})
    function = LineField(_l("Your position"), max_length=120, attributes={"autocomplete": "organization-title"})
    language = RadioOneField(_l("In which language do we write to you?"), default=current_language)
    takes_part = BooleanField(_l("I take part myself"))
    participants = FieldList(
        FormField(ParticipantForm), _l("Participants"), min_entries=1, max_entries=MOST_PARTICIPANTS
    )
    pasted = ParagraphField(_l("Paste a list of participants"), max_length=LONGEST_LIST, attributes={"rows": 5})
    organisation = LineField(_l("Company or organisation"), attributes={"autocomplete": "organization"})
    enterprise_number = EnterpriseNumberField(_l("Enterprise number"), attributes={"inputmode": "numeric"})
    vat_status = SelectOneField(_l("VAT"))
    member_wish = RadioOneField(_l("Is your organisation a member of CESI?"))
    joint_committee = JointCommitteeField(_l("Joint committee"), max_length=20, attributes={"inputmode": "decimal"})
    po_number = LineField(_l("Purchase order number"), max_length=PO_LENGTH)
    invoice_name = LineField(_l("Name on the invoice"))
    invoice_street = LineField(_l("Street, number and box"), attributes={"autocomplete": "street-address"})
    invoice_postcode = PostcodeField(_l("Postcode"), attributes={"autocomplete": "postal-code", "inputmode": "numeric"})
    invoice_town = LineField(_l("Town"), max_length=120, attributes={"autocomplete": "address-level2"})
    invoice_email = EmailField(_l("E-mail address for invoices"))
    subsidies = ChecklistField(_l("Which subsidy or leave will you ask for?"))
    practical = ParagraphField(
        _l("Practical request for the day"), max_length=LONGEST_PRACTICAL, attributes={"rows": 3}
    )
    conditions = BooleanField(
        _l("I accept the conditions of enrolment."),
        validators=[DataRequired(_l("You must accept the conditions to enrol."))],
    )
    no_announcements = BooleanField()
    announcements_partner = BooleanField()
    no_analysis = BooleanField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.language.choices = [(key, capital(text)) for key, text in LANGUAGES.items()]
        self.vat_status.choices = [
            ("", str(CHOOSE_ONE)),
            *((key.value, capital(text)) for key, text in VAT_STATUSES.items()),
        ]
        self.member_wish.choices = [(key.value, capital(text)) for key, text in MEMBER_WISHES.items()]

    def offer(self, training: Training) -> EnrolForm:
        """Offer the recognitions of a training, and the choices in the words of its organiser."""
        self.subsidies.choices = [(str(one.id), one.text("name")) for one in training.recognitions]
        for field, text in (
            (self.no_announcements, REFUSE_ANNOUNCEMENTS),
            (self.announcements_partner, WANT_OTHER[OTHER[training.organiser]]),
            (self.no_analysis, REFUSE_ANALYSIS),
        ):
            field.label.text = str(text)
        return self

    @classmethod
    def restored(cls, answers: Mapping[str, list[str]], *, to_check: bool = False) -> EnrolForm:
        """Return the form with the answers of a draft: to be shown, or `to_check` whether they still hold."""
        options = {"meta": {"csrf": False}} if to_check else {}
        return cls(MultiDict(answers), **options)

    @property
    def rows(self) -> list[ParticipantForm]:
        """The rows of participants in which something was typed."""
        return [entry.form for entry in self.participants if not entry.form.is_empty]

    @property
    def names_nobody(self) -> bool:
        """Whether no participant was typed or pasted: then the enroler takes part."""
        return not self.rows and not self.pasted.data

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check every field, then the list of participants and the invoice as a whole."""
        super().validate(extra_validators)
        if self.changes_language:
            return False
        self._check_list()
        self._check_invoice()
        return not self.errors

    def _check_list(self) -> None:
        if self.pasted.errors or self.participants.errors:
            return
        try:
            people = read_list(self.pasted.data or "")
        except BadLine as error:
            self.pasted.errors = [
                _(
                    "Line %(number)s cannot be read. Write a first name, a last name and perhaps an e-mail address, "
                    "separated by commas.",
                    number=error.number,
                )
            ]
            return
        if self.pasted.data and not people:
            self.pasted.errors = [_("There is nobody on this list. Write a line for each participant.")]
            return
        self._check_people(people)

    def _check_people(self, people: Sequence[Person]) -> None:
        known: set[tuple[str, ...]] = set()
        if self.takes_part.data:
            known.add(_key(self.first_name.data, self.last_name.data, self.email.value))
        for row in self.rows:
            key = _key(row.first_name.data, row.last_name.data, row.email.value)
            if key in known:
                row.last_name.errors = [_("This participant is already on the list.")]
                self.participants.errors = [entry.errors for entry in self.participants]
            known.add(key)
        for one in people:
            key = _key(one.first_name, one.last_name, one.email)
            if key in known:
                self.pasted.errors = [_("%(name)s is already on the list.", name=f"{one.first_name} {one.last_name}")]
            known.add(key)
        if len(known) > MOST_PARTICIPANTS:
            self.pasted.errors = [_("You can enrol at most %(max)s participants at once.", max=MOST_PARTICIPANTS)]

    def _check_invoice(self) -> None:
        """A private person has no number by which an address could be found."""
        if not self.organisation.data and not self.invoice_street.data and not self.organisation.errors:
            self.organisation.errors = [
                _("Fill in your organisation. Or do you enrol as a private person? Fill in the address of the invoice.")
            ]

    def build(self, **facts: Any) -> Enrolment:
        """Return the enrolment, not stored yet. Only for a form that was found valid; `facts` are further columns."""
        lines = (
            *("first_name", "last_name", "function", "email", "phone", "organisation", "enterprise_number"),
            *("joint_committee", "invoice_name", "invoice_street", "invoice_postcode", "invoice_town", "invoice_email"),
            "po_number",
        )
        columns = {name: self[name].value for name in lines}
        practical = self.practical.value
        enrolment = Enrolment(
            **columns,
            language=self.language.value or current_language(),
            vat_status=VatStatus(self.vat_status.value) if self.vat_status.value else None,
            member_wish=MemberWish(self.member_wish.value) if self.member_wish.value else None,
            subsidies=list(self.subsidies.data or ()),
            no_announcements=bool(self.no_announcements.data),
            announcements_partner=bool(self.announcements_partner.data),
            no_analysis=bool(self.no_analysis.data),
            participants=self.people(),
            practical=EnrolmentPractical(request=practical) if practical else None,
            **facts,
        )
        for one in enrolment.participants:
            one.is_enroler = enrolment.is_by(one.first_name, one.last_name, one.email)
        return enrolment

    def people(self) -> list[Participant]:
        """Return the participants: the enroler first where they take part, then the rows, then the pasted list."""
        people: list[dict[str, Any]] = []
        language = self.language.value or current_language()
        if self.takes_part.data or self.names_nobody:
            own = {name: self[name].value for name in ("first_name", "last_name", "email", "function")}
            people.append(own | {"language": language})
        people += [row.columns() for row in self.rows]
        people += [vars(one) | {"language": language} for one in read_list(self.pasted.data or "")]
        return [Participant(position=place, **one) for place, one in enumerate(people, start=1)]

    @property
    def typed_text(self) -> str:
        """What was written freely."""
        return "\n".join(filter(None, (self.practical.data, self.pasted.data, self.organisation.data)))


def _key(first: str | None, last: str | None, email: str | None) -> tuple[str, ...]:
    return (first or "").casefold(), (last or "").casefold(), email or ""


def answers_of(form: EnrolForm, sent: MultiDict[str, str]) -> Answers | None:
    """Return what was sent as the draft keeps it: as typed, fields of this form alone. None for far too much."""
    names = [name for name in sent if name.partition("-")[0] in form and name not in NOT_KEPT]
    answers = {name: [clean_text(value) for value in sent.getlist(name)] for name in names}
    return answers if len(json.dumps(answers)) <= LONGEST_ANSWERS else None
