"""Who needs a second factor: staff always; others as the packages above say."""

from __future__ import annotations

from collections.abc import Callable

Check = Callable[[int], bool]

_checks: list[Check] = []


def second_factor_needed_for(check: Check) -> Check:
    """Add a rule: `check` gets the id of an account and says whether it needs a second factor."""
    if check not in _checks:
        _checks.append(check)
    return check


def needs_second_factor(account_id: int) -> bool:
    """Whether one of the rules asks a second factor of this account."""
    return any(check(account_id) for check in _checks)


_told: list[Callable[[int], None]] = []


def when_factor_is_reset(tell: Callable[[int], None]) -> Callable[[int], None]:
    """Add somebody to tell when staff take a lost second factor away: `tell` gets the account's id.

    It runs in the same transaction, and queues mails.
    """
    if tell not in _told:
        _told.append(tell)
    return tell


def tell_of_factor_reset(account_id: int) -> None:
    """Tell everybody who asked to be told."""
    for tell in _told:
        tell(account_id)
