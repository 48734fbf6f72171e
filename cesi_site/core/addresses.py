"""Addresses as people type them, brought to the one form in which they are stored and compared."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

MAX_LENGTH = 254


class BadAddress(ValueError):
    """What was typed cannot be an e-mail address."""


def normalise_email(typed: str) -> str:
    """Return the form in which an address is kept everywhere: NFC, lower case, the domain in Unicode.

    The part before the @ is lowered too: no mail service in use tells case apart there, and people do not
    remember how they typed it. Sub-addresses (`name+tag@`) are kept. Raises `BadAddress`,
    also for letters before the @ that only mail servers with SMTPUTF8 take: what we cannot mail is no address to us.
    """
    try:
        parts = validate_email(typed.strip(), check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise BadAddress(str(error)) from None
    if len(parts.normalized) > MAX_LENGTH:
        raise BadAddress("too long")
    return parts.normalized.lower()
