"""Figures for a monitor, in the text format of Prometheus: what waits, what is dead, whether anybody delivers."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from ipaddress import ip_address

from flask import current_app, request

from cesi_site.core.clock import now
from cesi_site.outbox import queries as outbox
from cesi_site.public.health import readiness

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def may_read() -> bool:
    """Tell whether this request comes from the machine itself, or carries the token of the settings."""
    token = current_app.config["METRICS_TOKEN"]
    if token and hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        return True
    # What a proxy on this machine hands on comes from loopback too: it says so, or the settings count it.
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not forwarded and _is_loopback(request.remote_addr or "")


def figures() -> str:
    """Return the figures, a line each with what it means."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    checks = readiness()
    yield from _gauge("cesi_ready", "1 when a check of /health/ready passes.", checks, "check")
    if not checks["database"]:
        return
    counts, seen_at, moment = outbox.counts(), outbox.worker_seen_at(), now()
    yield from _gauge("cesi_outbox_waiting", "Mails and jobs that are not done.", counts.waiting)
    yield from _gauge("cesi_outbox_dead", "Mails and jobs that were given up.", counts.dead)
    late = max(0.0, (moment - counts.oldest).total_seconds()) if counts.oldest else 0.0
    yield from _gauge("cesi_outbox_late_seconds", "How long the oldest one that is due has waited.", late)
    if seen_at is not None:
        silence = (moment - seen_at).total_seconds()
        yield from _gauge("cesi_worker_silent_seconds", "Since when no worker has shown that it lives.", silence)


def _gauge(name: str, meaning: str, value: float | dict[str, bool], label: str = "") -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    if isinstance(value, dict):
        yield from (f'{name}{{{label}="{key}"}} {int(passed)}' for key, passed in value.items())
    else:
        yield f"{name} {value:g}"


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
