"""The record of processing activities that article 30 GDPR asks for, made from the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cesi_site.core.companies import PRIVACY_ADDRESS, Company
from cesi_site.core.languages import _
from cesi_site.register import Activity, Processor, Register


@dataclass(frozen=True)
class Entry:
    """One activity: its key, its name, and its facts as (label, lines), in the language in use.

    All entries have the same labels in the same order.
    """

    key: str
    name: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]


def entries(register: Register, *, companies: Iterable[Company], processors: Iterable[Processor]) -> list[Entry]:
    """Return the record in the language in use, with all that article 30.1 names and the legal ground."""
    named = {company.key: company for company in companies}
    known = {processor.key: processor for processor in processors}
    return [Entry(activity.key, str(activity.name), _facts(activity, named, known)) for activity in register.activities]


def _facts(
    activity: Activity, companies: dict[str, Company], processors: dict[str, Processor]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    facts: tuple[tuple[str, Iterable[object]], ...] = (
        (_("Who is responsible"), [_identity(companies[key]) for key in activity.controllers]),
        (_("Data protection officer"), [PRIVACY_ADDRESS]),
        (_("Purpose"), [activity.purpose, *([activity.switched_off] if activity.switched_off else [])]),
        (_("Legal ground"), [f"{activity.ground.title} ({activity.ground.article})", activity.ground_in_words]),
        (_("How your interests were weighed"), [activity.balancing] if activity.balancing else []),
        (_("Whose data"), activity.persons),
        (_("Which data"), activity.data),
        (_("Where it comes from"), [activity.source]),
        (_("Who receives it"), [*activity.recipients, *_processors(activity, processors)]),
        (_("Outside the European Economic Area"), [activity.transfers or _("none")]),
        (_("How long"), activity.kept_in_words),
        (_("How it is protected"), activity.security),
    )
    return tuple((str(label), tuple(str(line) for line in lines)) for label, lines in facts)


def _identity(company: Company) -> str:
    address = f"{company.street}, {company.postcode} {company.town}"
    return f"{company.name} {company.legal_form}, {address}, {company.enterprise_number}"


def _processors(activity: Activity, processors: dict[str, Processor]) -> list[str]:
    found = (processors[key] for key in activity.processors if key in processors)
    return [f"{processor.name} ({processor.service})" for processor in found]
