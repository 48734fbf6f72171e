"""The site with its starter content, as a visitor finds it."""

from __future__ import annotations

import pytest
from flask import Flask

from cesi_site.contact.operations import load_topics
from cesi_site.content.operations import load_starter_content
from tests.support.client import CheckingClient


@pytest.fixture
def visitor(app: Flask, client: CheckingClient) -> CheckingClient:
    """A visitor of a site that has its services, news and contact topics."""
    with app.app_context():
        load_starter_content()
        load_topics()
    return client
