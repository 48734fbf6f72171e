"""Draws the same policy once a run: the worker draws each edition, for seconds, and most tests have the same one."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace

from cesi_site.core import pdf
from cesi_site.privacy import editions

TEXTS = 16
Draw = Callable[[str], bytes | None]


def remember_drawings() -> None:
    """Let all applications of this process share the PDF of a policy that reads the same."""
    vars(editions)["pdf"] = SimpleNamespace(draw=lambda page: _drawn(pdf.draw, page))


@lru_cache(TEXTS)
def _drawn(draw: Draw, page: str) -> bytes | None:
    return draw(page)
