"""What crawlers, browsers and watchdogs ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy import text

from cesi_site.content import queries
from cesi_site.content.operations import withdraw
from cesi_site.core.clock import now, today
from cesi_site.core.database import transaction
from cesi_site.outbox import queue_mail
from cesi_site.outbox.models import OutboxWorker
from tests.support.client import CheckingClient

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def see_worker(app: Flask, *, ago: float) -> None:
    seen = now() - dt.timedelta(seconds=ago)
    with app.app_context(), transaction() as session:
        session.add(OutboxWorker(name="host:1", started_at=seen, seen_at=seen))


def test_the_process_says_that_it_lives(client: CheckingClient) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_ready_with_database_schema_and_worker(app: Flask, client: CheckingClient) -> None:
    see_worker(app, ago=20)
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "checks": {"database": "ok", "schema": "ok", "worker": "ok"}}


@pytest.mark.parametrize("ago", [None, 600])
def test_not_ready_without_a_worker_seen_lately(app: Flask, client: CheckingClient, ago: int | None) -> None:
    if ago:
        see_worker(app, ago=ago)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json == {"status": "failed", "checks": {"database": "ok", "schema": "ok", "worker": "failed"}}


def test_not_ready_with_an_old_schema(app: Flask, client: CheckingClient) -> None:
    see_worker(app, ago=1)
    with app.app_context(), transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json == {"status": "failed", "checks": {"database": "ok", "schema": "failed", "worker": "ok"}}


@pytest.mark.engine("sqlite")
def test_not_ready_without_a_database(make_app: Any) -> None:
    app = make_app(SQLALCHEMY_DATABASE_URI="sqlite:////nowhere/at/all.sqlite")
    answer = app.test_client().get("/health/ready")
    assert answer.status_code == 503
    assert set(answer.get_json()["checks"].values()) == {"failed"}
    assert app.test_client().get("/health").status_code == 200


@pytest.mark.engine("sqlite")
def test_a_monitor_on_the_machine_reads_what_waits_and_what_is_dead(app: Flask, client: CheckingClient) -> None:
    see_worker(app, ago=20)
    with app.app_context(), transaction():
        queue_mail("contact.receipt", message_id=1)
    answer = client.get("/metrics")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    lines = answer.text.splitlines()
    assert {"cesi_outbox_waiting 1", "cesi_outbox_dead 0", 'cesi_ready{check="worker"} 1'} <= set(lines)
    assert any(line.startswith("cesi_worker_silent_seconds 2") for line in lines)


@pytest.mark.parametrize(
    ("environ", "headers"),
    [
        ({"REMOTE_ADDR": "192.0.2.7"}, {}),
        ({"REMOTE_ADDR": "127.0.0.1"}, {"X-Forwarded-For": "192.0.2.7"}),
        ({"REMOTE_ADDR": "192.0.2.7"}, {"Authorization": "Bearer guessed"}),
    ],
)
def test_nobody_else_reads_the_figures(
    client: CheckingClient, environ: dict[str, str], headers: dict[str, str]
) -> None:
    assert client.get("/metrics", environ_base=environ, headers=headers).status_code == 404


def test_a_monitor_elsewhere_reads_the_figures_with_the_token(make_app: Callable[..., Flask]) -> None:
    client = make_app(METRICS_TOKEN="long-enough").test_client()
    known = {"Authorization": "Bearer long-enough"}
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}, headers=known).status_code == 200


def test_robots_lead_to_the_site_map(client: CheckingClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert answer.get_data(as_text=True).splitlines() == [
        "User-agent: *",
        "Allow: /",
        "",
        "Sitemap: http://localhost/sitemap.xml",
    ]


@pytest.mark.engine("sqlite")
def test_each_site_has_its_mark_where_browsers_look_for_it(app: Flask, client: CheckingClient) -> None:
    marks = {}
    for host in ("localhost", "onemanagement.localhost", "my.localhost"):
        with client.get("/favicon.ico", headers={"Host": host}) as answer:
            assert (answer.status_code, answer.mimetype) == (200, "image/vnd.microsoft.icon")
            assert answer.data.startswith(b"\x00\x00\x01\x00"), "an icon file"
            assert answer.headers["Cache-Control"] == "public, max-age=3600"
            assert "Set-Cookie" not in answer.headers
            marks[host] = answer.data
    assert len(set(marks.values())) == 3, "each its own"


@pytest.mark.engine("sqlite")
def test_the_site_map_lists_every_public_page_with_its_twin(app: Flask, visitor: CheckingClient) -> None:
    answer = visitor.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    pages = ET.fromstring(answer.get_data()).findall(f"{SITEMAP}url")
    listed = {page.findtext(f"{SITEMAP}loc"): page for page in pages}
    assert len(listed) == len(pages)
    for url, page in listed.items():
        twins = {link.get("hreflang"): link.get("href") for link in page.findall(f"{XHTML}link")}
        assert set(twins) == {"nl-BE", "fr-BE"}
        assert url in twins.values()
        assert set(twins.values()) <= set(listed)
        host, path = str(url).removeprefix("http://").split("/", 1)
        assert visitor.get(f"/{path}", headers={"Host": host}).status_code == 200, url
    assert len([url for url in listed if "/diensten/" in str(url) or "/services/" in str(url)]) == 16
    assert len([url for url in listed if "/nieuws/" in str(url) or "/actualites/" in str(url)]) == 12
    plain = {rule.rule for rule in app.url_map.iter_rules() if _is_public(rule)}
    assert {f"http://localhost{path}" for path in plain} <= set(listed)
    assert "http://onemanagement.localhost/fr/" in listed


# Answers to a form, and a page that asks who one is.
NOT_TO_BE_FOUND = {"privacy.my_data_sent", "privacy.my_data_account", "privacy.request_received"}


def _is_public(rule: Any) -> bool:
    page = rule.endpoint not in NOT_TO_BE_FOUND and rule.endpoint.startswith(("public.", "privacy.", "contact.form"))
    return page and rule.rule.startswith(("/nl/", "/fr/")) and not rule.arguments - set(rule.defaults or ())


@pytest.mark.engine("sqlite")
def test_the_site_map_follows_the_content(visitor: CheckingClient, app: Flask) -> None:
    for _again in range(3):
        assert "ergonomisch-advies" in visitor.get("/sitemap.xml").get_data(as_text=True)
    with app.app_context():
        page = queries.find_service("ergonomisch-advies", "nl")
        assert page is not None
        withdraw(page)
    assert "ergonomisch-advies" not in visitor.get("/sitemap.xml").get_data(as_text=True)


@pytest.mark.engine("sqlite")
def test_security_txt_is_complete_and_never_expired(client: CheckingClient) -> None:
    answer = client.get("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in answer.get_data(as_text=True).splitlines()]
    values = dict(fields)
    assert [value for name, value in fields if name == "Contact"] == [
        "http://localhost/nl/contact",
        "http://localhost/fr/contact",
    ]
    expires = dt.datetime.strptime(values["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    assert dt.timedelta(days=90) < expires - now() < dt.timedelta(days=365)
    assert values["Preferred-Languages"] == "nl, fr"
    assert values["Canonical"] == "http://localhost/.well-known/security.txt"


@pytest.mark.engine("sqlite")
def test_a_password_is_changed_where_passwords_exist(client: CheckingClient, app: Flask) -> None:
    expected = 302 if "security.change_password" in app.view_functions else 404
    assert client.get("/.well-known/change-password").status_code == expected


@pytest.mark.promise("F6")
def test_F6_the_site_says_that_it_heeds_global_privacy_control(client: CheckingClient) -> None:
    answer = client.get("/.well-known/gpc.json")
    assert answer.json is not None and answer.json["gpc"] is True
    assert dt.date.fromisoformat(answer.json["lastUpdate"]) <= today()
