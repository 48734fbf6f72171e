"""The switches a person has, one per use (promise K5): features declare them, the page of preferences shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cesi_site.choices.models import Address, Barred, Decision, Method, Reason, Use
from cesi_site.choices.operations import record_choice, suppress
from cesi_site.core.database import transaction
from cesi_site.core.languages import Text


class Turn(Protocol):
    """Turns one use on or off for an address, writes the proof, and joins the transaction that is open."""

    def __call__(self, address: Address, *, method: Method, language: str, page: str) -> None:
        """`language` and `page` say where and in which language the person decided."""


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One use of an address, in the words a person reads.

    `consent` is what turning it on says yes to. `details` is the endpoint of a page, opened with the same token,
    where the person chooses more closely; `details_name` is what its link reads.
    """

    use: Use
    name: Text
    meaning: Text
    consent: Text
    is_on: Callable[[Address], bool]
    turn_on: Turn
    turn_off: Turn
    details: str | None = None
    details_name: Text | None = None


_SWITCHES: dict[Use, Switch] = {}


def declare(switch: Switch) -> None:
    """Put a switch on the page of preferences. Raises `ValueError` for a second one for the same use."""
    if switch.use in _SWITCHES:
        raise ValueError(f"{switch.use} has a switch already")
    _SWITCHES[switch.use] = switch


def switches() -> tuple[Switch, ...]:
    """Return all switches, in the order of the uses."""
    return tuple(_SWITCHES[use] for use in Use if use in _SWITCHES)


def find_switch(use: str) -> Switch | None:
    """Return the switch of a use by its word, or None."""
    return next((switch for switch in switches() if switch.use == use), None)


def object_to_all(address: Address, *, method: Method, language: str, page: str) -> None:
    """Turn every use off, and object to all that may come: nothing is mailed any more but what the law prescribes."""
    with transaction():
        for switch in switches():
            if switch.is_on(address):
                switch.turn_off(address, method=method, language=language, page=page)
        for use in Use:
            record_choice(address.email, use, Decision.OBJECTION, method=method, language=language, page=page)
        suppress(address.email, Barred.EVERYTHING, Reason.OBJECTED)
