"""The switches a person has, one per use (promise K5): features declare them, the page of preferences shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cesi_site.choices.models import Address, Method, Use
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
