"""What a process keeps while the tables it was made from stand unchanged: results of reads, pieces of pages.

The stamps of the database (`core.stamps`) say whether something changed. A process believes what it knows of
them for `PAGE_CACHE_SECONDS`, and asks again at once after a change of its own. One stamp is no table: `today`
changes at midnight in Brussels, for what speaks of days to come.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from flask import Flask, current_app
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from cesi_site.core import stamps
from cesi_site.core.clock import today
from cesi_site.core.database import db

P = ParamSpec("P")
R = TypeVar("R")

MOST_KEPT = 5_000
TODAY = "today"


class StampClock:
    """What this process knows of the stamps. `trust_seconds` is how long it believes it; 0 asks each time."""

    def __init__(self, read: Callable[[], Mapping[str, int]], trust_seconds: float) -> None:
        self.read = read
        self.trust_seconds = trust_seconds
        self._known: Mapping[str, int] = {}
        self._read_at = float("-inf")
        self._own_changes = -1

    def now(self) -> Mapping[str, int] | None:
        """Return the stamps, the same object as long as none changed; or None while the database is away."""
        moment, changes = time.monotonic(), stamps.own_changes()
        if moment - self._read_at >= self.trust_seconds or changes != self._own_changes:
            try:
                known = self.read()
            except SQLAlchemyError:
                return None
            if known != self._known:
                self._known = known
            self._read_at, self._own_changes = moment, changes
        return self._known


class Kept(NamedTuple):
    """A thing on the shelf: the versions of its stamps, and the stamps of the database where these were last seen."""

    versions: tuple[int, ...]
    held_against: Mapping[str, int]
    thing: Any


NO_STAMPS: Mapping[str, int] = {}


class Shelf:
    """Things kept by a key, each with the versions of the stamps it was made at."""

    def __init__(self, clock: StampClock) -> None:
        self.clock = clock
        self._things: dict[Any, Kept] = {}

    def get(self, key: Any, names: tuple[str, ...], make: Callable[[], R]) -> R:
        """Return the thing under `key`, made anew where one of the stamps in `names` changed meanwhile."""
        known = self.clock.now() if names else NO_STAMPS
        if known is None:
            return make()
        kept = self._things.get(key)
        if kept is not None and kept.held_against is known:
            return kept.thing  # type: ignore[no-any-return]
        versions = tuple(known.get(name, 0) for name in names)
        thing = kept.thing if kept is not None and kept.versions == versions else make()
        while len(self._things) >= MOST_KEPT:
            self._things.pop(next(iter(self._things)), None)
        self._things[key] = Kept(versions, known, thing)
        return thing


def while_unchanged(*names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep what a read returns, per arguments, while the stamps in `names` stand. It must return what cannot change."""

    def decorate(read: Callable[P, R]) -> Callable[P, R]:
        @wraps(read)
        def kept(*args: P.args, **kwargs: P.kwargs) -> R:
            shelf: Shelf = current_app.extensions["shelf"]
            return shelf.get((read, args, tuple(kwargs.items())), names, lambda: read(*args, **kwargs))

        return kept

    return decorate


class KeptTag(Extension):
    """`{% kept "content", lang, site.key %}…{% endkept %}`: a piece of a page that is kept.

    First the names of the stamps it was made from, separated by blanks ("" for none), then everything else that
    it depends on.
    """

    tags = {"kept"}  # noqa: RUF012 - declared so by Jinja
    # None in development, where templates change under a developer's hands.
    shelf: Shelf | None = None

    def parse(self, parser: Parser) -> nodes.Node:
        """Read the tag and its body."""
        line = next(parser.stream).lineno
        names = tuple(str(parser.parse_expression().as_const()).split())
        parts = []
        while parser.stream.skip_if("comma"):
            parts.append(parser.parse_expression())
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        place = nodes.Const(f"{parser.name}:{line}")
        call = self.call_method("_keep", [place, nodes.Const(names), *parts])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _keep(self, place: str, names: tuple[str, ...], *parts: Any, caller: Callable[[], str]) -> str:
        return caller() if self.shelf is None else self.shelf.get((place, parts), names, caller)


def _read_stamps(engine: Engine) -> dict[str, int]:
    return {**stamps.read_stamps(engine), TODAY: today().toordinal()}


def init_app(app: Flask) -> None:
    """Put up the shelf of this application."""
    with app.app_context():
        engine = db.engine
    clock = StampClock(lambda: _read_stamps(engine), app.config["PAGE_CACHE_SECONDS"])
    app.extensions["stamp_clock"] = clock
    shelf = app.extensions["shelf"] = Shelf(clock)
    app.jinja_env.add_extension(KeptTag)
    tag = app.jinja_env.extensions[KeptTag.identifier]
    assert isinstance(tag, KeptTag)
    tag.shelf = None if app.config["DEVELOPMENT"] else shelf
