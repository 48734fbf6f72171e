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
