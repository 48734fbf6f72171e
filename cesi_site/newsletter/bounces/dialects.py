"""Notices of servers that follow no standard: their addresses found by flufl.bounce, their reasons by us."""

from __future__ import annotations

import logging
from copy import copy
from email.message import Message
from email.utils import parseaddr

from flufl.bounce import all_failures

from cesi_site.newsletter.bounces.codes import classify, find_status, speaks_of_failure
from cesi_site.newsletter.bounces.parts import header, usable, whole_text, without_our_letter
from cesi_site.newsletter.bounces.reports import Failure, Kind, on_one_line

# It writes a traceback for each mail that it cannot read; to us that is a mail without addresses.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)


def read_notice(mail: Message) -> list[Failure]:
    """Return what a notice from a mail server says of each recipient that it names; nothing where it names no failure.

    A notice without an address, in a mail that came back to the address of one letter, speaks of that letter.
    """
    text = without_our_letter(whole_text(mail))
    delayed, failed = _addresses(mail)
    if delayed and not failed:
        return [Failure(Kind.DELAYED, (address,), None, on_one_line(text)) for address in delayed]
    if not failed:
        return [_failure(None, text)] if speaks_of_failure(text) else []
    return [_failure(address, text) for address in failed]


def _addresses(mail: Message) -> tuple[list[str], list[str]]:
    if not parseaddr(header(mail, "From"))[1]:
        mail = copy(mail)
        del mail["From"]
        mail["From"] = "MAILER-DAEMON"  # flufl.bounce fails on a mail from nobody
    try:
        delayed, failed = all_failures(mail)
    except Exception:  # a part that is not what it says
        return [], []
    return _usable(delayed), _usable(failed)


def _usable(found: frozenset[bytes]) -> list[str]:
    return sorted({address for raw in found if (address := usable(raw.decode("ascii", "replace")))})


def _failure(address: str | None, text: str) -> Failure:
    words = _about(address, text)
    status = find_status(words)
    return Failure(classify(status, words), (address,) if address else (), status, on_one_line(words))


def _about(address: str | None, text: str) -> str:
    """Return the lines that speak of one address: from its own line to the next blank one, or else all of them."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if address and address in line.lower():
            end = next((at for at in range(number + 1, len(lines)) if not lines[at].strip()), len(lines))
            said = "\n".join(lines[number:end])
            if speaks_of_failure(said):
                return said
    return text


SYSTEM_NAMES = (
    "mailer-daemon",
    "mailerdaemon",
    "mail-daemon",
    "maildaemon",
    "mdaemon",
    "postmaster",
    "post-master",
    "maildelivery",
    "mail-delivery",
    "mailrouter",
    "microsoftexchange",
    "system-administrator",
    "systemadministrator",
)
SYSTEM_TITLES = (
    "mail delivery",
    "mailer-daemon",
    "delivery subsystem",
    "system administrator",
    "mail administrator",
    "mail router",
    "postmaster",
)


def is_from_a_server(mail: Message) -> bool:
    """Tell whether a mail claims to come from a mail server, and not from a person."""
    if "X-Failed-Recipients" in mail:
        return True
    title, address = parseaddr(header(mail, "From"))
    local = address.partition("@")[0].lower()
    return not local or local.startswith(SYSTEM_NAMES) or any(name in title.lower() for name in SYSTEM_TITLES)
