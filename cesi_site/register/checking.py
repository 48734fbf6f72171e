"""Checks of the live database against the promises: each package looks at its own rows, and says what to do.

A package registers its checks with `checks`; `flask privacy audit` and the page of the data protection officer run all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from cesi_site.core.database import db
from cesi_site.core.languages import Text

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """Something that is not as promised: what it is, what to do about it, and how many rows or things it concerns."""

    what: Text
    todo: Text
    count: int = 1


Look = Callable[[], Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    """One look at the database. `promises` are numbers of docs/promises.md, `name` says what is looked for."""

    key: str
    promises: tuple[str, ...]
    name: Text
    look: Look


@dataclass(frozen=True)
class Result:
    """What a check found; nothing is good news."""

    check: Check
    findings: Sequence[Finding]


_CHECKS: dict[str, Check] = {}

UNREADABLE = Finding(
    Text("Dit kon niet nagekeken worden: de databank gaf een fout.", "Vérification impossible : la base a échoué."),
    Text("Zoek de fout in het logboek van de toepassing.", "Cherchez l’erreur dans le journal de l’application."),
)


def checks(key: str, *promises: str, name: Text) -> Callable[[Look], Look]:
    """Register a function that gives what is not as promised. Raises `ValueError` for a key that is taken."""

    def register(look: Look) -> Look:
        if key in _CHECKS:
            raise ValueError(f"{key!r} is checked twice")
        _CHECKS[key] = Check(key, promises, name, look)
        return look

    return register


def all_checks() -> list[Check]:
    """Return the checks of all packages, in the order of their keys."""
    return [_CHECKS[key] for key in sorted(_CHECKS)]


def run_checks() -> list[Result]:
    """Run all checks; one that cannot be run is itself something found."""
    return [Result(check, _findings(check)) for check in all_checks()]


def _findings(check: Check) -> list[Finding]:
    try:
        return list(check.look())
    except SQLAlchemyError:
        log.exception("the check %s could not be run", check.key)
        db.session.rollback()
        return [UNREADABLE]
