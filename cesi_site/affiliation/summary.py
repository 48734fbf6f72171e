"""A request in words: the same rows on the check page, in the receipt, in the PDF and on the staff desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cesi_site.affiliation.choices import (
    ADVISOR_LEVELS,
    ADVISORS,
    LANGUAGES,
    LEGAL_FORMS,
    NACE_VERSIONS,
    OTHER,
    RISKS,
    SERVICES,
    VAT_STATUSES,
    WORKER_KINDS,
    YES_NO,
)
from cesi_site.affiliation.forms.identity import country_names
from cesi_site.affiliation.models import AffiliationEstablishment, AffiliationRequest, Part
from cesi_site.affiliation.steps import STEPS
from cesi_site.core.identifiers import show_enterprise_number, show_nace_code, show_phone, show_unit_number
from cesi_site.core.languages import Text, _
from cesi_site.core.templating import date_long, number

Row = tuple[str, str | None]


@dataclass(frozen=True)
class Section:
    """The answers of one step: `step` is its key, `rows` are labels with their values (None: not filled in)."""

    step: str
    title: Text
    rows: list[Row]


# What is said to the applicant as "your", said to staff.
STAFF_TITLES = {"identity": Text("Organisatie", "Organisation")}


def summary(request: AffiliationRequest, *, for_staff: bool = False) -> list[Section]:
    """Return a request (stored or not) in the language in use, without the rows that say nothing."""
    titles = STAFF_TITLES if for_staff else {}
    parts: Mapping[str, Callable[[AffiliationRequest], Iterable[Row]]] = {
        "identity": _identity,
        "activity": _activity,
        "people": _people,
        "service": _service,
    }
    return [
        Section(step.key, titles.get(step.key, step.title), [row for row in parts[step.key](request) if row[1]])
        for step in STEPS
        if step.key in parts
    ]


def _identity(request: AffiliationRequest) -> Iterable[Row]:
    digits = request.enterprise_number
    yield _("Legal name"), request.legal_name
    yield _("Trade name"), request.trade_name
    yield _("Legal form"), str(LEGAL_FORMS[request.legal_form])
    yield _("Enterprise number"), show_enterprise_number(digits) if digits else _("Not known yet: being founded")
    yield _("Liable to VAT"), _choice(VAT_STATUSES, request.vat_status)
    if request.vat_status == "yes" and digits:
        yield _("VAT number"), f"BE {show_enterprise_number(digits)}"
    yield _("NSSO number"), request.nsso_number
    yield _("Registered office"), _address(request)
    if request.correspondence_street:
        yield (
            _("Address for post"),
            f"{request.correspondence_street}\n{request.correspondence_postcode} {request.correspondence_town}",
        )


def _address(request: AffiliationRequest) -> str:
    lines = f"{request.street}\n{request.postcode} {request.town}"
    return lines if request.country == "BE" else f"{lines}\n{country_names()[request.country]}"


def _activity(request: AffiliationRequest) -> Iterable[Row]:
    yield _("Main activity"), request.main_activity
    if request.nace_code:
        yield _("NACE code"), f"{show_nace_code(request.nace_code)} ({NACE_VERSIONS[request.nace_version or '2025']})"
    yield _("Joint committee(s)"), ", ".join(request.joint_committees)
    yield _("Number of workers"), number(request.worker_count)
    counts = {kind: getattr(request, f"{kind}_count") for kind in WORKER_KINDS}
    known = [f"{number(count)} {WORKER_KINDS[kind]}" for kind, count in counts.items() if count is not None]
    yield _("Of these"), "\n".join(known)
    first = request.first_worker_on
    yield _("First working day of your first worker"), date_long(first) if first else None
    office = [_("Registered office")] if request.works_at_office else []
    yield _("Places of work"), "\n\n".join([*office, *map(_place, request.establishments)])
    yield _("Known risks"), "\n".join(str(RISKS[risk]) for risk in request.risks)


def _place(place: AffiliationEstablishment) -> str:
    facts = [
        _("unit %(number)s", number=show_unit_number(place.unit_number)) if place.unit_number else None,
        _("%(count)s workers", count=number(place.worker_count)) if place.worker_count is not None else None,
    ]
    lines = [place.name, f"{place.street}, {place.postcode} {place.town}", ", ".join(filter(None, facts))]
    return "\n".join(filter(None, lines))


def _people(request: AffiliationRequest) -> Iterable[Row]:
    yield _("Contact person"), _lines(request.contact_name, request.contact_function)
    yield _("E-mail address"), request.email
    yield _("Telephone"), show_phone(request.phone) if request.phone else None
    yield _("Language"), str(LANGUAGES[request.language])
    yield _("Signs the contract"), _signatory(request)
    yield _("Invoices go to"), _email_of(request, Part.BILLING)
    yield _("Purchase order number"), request.po_number
    yield _("Internal prevention advisor"), _advisor(request)
    yield _("Committee for prevention and protection at work"), _yes_no(request.has_committee)
    yield _("Trade-union delegation"), _yes_no(request.has_union)


def _signatory(request: AffiliationRequest) -> str:
    person = request.person(Part.SIGNATORY)
    if person is None:
        return _lines(request.contact_name, request.signatory_function)
    return _lines(person.name, person.function, person.email)


def _advisor(request: AffiliationRequest) -> str | None:
    person = request.person(Part.ADVISOR)
    return _lines(
        _choice(ADVISORS, request.advisor),
        person.name if person else None,
        person.email if person else None,
        _choice(ADVISOR_LEVELS, request.advisor_level),
    )


def _service(request: AffiliationRequest) -> Iterable[Row]:
    yield _("Desired start date"), date_long(request.start_date)
    known = request.current_service_name if request.current_service == OTHER else None
    yield _("Current external service"), known or str(SERVICES[request.current_service])
    notice = _yes_no(request.notice_given)
    yield (
        _("Notice of termination sent"),
        f"{notice}, {date_long(request.notice_on)}" if notice and request.notice_on else notice,
    )


def _choice(choices: Mapping[str, Text], key: str | None) -> str | None:
    return str(choices[key]) if key else None


def _yes_no(answer: bool | None) -> str | None:
    return None if answer is None else str(YES_NO["yes" if answer else "no"])


def _email_of(request: AffiliationRequest, part: Part) -> str | None:
    person = request.person(part)
    return person.email if person else None


def _lines(*parts: str | None) -> str:
    return "\n".join(filter(None, parts))
