"""What a mail that came back says, once it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LONGEST_WORDS = 1_000


class Kind(StrEnum):
    """What a mail that came in is. The first three say that a letter did not arrive, the worst first."""

    HARD = "hard"  # the address does not exist, or takes no mail any more
    SOFT = "soft"  # it exists and did not get this letter: full, or out of reach for days
    BLOCKED = "blocked"  # refused for what the letter is or where it comes from: says nothing about the address
    DELAYED = "delayed"  # it is still being tried
    DELIVERED = "delivered"  # it arrived, or was handed on
    UNSUBSCRIBE = "unsubscribe"  # sent to the address in List-Unsubscribe
    COMPLAINT = "complaint"  # a feedback report: somebody called the letter spam
    READ_RECEIPT = "read_receipt"
    AUTO_REPLY = "auto_reply"  # out of office and the like
    CHALLENGE = "challenge"  # a machine that wants the sender to prove to be human
    REPLY = "reply"  # a person wrote it
    UNKNOWN = "unknown"  # from a mail server, but it cannot be told what it says


FAILURES = (Kind.HARD, Kind.SOFT, Kind.BLOCKED)
# From the worst to the best: what a report is when it speaks of several recipients.
_BY_WEIGHT = (*FAILURES, Kind.DELAYED, Kind.DELIVERED)


@dataclass(frozen=True)
class Failure:
    """What a report says of one recipient.

    `addresses`: the final and the original recipient, normalised, as far as they are named. `status`: the code of
    RFC 3463 ("5.1.1"), or None. `words`: the remote server's own words, on one line.
    """

    kind: Kind
    addresses: tuple[str, ...] = ()
    status: str | None = None
    words: str = ""


@dataclass(frozen=True)
class Report:
    """A mail that came in, read.

    kind           what it is; of several recipients the worst case
    failures       what it says of each recipient
    sent_to        every address that its own headers say it was sent to: one of them may tell which letter came back
    mail_ids       the Message-IDs in the letter that it returns
    token          what stands after the + in an address of the kind unsubscribe+token@
    sender         who sent it, as it claims
    subject        its subject, on one line
    words          what a person should see of it: the servers' own words
    key            the same for the same mail, however it was fetched
    """

    kind: Kind
    key: str
    failures: tuple[Failure, ...] = ()
    sent_to: tuple[str, ...] = ()
    mail_ids: tuple[str, ...] = ()
    token: str | None = None
    sender: str = ""
    subject: str = ""
    words: str = ""

    @property
    def worst(self) -> Failure | None:
        """What weighs most of all that it says, None where it is no delivery report."""
        return min(self.failures, key=lambda failure: _BY_WEIGHT.index(failure.kind), default=None)

    @property
    def is_personal(self) -> bool:
        """Whether a person, or their machine, wrote it: its words are nobody else's business."""
        return self.kind in {Kind.AUTO_REPLY, Kind.CHALLENGE, Kind.REPLY, Kind.READ_RECEIPT, Kind.UNSUBSCRIBE}


def worst_kind(failures: Sequence[Failure]) -> Kind:
    """Return the kind of a report by what it says of its recipients."""
    return min((failure.kind for failure in failures), key=_BY_WEIGHT.index, default=Kind.UNKNOWN)


def on_one_line(text: str, most: int = LONGEST_WORDS) -> str:
    """Bring what a server says to one line, without control characters, shortened."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:most]
