"""Readers of the newsletter for tests: made by operations, or walking the pages and the mail as a person does."""

from __future__ import annotations

import itertools
import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from cesi_site.newsletter import operations
from cesi_site.newsletter.models import Subscription
from tests.support.client import CheckingClient, hidden_fields
from tests.support.smtp import Inbox

PAGES = {"nl": "/nl/nieuwsbrief", "fr": "/fr/newsletter"}
_NUMBERS = itertools.count()


def reader(email: str = "noor@voorbeeld.be", *, language: str = "nl", themes: tuple[str, ...] = ()) -> Subscription:
    """Make somebody who reads the newsletter, confirmed; needs an application context."""
    asked = operations.sign_up(email=email, language=language, themes=themes, number=f"reader {next(_NUMBERS)}")
    return operations.confirm(signup_id=asked, language=language)


class Visitor:
    """Somebody at a browser with a mailbox of their own."""

    def __init__(self, app: Flask, client: CheckingClient, smtp: Inbox, email: str, language: str = "nl") -> None:
        self.app, self.client, self.smtp = app, client, smtp
        self.email, self.language = email, language

    def ask(self, **fields: Any) -> TestResponse:
        """Send the form of the newsletter's page."""
        page = PAGES[self.language]
        data = hidden_fields(self.client.get(page).text, page) | {"email": self.email, "language": self.language}
        return self.client.post(page, data=data | fields)

    def press(self, address: str, **fields: Any) -> TestResponse:
        """Open a page and press the button of its form."""
        shown = self.client.get(address)
        assert shown.status_code == 200, shown.text
        return self.client.post(address, data=hidden_fields(shown.text) | fields)

    def work(self) -> None:
        """Let the worker do what waits, mails included."""
        for _ in range(2):
            done = self.app.test_cli_runner().invoke(args=["outbox", "deliver", "--once"])
            assert done.exit_code == 0, done.output

    def mails(self, address: str | None = None) -> list[str]:
        """Return the subjects of what arrived, after a round of the worker."""
        self.work()
        return [str(mail.message["Subject"]) for mail in self.smtp.to(address or self.email)]

    def link(self, part: str, address: str | None = None) -> str:
        """Return the path of the newest mailed link that holds `part`."""
        self.work()
        texts = [mail.text for mail in self.smtp.to(address or self.email)]
        found = [re.search(rf"http://localhost(/\S*(?:{part})\S*)", text) for text in texts]
        return [match[1] for match in found if match][-1]

    def subscribe(self, **fields: Any) -> None:
        """Ask, and confirm from the mail."""
        assert self.ask(**fields).status_code == 303
        self.press(self.link("bevestigen|confirmer"))
