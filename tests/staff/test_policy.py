"""The officer's pages on the policy: its editions, telling people, the record of processing, and proofs of choice."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts.models import StaffRoleName
from cesi_site.audit.models import AuditEntry
from cesi_site.choices.models import Decision, Method, Use
from cesi_site.choices.operations import record_choice
from cesi_site.core.database import db
from cesi_site.core.languages import Text
from cesi_site.privacy import editions, queries
from cesi_site.privacy.editions import keep_current
from cesi_site.privacy.versions import CURRENT, PolicyVersion
from tests.staff.people import Desk, staff

CHANGE = Text("Wij bewaren berichten korter.", "Nous gardons les messages moins longtemps.")


@pytest.fixture
def office(context: Flask) -> Desk:
    """The officer's browser."""
    return Desk(context, staff("Dana De Wit", StaffRoleName.DPO))


def test_the_officer_tells_people_of_a_change_once(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_current()
    assert "Melden" not in office.get("/staff/policy").text
    later = PolicyVersion(number=CURRENT.number + 1, since=CURRENT.since, change=CHANGE, fingerprint="x")
    monkeypatch.setattr(editions, "CURRENT", later)
    monkeypatch.setattr("cesi_site.staff.policy.editions.VERSIONS", (CURRENT, later))
    monkeypatch.setattr("cesi_site.privacy.queries.editions.VERSIONS", (CURRENT, later))
    second = keep_current()
    page = office.get("/staff/policy").text
    assert CHANGE.nl in page
    assert "Deze wijziging is van belang" in page
    assert "nog te melden" in office.get("/staff/").text
    assert office.post(f"/staff/policy/{second.id}/tell", page="/staff/policy").status_code == 303
    assert "nog te melden" not in office.get("/staff/").text
    assert "Melden</span>" not in office.get("/staff/policy").text
    assert queries.told_of(second) == (0, 0)  # the worker writes the mails


@pytest.mark.promise("H1")
@pytest.mark.parametrize(("language", "label"), [("nl", "Doel"), ("fr", "Finalité")])
def test_H1_the_record_of_processing_holds_every_activity_in_both_languages(
    context: Flask, office: Desk, language: str, label: str
) -> None:
    activities = context.extensions["register"].activities
    page = office.get("/staff/policy/record").text
    assert all(f'id="{activity.key}"' in page for activity in activities)
    table = office.get(f"/staff/policy/record.csv?language={language}")
    rows = list(csv.DictReader(io.StringIO(table.data.decode("utf-8-sig")), delimiter=";"))
    assert [row[label] for row in rows] == [activity.purpose.in_language(language) for activity in activities]
    assert all(all(row[name] for name in row if "belangen" not in name and "intérêts" not in name) for row in rows)
    printed = office.get(f"/staff/policy/record.pdf?language={language}")
    assert printed.data.startswith(b"%PDF-")
    assert office.get("/staff/policy/record.csv?language=xx").status_code == 200


def test_proofs_are_found_by_address_and_every_look_is_logged(office: Desk) -> None:
    email = "lezer@voorbeeld.be"
    record_choice(
        email,
        Use.NEWSLETTER,
        Decision.CONSENT,
        method=Method.PAGE,
        language="nl",
        text_version="2",
        text="Stuur mij de nieuwsbrief.",
        page="/nl/nieuwsbrief",
    )
    assert "Stuur mij" not in office.get("/staff/proofs").text
    found = office.post("/staff/proofs/search", page="/staff/proofs", text=email.upper())
    assert found.status_code == 303
    assert email not in found.location
    page = office.get(found.location).text
    assert "Stuur mij de nieuwsbrief." in page
    assert "/nl/nieuwsbrief" in page
    looks = select(AuditEntry).where(AuditEntry.action == "privacy:proofs:read")
    (look,) = db.session.scalars(looks).all()
    assert email not in str(look.details)
    other = office.post("/staff/proofs/search", page="/staff/proofs", text="niemand@voorbeeld.be")
    assert "Met dit adres is niets gekozen." in office.get(other.location).text
    wrong = office.post("/staff/proofs/search", page="/staff/proofs", text="niets")
    assert "Dit is geen e-mailadres." in office.get(wrong.location).text
