"""Why an act on an account was refused: for a form to show."""

from __future__ import annotations


class AccountError(Exception):
    """What every refusal here is."""


class WrongPassword(AccountError):
    """The address or the password is not right; it is not said which."""


class WrongCode(AccountError):
    """The code is wrong, or was used before."""


class LinkUsed(AccountError):
    """The link was used, withdrawn, replaced, or its time is over."""


class AddressTaken(AccountError):
    """Another account has this address."""


class NotAllowed(AccountError):
    """This person may not do this; `reason` is a word for the log and for the form."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
