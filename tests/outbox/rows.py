"""Rows of the outbox, put there without ceremony."""

from __future__ import annotations

from typing import Any

from cesi_site.core.clock import now
from cesi_site.outbox.models import MAIL, OutboxRow


def a_row(**values: Any) -> OutboxRow:
    """Return a mail that waits."""
    moment = now()
    defaults = {
        "kind": MAIL,
        "name": "test.letter",
        "arguments": {},
        "token": "0" * 32,
        "queued_at": moment,
        "available_at": moment,
        "attempts": 0,
    }
    return OutboxRow(**(defaults | values))
