"""Compiles each route once a run: an application of its own for every test would compile hundreds of them anew.

Werkzeug writes a function per route that builds its addresses. It depends on nothing but what stands in the key here
and is bound to its route afterwards, so the same function serves the same route of every application.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing.rules import Rule

_compile: Callable[..., Any] = Rule._compile_builder
_known: dict[tuple[object, ...], Any] = {}


def remember_routes() -> None:
    """Let all applications of this process share the functions of their routes."""
    Rule._compile_builder = _compile_once  # type: ignore[assignment]


def _compile_once(rule: Rule, append_unknown: bool = True) -> Any:
    defaults = sorted((rule.defaults or {}).items())
    key = (rule.rule, tuple(rule._trace), repr(defaults), append_unknown)
    if key not in _known:
        _known[key] = _compile(rule, append_unknown)
    return _known[key]
