"""What tests of affiliation share: a filled-in form, the way through its steps, and a worker's round."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.affiliation.models import AffiliationDraft, AffiliationRequest
from cesi_site.affiliation.operations import load_starter
from cesi_site.affiliation.steps import CHECK, QUESTIONS
from cesi_site.core.database import db
from tests.support.client import CheckingClient

ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "identity": {
        "legal_name": "Bakkerij De Korenaar",
        "legal_form": "bv",
        "enterprise_number": "BE 0123.456.749",
        "vat_status": "yes",
        "nsso_number": "123456789",
        "street": "Stationsstraat 12",
        "postcode": "9000",
        "town": "Gent",
    },
    "activity": {
        "main_activity": "Bakkerij met winkel",
        "nace_code": "10.711",
        "joint_committees": "118.03, 200",
        "worker_count": "12",
        "night_count": "4",
        "first_worker_on": "01/02/2019",
        "places-0-street": "Kouter 3",
        "places-0-postcode": "9000",
        "places-0-town": "Gent",
        "places-0-unit_number": "2.123.456.791",
        "places-0-worker_count": "4",
        "risks": ["loads", "night_work"],
    },
    "people": {
        "contact_first_name": "Els",
        "contact_last_name": "Peeters",
        "email": "Els.Peeters@Korenaar.example",
        "phone": "09 123 45 67",
        "signatory_name": "Jan Peeters",
        "signatory_function": "zaakvoerder",
        "signatory_email": "jan@korenaar.example",
        "billing_email": "facturen@korenaar.example",
        "advisor": "worker",
        "advisor_name": "Noor Claes",
        "advisor_level": "3",
        "advisor_email": "noor@korenaar.example",
        "has_committee": "no",
    },
    "service": {"start_date": "01/01/2027", "current_service": "liantis", "notice_given": "yes"},
    "check": {"authorised": "y", "conditions": "y"},
}
BEGIN = {"nl": "/nl/aansluiting", "fr": "/fr/affiliation"}


class Applicant:
    """Somebody who fills in the form. `over` replaces answers (None leaves one out), per step."""

    def __init__(self, client: CheckingClient, language: str = "nl") -> None:
        self.client = client
        self.language = language
        self.token = ""

    def address(self, key: str) -> str:
        """Return the address of a step."""
        slug = next(step.slug for step in (*QUESTIONS, CHECK) if step.key == key)
        return f"{BEGIN[self.language]}/{self.token}/{slug.in_language(self.language)}"

    def begin(self, **over: Any) -> str:
        """Send the first step; return where it leads."""
        answer = self.client.post(BEGIN[self.language], data=answers("identity", over))
        assert answer.status_code == 303, answer.text
        self.token = answer.location.split("/")[3]
        return str(answer.location)

    def send(self, key: str, **over: Any) -> Any:
        """Send one step of the draft."""
        return self.client.post(self.address(key), data=answers(key, over))

    def fill_in(self, over: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        """Fill in everything up to the check page."""
        over = over or {}
        self.begin(**over.get("identity", {}))
        for key in ("activity", "people", "service"):
            answer = self.send(key, **over.get(key, {}))
            assert answer.status_code == 303, answer.text

    def apply(self, over: Mapping[str, Mapping[str, Any]] | None = None) -> Any:
        """Fill in everything and send it; return the page that says so."""
        self.fill_in(over)
        answer = self.send("check")
        assert answer.status_code == 303, answer.text
        return self.client.get(answer.location)


def answers(key: str, over: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers to a step with some of them replaced."""
    return {name: value for name, value in {**ANSWERS[key], **over}.items() if value is not None}


@pytest.fixture(autouse=True)
def starter(app: Flask) -> None:
    """The tariffs, activities and readers a site starts with."""
    with app.app_context():
        load_starter()


@pytest.fixture
def applicant(client: CheckingClient) -> Applicant:
    """Somebody who fills in the form in Dutch."""
    return Applicant(client)


@pytest.fixture
def requests(app: Flask) -> Callable[[], list[AffiliationRequest]]:
    """Read all requests, the oldest first."""

    def read() -> list[AffiliationRequest]:
        with app.app_context():
            found = list(db.session.scalars(select(AffiliationRequest).order_by(AffiliationRequest.id)))
            for request in found:
                assert (request.establishments, request.people, request.events) is not None
            return found

    return read


@pytest.fixture
def drafts(app: Flask) -> Callable[[], list[AffiliationDraft]]:
    """Read all drafts."""

    def read() -> list[AffiliationDraft]:
        with app.app_context():
            return list(db.session.scalars(select(AffiliationDraft).order_by(AffiliationDraft.id)))

    return read


@pytest.fixture
def deliver(app: Flask) -> Callable[[], None]:
    """Do one round of the worker's work."""

    def run() -> None:
        done = app.test_cli_runner().invoke(args=["outbox", "deliver", "--once"])
        assert done.exit_code == 0, done.output

    return run


@pytest.fixture
def sent(applicant: Applicant, requests: Callable[[], list[AffiliationRequest]]) -> AffiliationRequest:
    """A request that was sent."""
    applicant.apply()
    return requests()[0]
