"""The connections desk: attacks on top, all lines by filters, nothing of it for other roles."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.accounts import log
from cesi_site.accounts.models import ConnectionAlert, Happening, StaffRoleName
from cesi_site.accounts.places import Place
from cesi_site.audit.models import AuditEntry
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from tests.staff.people import Desk, staff

ADMIN, DPO = StaffRoleName.ADMINISTRATOR, StaffRoleName.DPO
HERE = Place("192.0.2.77", "192.0.2.0/24", "Firefox", "Linux", "BE")


@pytest.fixture
def attacked(context: Flask) -> int:
    """Somebody on whose account many tries failed."""
    victim = staff("Vic Timmers", StaffRoleName.CONTENT_EDITOR)
    now = clock.now()
    with transaction() as session:
        for _ in range(3):
            log.write(Happening.SIGN_IN_FAILED, account_id=victim.id, place=HERE)
        log.write(Happening.SIGNED_IN, account_id=victim.id, place=HERE)
        span = {"began_at": now - dt.timedelta(hours=1), "last_at": now}
        facts = {"kind": "source", "target": "192.0.2.0/24", "failures": 15, "accounts": 6}
        session.add(ConnectionAlert(**facts, **span))
    return victim.id


def test_attacks_stand_on_top_until_somebody_looked(context: Flask, attacked: int) -> None:
    admin = Desk(context, staff("Bea Claes", ADMIN))
    page = admin.get("/staff/connections").text
    assert "Eén netwerk probeert veel accounts" in page and "Vic Timmers" in page
    assert "/staff/connections" in admin.get("/staff/").text
    alert = db.session.scalars(select(ConnectionAlert)).one()
    dpo = Desk(context, staff("Hanne De Smet", DPO))
    assert dpo.post(f"/staff/connections/alerts/{alert.id}/seen", page="/staff/connections").status_code == 403
    admin.post(f"/staff/connections/alerts/{alert.id}/seen", page="/staff/connections")
    assert "Eén netwerk" not in admin.get("/staff/connections").text
    assert admin.post(f"/staff/connections/alerts/{alert.id}/seen", page="/staff/connections").status_code == 404


def test_filters_search_and_csv(context: Flask, attacked: int) -> None:
    admin = Desk(context, staff("Bea Claes", ADMIN))
    failed = admin.get("/staff/connections?happening=sign_in_failed").text
    assert failed.count("192.0.2.77") == 3
    assert "192.0.2.77" in admin.get("/staff/connections?network=192.0.2.0/24&period=day").text
    assert "192.0.2.77" not in admin.get("/staff/connections?network=198.51.100.0/24").text
    found = admin.post("/staff/connections/search", page="/staff/connections", text="Vic.Timmers@cesi.example")
    assert "vic" not in found.location.lower()
    assert "192.0.2.77" in admin.get(found.location).text
    nobody = admin.post("/staff/connections/search", page="/staff/connections", text="x@y.example")
    assert "192.0.2.77" not in admin.get(nobody.location).text
    taken = admin.get(f"/staff/connections.csv?account={attacked}").text
    assert "192.0.2.0/24" in taken and "192.0.2.77" not in taken and "Vic" not in taken
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.subject == "list:connections")).one()


@pytest.mark.parametrize("role", [role for role in StaffRoleName if role not in {ADMIN, DPO}])
def test_other_roles_see_none_of_it(context: Flask, role: StaffRoleName) -> None:
    desk = Desk(context, staff("Iemand Anders", role))
    assert desk.get("/staff/connections").status_code == 403
    assert desk.get("/staff/connections.csv").status_code == 403
