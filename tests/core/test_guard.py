"""Writes come from our own pages, without a cookie to prove it."""

from __future__ import annotations

import pytest

from tests.support.client import CheckingClient


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://onemanagement.localhost"},
    ],
)
def test_a_write_from_elsewhere_is_refused(client: CheckingClient, headers: dict[str, str]) -> None:
    assert client.post("/nl/contact", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}])
def test_a_write_from_our_own_page_or_a_text_browser_is_taken(client: CheckingClient, headers: dict[str, str]) -> None:
    assert client.post("/nl/nieuwsbrief", headers=headers).status_code in {200, 422}


def test_without_origin_a_session_cookie_needs_its_token(client: CheckingClient) -> None:
    client.set_cookie("cesi_session", "anything")
    assert client.post("/nl/contact").status_code == 400


def test_an_unknown_host_is_refused(client: CheckingClient) -> None:
    assert client.get("/nl/", base_url="http://evil.example").status_code == 400
    assert client.get("/nl/", base_url="http://localhost.evil.example").status_code == 400


def test_a_body_without_length_is_refused(client: CheckingClient) -> None:
    response = client.post("/nl/contact", headers={"Transfer-Encoding": "chunked"}, data={"name": "Noor"})
    assert response.status_code == 411
