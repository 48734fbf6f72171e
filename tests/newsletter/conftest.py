"""What tests of the newsletter share."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.newsletter.readers import Visitor
from tests.support.client import CheckingClient
from tests.support.smtp import Inbox


@pytest.fixture
def visitor(app: Flask, client: CheckingClient, smtp: Inbox) -> Visitor:
    """Somebody who reads Dutch."""
    return Visitor(app, client, smtp, "noor@voorbeeld.be")
