"""Compiles each route once a run: an application of its own for every test would compile hundreds of them anew.

Werkzeug reads a rule into parts to match an address with, and writes a function that builds one. Both depend on
nothing but what stands in the key here, and nobody changes them afterwards: the same ones serve the same route of
every application.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from werkzeug.routing.rules import Rule

_compile: Callable[[Rule], None] = Rule.compile


class _Compiled(NamedTuple):
    state: dict[str, Any]
    arguments: frozenset[str]
    build: Any
    build_unknown: Any


_known: dict[tuple[object, ...], _Compiled] = {}


def remember_routes() -> None:
    """Let all applications of this process share what their routes are compiled to."""
    Rule.compile = _compile_once  # type: ignore[assignment]


def _compile_once(rule: Rule) -> None:
    key = _key(rule)
    if key in _known:
        _use(rule, _known[key])
        return
    _compile(rule)
    state = {name: getattr(rule, name) for name in ("_parts", "_trace", "_converters")}
    build, unknown = (getattr(rule, name).__func__ for name in ("_build", "_build_unknown"))
    _known[key] = _Compiled(state, frozenset(rule.arguments), build, unknown)


def _key(rule: Rule) -> tuple[object, ...]:
    domain = rule.host if rule.map.host_matching else rule.subdomain
    converters = tuple(rule.map.converters.items())
    return rule.rule, domain, rule.merge_slashes, converters, repr(sorted((rule.defaults or {}).items()))


def _use(rule: Rule, compiled: _Compiled) -> None:
    vars(rule).update(compiled.state)
    rule.arguments |= compiled.arguments
    rule._build = compiled.build.__get__(rule)
    rule._build_unknown = compiled.build_unknown.__get__(rule)
