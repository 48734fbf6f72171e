"""Organisations and people for tests, and a browser in which one of them is signed in."""

from __future__ import annotations

import contextvars
import datetime as dt
import time
from typing import Any

from flask import Flask, has_app_context
from werkzeug.test import TestResponse

from cesi_site.accounts import operations as accounts
from cesi_site.accounts.models import Account
from cesi_site.accounts.places import NOWHERE
from cesi_site.core.database import db, transaction
from cesi_site.core.uploads import Upload
from cesi_site.members import operations
from cesi_site.members.models import DocumentKind, MemberDocument, MemberPerson, Organisation
from cesi_site.members.roles import Reason, Role
from tests.support.client import CheckingClient

MYCESI = "http://my.localhost"
NUMBERS = ("0123456749", "0999900150", "0777710168", "0888001247", "1000000120")
PDF = b"%PDF-1.4\n%%EOF\n"


def organisation(number: int = 0, **details: Any) -> Organisation:
    """Make an organisation; `number` chooses its enterprise number."""
    facts: dict[str, Any] = {
        "legal_name": f"Voorbeeld {number} bv",
        "street": "Stationsstraat 1",
        "postcode": "2800",
        "town": "Mechelen",
        "language": "nl",
        "affiliated_on": dt.date(2020, 1, 1),
    }
    return operations.found_organisation(by=None, enterprise_number=NUMBERS[number], **(facts | details))


def person(
    of: Organisation, role: Role, email: str | None = None, *, accepted: bool = True, **options: Any
) -> MemberPerson:
    """Give somebody a role; unless told otherwise the invitation was accepted."""
    found = operations.invite(
        by=options.pop("by", None),
        organisation_id=of.id,
        email=email or f"{role.value.replace('_', '-')}@{of.id}.example",
        name=options.pop("name", f"{role.value.title()} {of.id}"),
        language=options.pop("language", "nl"),
        role=role,
        reason=Reason.NEW_COLLEAGUE,
        **options,
    )
    if accepted and found.account is not None:
        with transaction():
            found.account.active = True
    return found


def document(of: Organisation, title: str = "Verslag", **options: Any) -> MemberDocument:
    """Put a document into an organisation's file."""
    return operations.add_document(
        of,
        Upload(f"{title}.pdf", "application/pdf", PDF),
        by=None,
        kind=options.pop("kind", DocumentKind.VISIT_REPORT),
        title=title,
        language="nl",
        **options,
    )


class Browser(CheckingClient):
    """A browser whose requests share nothing with the context of the test, as those of a server do not.

    What the test holds of the database is read anew afterwards.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request."""
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        return response


def sign_in(app: Flask, account: Account | None, *, strong: bool = True, fresh: bool = False) -> Browser:
    """Return a browser in which an account is signed in, on the host of MyCESI, its password just given if `fresh`."""
    assert account is not None
    token = accounts.begin_session(account=account, place=NOWHERE, strong=strong, how="password")
    client = Browser(app, app.response_class, use_cookies=True)
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    with client.session_transaction(base_url=MYCESI) as session:
        session.update(
            {"sid": token, "_user_id": account.fs_uniquifier, "_fresh": True}
            | ({"fs_paa": time.time()} if fresh else {})
        )
    return client
