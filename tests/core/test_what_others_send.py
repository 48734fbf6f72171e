"""What may come in headers and addresses from anybody: it is answered, never a failure of ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.client import CheckingClient

HTTPS = {"X-Forwarded-Proto": "https"}


@pytest.mark.parametrize("address", ["http://[x", "https://[::1", "//[", "http://localhost]"])
def test_a_malformed_referrer_or_origin_is_answered(client: CheckingClient, address: str) -> None:
    assert client.get("/nl/contact", headers={"Referer": address}).status_code == 200
    assert client.post("/nl/contact", headers={"Origin": address}).status_code == 403
    assert client.post("/nl/cookies", data={"everything": "no"}, headers={"Referer": address}).status_code == 303


def test_a_malformed_referrer_with_a_session_is_refused_under_tls(make_app: Callable[..., Flask]) -> None:
    client = make_app(TRUSTED_PROXIES=1, SITE_URL_CESI="https://localhost").test_client()
    client.set_cookie("cesi_session", "anything")
    assert client.post("/nl/contact", headers={"Referer": "https://[x", **HTTPS}).status_code == 400


@pytest.mark.parametrize("where", ["query", "form"])
def test_a_malformed_next_page_is_refused_at_the_sign_in(client: CheckingClient, where: str) -> None:
    path, fields = "/nl/mycesi/aanmelden", {"email": "noor@voorbeeld.be", "password": "x" * 14}
    broken = "http://[x"
    if where == "query":
        path += f"?next={broken}"
    else:
        fields["next"] = broken
    sent = client.post(path, base_url="http://my.localhost", data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert sent.status_code == 400


@pytest.mark.parametrize("digits", [10, 30, 5000])
def test_a_number_that_no_table_holds_is_no_page(client: CheckingClient, digits: int) -> None:
    assert client.get(f"/nl/mycesi/collega-s/{'9' * digits}", base_url="http://my.localhost").status_code == 404


@pytest.fixture
def cached(make_app: Callable[..., Flask]) -> CheckingClient:
    """A browser before the whole application, ready pages included, behind a proxy that speaks TLS."""
    client = make_app(PAGE_CACHE_SECONDS=60.0, TRUSTED_PROXIES=1).test_client()
    assert isinstance(client, CheckingClient)
    return client


def test_a_page_kept_for_one_scheme_does_not_answer_for_the_other(cached: CheckingClient) -> None:
    for _ in range(3):
        assert "Strict-Transport-Security" not in cached.get("/nl/").headers
    for _ in range(3):
        assert "Strict-Transport-Security" in cached.get("/nl/", headers=HTTPS).headers
    assert "Strict-Transport-Security" not in cached.get("/nl/").headers


def test_head_is_answered_as_get_would_be_and_makes_the_page_ready(cached: CheckingClient) -> None:
    cached.get("/nl/")
    missed = cached.head("/nl/")
    whole = cached.get("/nl/")
    assert missed.data == b""
    assert missed.headers["Content-Length"] == whole.headers["Content-Length"] == str(len(whole.data))
    assert missed.headers["ETag"] == whole.headers["ETag"]
    assert cached.head("/nl/").headers["ETag"] == whole.headers["ETag"]
