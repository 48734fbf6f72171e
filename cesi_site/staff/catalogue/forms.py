"""What staff type about a training, its sessions and what trainings share: both languages side by side."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import URL, Regexp, ValidationError

from cesi_site.core.belgian_fields import AmountField, ChecklistField, CountField, DayField
from cesi_site.core.forms import LineField, ParagraphField, RadioOneField, SelectOneField
from cesi_site.core.languages import LANGUAGES, _l
from cesi_site.enrolment.models import OPTIONAL_TEXTS, TEXTS, Recognition, Theme, Training, TrainingSession, Venue
from cesi_site.enrolment.operations import SessionFacts
from cesi_site.enrolment.queries import desk
from cesi_site.enrolment.series import Repeat, write_hours
from cesi_site.enrolment.slugs import slug_of
from cesi_site.enrolment.words import TEACHING, Format, Organiser, SessionState
from cesi_site.staff.catalogue.fields import DaysField, HoursField, NamesField, SeriesField, TitleField
from cesi_site.staff.forms import StaffForm

WORD = Regexp(r"[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Use small letters, digits and hyphens."))
CODE = Regexp(r"[A-Z0-9]+(-[A-Z0-9]+)*$", message=_l("Use capitals, digits and hyphens."))
ADDRESS = URL(message=_l("Enter an address that begins with https://."))
ONLINE = "online"
SHORTEST = Decimal("0.1")
NONE = SelectChoice("", "–")
MOST_SESSIONS = 30
LONGEST_TEXT = 6000
ICONS = ("training", "heart", "shield", "chat", "chair", "bell", "flask", "users", "briefcase", "stethoscope")
TITLES = {
    "title": (_l("Title in Dutch"), _l("Title in French")),
    "summary": (_l("Summary in Dutch"), _l("Summary in French")),
    "audience": (_l("For whom, in Dutch"), _l("For whom, in French")),
    "prerequisites": (_l("Prior knowledge, in Dutch"), _l("Prior knowledge, in French")),
    "objectives": (_l("What you learn, in Dutch"), _l("What you learn, in French")),
    "programme": (_l("Programme in Dutch"), _l("Programme in French")),
    "method": (_l("Method in Dutch"), _l("Method in French")),
    "legal_basis": (_l("What the rules say, in Dutch"), _l("What the rules say, in French")),
    "slug": (_l("Word in the Dutch address"), _l("Word in the French address")),
}


def _short(name: str, n: int) -> ParagraphField:
    return ParagraphField(TITLES[name][n], max_length=400, attributes={"rows": 3})


def _long(name: str, n: int) -> ParagraphField:
    return ParagraphField(TITLES[name][n], max_length=LONGEST_TEXT, attributes={"rows": 8})


def _slug(n: int) -> LineField:
    return LineField(TITLES["slug"][n], max_length=100, validators=[WORD])


class TrainingForm(StaffForm):
    """A training. A draft needs its titles; it goes public once every text stands in both languages."""

    code = LineField(_l("Code"), required=True, max_length=20, validators=[CODE])
    organiser = RadioOneField(_l("Organiser"), required=True, choices=[(one.value, one.label) for one in Organiser])
    theme = SelectOneField(_l("Theme"), required=True)
    format = SelectOneField(_l("Form"), required=True)
    title_nl = TitleField(TITLES["title"][0], required=True, max_length=160)
    title_fr = TitleField(TITLES["title"][1], required=True, max_length=160)
    slug_nl, slug_fr = _slug(0), _slug(1)
    summary_nl, summary_fr = _short("summary", 0), _short("summary", 1)
    audience_nl, audience_fr = _short("audience", 0), _short("audience", 1)
    prerequisites_nl, prerequisites_fr = _short("prerequisites", 0), _short("prerequisites", 1)
    objectives_nl, objectives_fr = _long("objectives", 0), _long("objectives", 1)
    programme_nl, programme_fr = _long("programme", 0), _long("programme", 1)
    method_nl, method_fr = _short("method", 0), _short("method", 1)
    legal_basis_nl, legal_basis_fr = _long("legal_basis", 0), _long("legal_basis", 1)
    duration_days = AmountField(_l("Days"), required=True, low=SHORTEST, high=Decimal(366))
    duration_hours = AmountField(_l("Hours of lessons"), required=True, low=SHORTEST, high=Decimal(3000))
    price = AmountField(_l("Price without VAT"))
    member_price = AmountField(_l("Price for members, without VAT"))
    vat_rate = AmountField(_l("VAT rate"), required=True, high=Decimal(100))
    refresher_months = CountField(_l("Repeat after how many months"), low=1, high=120)
    certificate_valid_months = CountField(_l("Certificate valid for how many months"), low=1, high=120)
    refresher = SelectOneField(_l("Refresher training"))
    policy = SelectOneField(_l("Conditions of cancelling"))
    recognitions = ChecklistField(_l("Subsidies and leave"))

    @classmethod
    def of(cls, training: Training | None) -> TrainingForm:
        """Return the form with what is known of a training (None: a new one), and its choices."""
        form = cls(**(_as_typed(training) if training else {"vat_rate": "21", "format": Format.CLASSROOM.value}))
        form.theme.choices = [NONE, *(SelectChoice(str(one.id), one.text("name")) for one in desk.all_themes())]
        form.format.choices = [SelectChoice(one.value, str(one.label).capitalize()) for one in Format]
        form.policy.choices = [NONE, *(SelectChoice(str(one.id), one.text("name")) for one in desk.all_policies())]
        form.recognitions.choices = [SelectChoice(str(one.id), one.text("name")) for one in desk.all_recognitions()]
        others = (row for row in desk.all_codes() if training is None or row[0] != training.id)
        form.refresher.choices = [NONE, *(SelectChoice(str(row[0]), f"{row[1]} {row[2]}") for row in others)]
        return form

    @property
    def facts(self) -> dict[str, Any]:
        """What the columns of the training become, once the form is valid."""
        texts = {f"{name}_{lang}": self[f"{name}_{lang}"].data or "" for name in _names() for lang in LANGUAGES}
        for lang in LANGUAGES:
            texts[f"slug_{lang}"] = texts[f"slug_{lang}"] or slug_of(texts[f"title_{lang}"])[:100]
        amounts = ("duration_days", "duration_hours", "price", "member_price", "vat_rate")
        months = ("refresher_months", "certificate_valid_months")
        return {
            **texts,
            **{name: self[name].value for name in (*amounts, *months)},
            "code": self.code.data,
            "organiser": Organiser(self.organiser.data),
            "format": Format(self.format.data),
            "theme_id": int(self.theme.data),
            "refresher_id": _key(self.refresher.data),
            "policy_id": _key(self.policy.data),
        }

    @property
    def chosen_recognitions(self) -> list[int]:
        """Keys of the recognitions that are ticked."""
        return [int(value) for value in self.recognitions.data or ()]


def _names() -> tuple[str, ...]:
    return (*TEXTS, *OPTIONAL_TEXTS)


def _key(value: str | None) -> int | None:
    return int(value) if value else None


def _as_typed(training: Training) -> dict[str, Any]:
    texts = {f"{name}_{lang}": training.text(name, lang) for name in _names() for lang in LANGUAGES}
    numbers = ("duration_days", "duration_hours", "price", "member_price", "vat_rate")
    months = ("refresher_months", "certificate_valid_months")
    typed = {name: _plain(getattr(training, name)) for name in (*numbers, *months)}
    return {
        **texts,
        **typed,
        "code": training.code,
        "organiser": training.organiser.value,
        "format": training.format.value,
        "theme": str(training.theme_id),
        "refresher": str(training.refresher_id or ""),
        "policy": str(training.policy_id or ""),
        "recognitions": [str(one.id) for one in training.recognitions],
    }


def _plain(value: Any) -> str:
    if value is None:
        return ""
    text = f"{value:f}" if not isinstance(value, int) else str(value)
    return text.rstrip("0").rstrip(".").replace(".", ",") if "." in text else text


class _SessionForm(StaffForm):
    """What a new session and one that is there have in common."""

    language = RadioOneField(_l("Taught in"), required=True)
    venue = SelectOneField(_l("Place"), required=True)
    minimum = CountField(_l("From how many participants it goes ahead"), required=True, low=0, high=500)
    maximum = CountField(_l("How many places there are"), required=True, low=1, high=500)
    trainers = NamesField(_l("Trainers"), max_length=1000, attributes={"rows": 2})

    def offer(self, venues: Iterable[Venue]) -> Any:
        """Fill in the choices."""
        places = [SelectChoice(str(one.id), f"{one.text('town')}: {one.text('name')}") for one in venues]
        self.venue.choices = [NONE, SelectChoice(ONLINE, _l("Online")), *places]
        self.language.choices = [SelectChoice(key, str(name).capitalize()) for key, name in TEACHING.items()]
        return self

    def validate_maximum(self, field: CountField) -> None:
        """Refuse fewer places than participants are needed."""
        if field.value is not None and self.minimum.value is not None and field.value < self.minimum.value:
            raise ValidationError(_l("There are fewer places than participants are needed."))

    @property
    def facts(self) -> SessionFacts:
        """What staff decided, once the form is valid."""
        return SessionFacts(
            language=self.language.data,
            venue_id=None if self.venue.data == ONLINE else int(self.venue.data),
            minimum=self.minimum.value or 0,
            maximum=self.maximum.value or 1,
            trainers=self.trainers.names,
        )


class SeriesForm(_SessionForm):
    """New sessions: one, a list of dates, or a series that repeats."""

    dates = SeriesField(_l("Dates"), required=True, max_length=2000, attributes={"rows": 3})
    hours = HoursField(_l("Hours of each day"), required=True, max_length=100)
    repeat = SelectOneField(_l("Repeat"))
    times = CountField(_l("How many times in all"), low=1, high=MOST_SESSIONS)
    deadline_days = CountField(_l("Enrolment ends how many days before"), required=True, low=0, high=90)
    state = RadioOneField(_l("State"), required=True)

    def offer(self, venues: Iterable[Venue]) -> Any:
        """Fill in the choices."""
        self.repeat.choices = [SelectChoice(one.value, str(one.label).capitalize()) for one in Repeat]
        states = (SessionState.DRAFT, SessionState.OPEN)
        self.state.choices = [SelectChoice(one.value, str(one.label).capitalize()) for one in states]
        return super().offer(venues)


class SessionForm(_SessionForm):
    """A session that is there."""

    days = DaysField(_l("Days with their hours"), required=True, max_length=2000, attributes={"rows": 4})
    deadline = DayField(_l("Last day to enrol"), required=True)

    @classmethod
    def of(cls, session: TrainingSession) -> SessionForm:
        """Return the form with what is known of a session."""
        parts = [(part.starts_at, part.ends_at) for part in session.parts]
        facts: dict[str, Any] = {
            "language": session.language,
            "venue": str(session.venue_id) if session.venue_id else ONLINE,
            "minimum": str(session.minimum),
            "maximum": str(session.maximum),
            "trainers": "\n".join(one.name for one in session.trainers),
            "days": "\n".join(f"{day:%d/%m/%Y} {write_hours(parts, day)}" for day in session.days),
            "deadline": f"{session.deadline:%d/%m/%Y}",
        }
        return cls(**facts)


class _ListForm(StaffForm):
    """A row of one of the lists: its columns are the fields."""

    @property
    def facts(self) -> dict[str, Any]:
        """What the columns become, once the form is valid."""
        return {
            field.short_name: field.data if isinstance(field, BooleanField) else field.data or ""
            for field in self
            if field.short_name != "csrf_token"
        }


class ThemeForm(_ListForm):
    """A theme."""

    name_nl = TitleField(_l("Name in Dutch"), required=True, max_length=120)
    name_fr = TitleField(_l("Name in French"), required=True, max_length=120)
    slug_nl = LineField(TITLES["slug"][0], required=True, max_length=60, validators=[WORD])
    slug_fr = LineField(TITLES["slug"][1], required=True, max_length=60, validators=[WORD])
    icon = SelectOneField(_l("Drawing"), required=True, choices=[SelectChoice(name, name) for name in ICONS])


class RecognitionForm(_ListForm):
    """A subsidy or leave that trainings give a right to."""

    name_nl = TitleField(_l("Name in Dutch"), required=True, max_length=120)
    name_fr = TitleField(_l("Name in French"), required=True, max_length=120)
    text_nl = ParagraphField(_l("Text in Dutch"), required=True, max_length=1000, attributes={"rows": 4})
    text_fr = ParagraphField(_l("Text in French"), required=True, max_length=1000, attributes={"rows": 4})
    url_nl = LineField(_l("Link in Dutch"), max_length=300, validators=[ADDRESS])
    url_fr = LineField(_l("Link in French"), max_length=300, validators=[ADDRESS])


class VenueForm(_ListForm):
    """A place."""

    name_nl = TitleField(_l("Name in Dutch"), required=True, max_length=120)
    name_fr = TitleField(_l("Name in French"), required=True, max_length=120)
    street_nl = LineField(_l("Street in Dutch"), required=True, max_length=160)
    street_fr = LineField(_l("Street in French"), required=True, max_length=160)
    town_nl = LineField(_l("Town in Dutch"), required=True, max_length=80)
    town_fr = LineField(_l("Town in French"), required=True, max_length=80)
    access_nl = ParagraphField(_l("How to get there, in Dutch"), max_length=400, attributes={"rows": 3})
    access_fr = ParagraphField(_l("How to get there, in French"), max_length=400, attributes={"rows": 3})
    postcode = LineField(_l("Postcode"), required=True, max_length=12)
    active = BooleanField(_l("New sessions can be planned here"), default=True)


LISTS: dict[str, tuple[type[Theme] | type[Recognition] | type[Venue], type[_ListForm]]] = {
    "themes": (Theme, ThemeForm),
    "places": (Venue, VenueForm),
    "recognitions": (Recognition, RecognitionForm),
}
