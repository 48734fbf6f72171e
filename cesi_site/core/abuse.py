"""Protection of public forms against abuse, without third parties, scripts or cookies.

A form carries a ticket: a signed time and a number of its own. The number makes a double click one
message; the time is the time trap. A field that people never see is the honeypot. Who falls for one of
them is set apart for staff to look at, never lost; only the rate limit refuses.
"""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass

from flask import Flask, current_app, request
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from cesi_site.core import links

HONEYPOT = "homepage"
TICKET_PURPOSE = "form"
MOST_LINKS = 3


@dataclass(frozen=True)
class Ticket:
    """A form's number and its age in seconds when it came back."""

    number: str
    age: float


def issue_ticket() -> str:
    """Return a new ticket for a form's hidden field."""
    return links.sign(TICKET_PURPOSE, [secrets.token_urlsafe(12), int(time.time() * 1000)])


def read_ticket(value: str | None) -> Ticket | None:
    """Return what a ticket says, or None where there is none or it is not ours."""
    try:
        number, issued = links.read(TICKET_PURPOSE, value or "")
    except (links.BadLink, ValueError, TypeError):
        return None
    return Ticket(number, time.time() - issued / 1000)


def new_number() -> str:
    """Return a submission number for a form that came without a ticket."""
    return secrets.token_urlsafe(12)


def suspicions(*, ticket: Ticket | None, honeypot: str, text: str) -> tuple[str, ...]:
    """Return why a submission should be looked at before it goes on; empty when nothing is wrong."""
    found = []
    shortest = current_app.config["FORM_MIN_SECONDS"]
    if honeypot:
        found.append("honeypot")
    if shortest and ticket is None:
        found.append("no_ticket")
    if shortest and ticket is not None and ticket.age < shortest:
        found.append("too_fast")
    if len(re.findall(r"https?://|www\.|\[url", text, re.IGNORECASE)) > MOST_LINKS:
        found.append("many_links")
    return tuple(found)


def within_limit(name: str, rate: str, *who: str) -> bool:
    """Count one try of `name` by `who` (default: the address that asks) against a rate such as "10/hour"."""
    if not current_app.config["RATELIMIT_ENABLED"]:
        return True
    limiter: MovingWindowRateLimiter = current_app.extensions["rate_limiter"]
    return limiter.hit(parse(rate), name, *(who or (request.remote_addr or "unknown",)))


def init_app(app: Flask) -> None:
    """Open the store in which tries are counted."""
    storage = storage_from_string(app.config["RATELIMIT_STORAGE_URI"])
    app.extensions["rate_limiter"] = MovingWindowRateLimiter(storage)
