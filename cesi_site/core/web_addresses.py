"""Web addresses that others send us: in headers, where anything may stand."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def parts_of(address: str) -> SplitResult | None:
    """Return the parts of an address, or None for what is none, such as "http://[x"."""
    try:
        return urlsplit(address)
    except ValueError:
        return None
