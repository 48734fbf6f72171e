"""The register itself: it collects what the features declare and answers questions about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeAlias, TypeVar

from flask import Flask, current_app

from cesi_site.register.activities import Activity, Processor
from cesi_site.register.cookies import Cookie, Purpose, RetiredCookie
from cesi_site.register.grounds import Ground
from cesi_site.register.holdings import DeclarationError, Holding, Impersonal
from cesi_site.register.version import fingerprint

Declaration: TypeAlias = Activity | Cookie | RetiredCookie | Impersonal | Purpose | Processor
T = TypeVar("T")


class Register:
    """All activities, cookies and tables, in the order in which they were declared.

    Raises `DeclarationError` for a second declaration under the same name.
    """

    def __init__(self, declarations: Iterable[Declaration] = ()) -> None:
        self._activities: dict[str, Activity] = {}
        self._holdings: dict[str, Holding] = {}
        self._cookies: dict[str, Cookie] = {}
        self._retired: dict[str, RetiredCookie] = {}
        self._impersonal: dict[str, Impersonal] = {}
        self._purposes: dict[str, Purpose] = {}
        self._processors: dict[str, Processor] = {}
        self._fingerprint: str | None = None
        self.declare(*declarations)

    def declare(self, *declarations: Declaration) -> None:
        """Add activities, cookies and their purposes, retired cookies, impersonal tables and processors."""
        self._fingerprint = None
        for declaration in declarations:
            match declaration:
                case Activity():
                    _put(self._activities, declaration.key, declaration)
                    for holding in declaration.holdings:
                        _put(self._holdings, holding.key, holding)
                case Cookie():
                    _put(self._cookies, declaration.name, declaration)
                case RetiredCookie():
                    _put(self._retired, declaration.name, declaration)
                case Impersonal():
                    _put(self._impersonal, declaration.table, declaration)
                case Purpose():
                    _put(self._purposes, declaration.key, declaration)
                case Processor():
                    _put(self._processors, declaration.key, declaration)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """All activities."""
        return tuple(self._activities.values())

    def activity(self, key: str) -> Activity:
        """Return one activity. Raises `KeyError` where none has this key."""
        return self._activities[key]

    @property
    def consent_activities(self) -> tuple[Activity, ...]:
        """Those that run and rest on the person's consent."""
        return tuple(one for one in self.activities if one.running and one.ground is Ground.CONSENT)

    @property
    def joint_activities(self) -> tuple[Activity, ...]:
        """Those for which both companies answer together."""
        return tuple(activity for activity in self.activities if activity.joint)

    @property
    def transfers(self) -> tuple[Activity, ...]:
        """Those whose data leaves the European Economic Area."""
        return tuple(activity for activity in self.activities if activity.transfers is not None)

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """The holdings of all activities."""
        return tuple(self._holdings.values())

    @property
    def cookies(self) -> tuple[Cookie, ...]:
        """The cookies that may be set."""
        return tuple(self._cookies.values())

    @property
    def optional_cookies(self) -> tuple[Cookie, ...]:
        """Those that are set only after consent."""
        return tuple(cookie for cookie in self.cookies if cookie.needs_consent is not None)

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """What visitors are asked to allow, in the order in which it was declared."""
        return tuple(self._purposes.values())

    @property
    def processors(self) -> tuple[Processor, ...]:
        """The companies that work for the controllers, as far as their services are switched on."""
        return tuple(self._processors.values())

    @property
    def retired_cookies(self) -> tuple[RetiredCookie, ...]:
        """The cookies of tools that are no longer used."""
        return tuple(self._retired.values())

    @property
    def impersonal_tables(self) -> tuple[Impersonal, ...]:
        """The tables that hold no personal data."""
        return tuple(self._impersonal.values())

    @property
    def fingerprint(self) -> str:
        """Twelve characters that change with every word, term, ground or column that is declared."""
        if self._fingerprint is None:
            self._fingerprint = fingerprint(
                self.activities,
                self.cookies,
                self.retired_cookies,
                self.impersonal_tables,
                self.purposes,
                self.processors,
            )
        return self._fingerprint


def _put(shelf: dict[str, T], key: str, value: T) -> None:
    if key in shelf:
        raise DeclarationError(f"{key} is declared twice")
    shelf[key] = value


def init_app(app: Flask, register: Register, *, as_shipped: Callable[[], Register]) -> None:
    """Give the application its register; `as_shipped` makes the one that it has while no setting was changed."""
    app.extensions["register"] = register
    app.extensions["register_as_shipped"] = cache(as_shipped)


def current_register() -> Register:
    """Return the register of the application in use."""
    register: Register = current_app.extensions["register"]
    return register


def register_as_shipped() -> Register:
    """Return the register without the settings of this installation: versions of the policy are those of its text."""
    register: Register = current_app.extensions["register_as_shipped"]()
    return register
