"""The register of breaches: its clock of 72 hours, its decisions with reasons, its alarms and its log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import Account, StaffRoleName
from cesi_site.audit.models import AuditEntry
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.outbox.models import OutboxRow
from cesi_site.privacy import operations, queries
from cesi_site.privacy.errors import BreachClosed, InTheFuture, NotDecided, StillToDo
from cesi_site.privacy.models import Breach, BreachAct, Harm, Risk
from cesi_site.privacy.operations import Described
from tests.staff.people import staff
from tests.support.smtp import Inbox

KNOWN = dt.datetime(2027, 3, 5, 13, 0, tzinfo=dt.UTC)  # a Friday
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def officer(context: Flask) -> Account:
    """The data protection officer."""
    return staff("Dana De Wit", StaffRoleName.DPO, language="fr")


@pytest.fixture
def breach(officer: Account) -> Iterator[Breach]:
    """A breach that was noted an hour after somebody knew."""
    with time_machine.travel(KNOWN + HOUR, tick=False):
        yield operations.note_breach(described(), by=officer)


def described(**changes: Any) -> Described:
    facts: dict[str, Any] = {
        "title": "Een lijst aan een verkeerd adres",
        "known_at": KNOWN,
        "happened_at": None,
        "harm": Harm.CONFIDENTIALITY,
        "risk": Risk.RISK,
        "facts": "Een bijlage ging naar een ander bedrijf.",
        "persons": "Ongeveer 40 werknemers: naam en e-mailadres.",
        "effects": "Ongewenste mail.",
        "measures": "Gevraagd de bijlage te wissen.",
    }
    return Described(**(facts | changes))


def acts(breach: Breach) -> list[BreachAct]:
    db.session.refresh(breach)
    return [event.act for event in breach.events]


def alarms_by(hours: float) -> int:
    with time_machine.travel(KNOWN + hours * HOUR, tick=False):
        return operations.send_breach_alarms()


@pytest.mark.promise("H5")
def test_H5_the_clock_runs_72_hours_through_the_weekend(breach: Breach) -> None:
    assert breach.deadline == dt.datetime(2027, 3, 8, 13, 0, tzinfo=dt.UTC)
    assert breach.clock_runs
    assert queries.running_clocks().breaches == 1
    assert queries.running_clocks().first_deadline == breach.deadline


def test_the_officer_is_reminded_before_the_hours_are_over_and_once_when_they_are(breach: Breach) -> None:
    assert [alarms_by(hours) for hours in (2, 24, 25, 48, 66, 67, 71.9, 72, 90)] == [0, 1, 0, 1, 1, 0, 0, 1, 0]
    assert acts(breach).count(BreachAct.ALARMED) == 4


def test_alarms_stop_once_it_is_decided_that_nobody_need_be_told(breach: Breach, officer: Account) -> None:
    operations.decide_on_authority(breach.id, tell=False, reasons="Alles was versleuteld.", by=officer)
    assert alarms_by(70) == 0
    assert queries.running_clocks().breaches == 0


def test_the_mail_names_the_hours_that_are_left_and_no_facts(
    breach: Breach, smtp: Inbox, run: Callable[..., str]
) -> None:
    with time_machine.travel(KNOWN + 66 * HOUR, tick=False):
        db.session.execute(db.update(OutboxRow).values(available_at=clock.now()))
        db.session.commit()
        operations.send_breach_alarms()
        run("outbox", "deliver", "--once")
    mail = smtp.to("privacy@cesi.be")[-1]
    assert "encore 6 heures" in mail.message["Subject"]
    assert breach.reference in mail.message["Subject"]
    assert "bijlage" not in mail.text + mail.html


def test_each_decision_has_its_reasons_and_each_step_is_logged(breach: Breach, officer: Account) -> None:
    with pytest.raises(NotDecided):
        operations.note_authority_told(breach.id, at=clock.now(), words="GBA-1", by=officer)
    operations.decide_on_authority(breach.id, tell=True, reasons="Er is een risico.", by=officer)
    with pytest.raises(StillToDo):
        operations.close_breach(breach.id, by=officer)
    operations.note_authority_told(breach.id, at=clock.now(), words="GBA-1", by=officer)
    operations.decide_on_persons(breach.id, tell=False, reasons="Geen hoog risico.", by=officer)
    operations.describe_breach(breach.id, described(facts="De bijlage is gewist."), by=officer)
    operations.describe_breach(breach.id, described(facts="De bijlage is gewist."), by=officer)
    operations.close_breach(breach.id, by=officer)
    with pytest.raises(BreachClosed):
        operations.decide_on_persons(breach.id, tell=True, reasons="Toch.", by=officer)
    operations.reopen_breach(breach.id, by=officer)
    assert acts(breach) == [
        BreachAct.NOTED,
        BreachAct.AUTHORITY_DECIDED,
        BreachAct.AUTHORITY_TOLD,
        BreachAct.PERSONS_DECIDED,
        BreachAct.DESCRIBED,
        BreachAct.CLOSED,
        BreachAct.REOPENED,
    ]
    assert not breach.told_late
    assert breach.events[1].words == "Er is een risico."
    logged = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("privacy:breach:"))).all()
    assert len(logged) == len(breach.events)


def test_what_is_told_late_shows(breach: Breach, officer: Account) -> None:
    operations.decide_on_authority(breach.id, tell=True, reasons="Er is een risico.", by=officer)
    with time_machine.travel(KNOWN + 73 * HOUR, tick=False):
        operations.note_authority_told(breach.id, at=clock.now(), words="GBA-2", by=officer)
    assert breach.told_late


def test_nothing_is_known_before_it_happens(breach: Breach, officer: Account) -> None:
    with pytest.raises(InTheFuture):
        operations.note_breach(described(known_at=clock.now() + HOUR), by=officer)
    operations.decide_on_authority(breach.id, tell=True, reasons="Er is een risico.", by=officer)
    with pytest.raises(InTheFuture):
        operations.note_authority_told(breach.id, at=clock.now() + HOUR, words="GBA-3", by=officer)
