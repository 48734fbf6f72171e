"""What the server's answers come to: sent, refused, to be tried again; and whether it refuses us, not the readers.

A reader is refused for what is said of their address alone. What is said of our machine, of our sender or of the letter
puts the reader off, and holds the mailing until a person has looked.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from cesi_site.core import clock
from cesi_site.newsletter.bounces import Kind
from cesi_site.newsletter.bounces.codes import classify, find_status, is_about_us
from cesi_site.newsletter.models import Trouble
from cesi_site.newsletter.operations.progress import HeldUp
from cesi_site.newsletter.sending.wire import Answer

# After a refusal for now: five minutes, and twice as long each time, up to four hours; about two days in all.
FIRST_DELAY = dt.timedelta(minutes=5)
LONGEST_DELAY = dt.timedelta(hours=4)
MOST_TRIES = 16
# So many in a row that are refused for what the letter says or who we are: a person has to look.
MOST_IN_A_ROW = 5
# So many addresses in a row that are said not to exist: rather the server has lost its list of users.
MOST_DEAD_IN_A_ROW = 20


@dataclass
class Settled:
    """What the answers to a batch come to, by the number of the recipient's row; `tries` are those made before."""

    tries: dict[int, int]
    sent: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    put_off: dict[int, tuple[dt.datetime, int, str | None]] = field(default_factory=dict)
    dead: list[int] = field(default_factory=list)
    """Those at the end of the batch so far whose address is said not to exist, for the first time."""


class Sorter:
    """Sorts the answers of one run. `stop` is why a person has to look before more is sent.

    `doubt` is why nothing was taken yet, where that may be our fault.
    """

    def __init__(self) -> None:
        self.stop: HeldUp | None = None
        self.doubt: HeldUp | None = None
        self._in_a_row = 0

    def sort(self, answer: Answer, settled: Settled) -> None:
        """Sort one answer."""
        tries = settled.tries[answer.key] + 1
        if answer.taken:
            settled.sent.append(answer.key)
            settled.dead.clear()
            self.doubt, self._in_a_row = None, 0
            return
        trouble = _trouble(answer)
        if trouble is not None:
            self._suspect(HeldUp(trouble, answer.words), at_once=trouble is Trouble.US and _is_plain(answer, tries))
        if tries < MOST_TRIES and (trouble is not None or not answer.permanent):
            settled.put_off[answer.key] = (clock.now() + _delay(tries), tries, answer.words)
            return
        settled.refused[answer.key] = answer.words
        if answer.permanent and tries == 1 and _kind(answer) is Kind.HARD:
            self._note_dead(answer, settled)

    def _suspect(self, held_up: HeldUp, *, at_once: bool) -> None:
        self._in_a_row += 1
        self.doubt = held_up
        if at_once or self._in_a_row >= MOST_IN_A_ROW:
            self.stop = self.stop or held_up

    def _note_dead(self, answer: Answer, settled: Settled) -> None:
        """Disbelieve a server that knows nobody any more; at a second try it is believed."""
        settled.dead.append(answer.key)
        if len(settled.dead) < MOST_DEAD_IN_A_ROW:
            return
        for key in settled.dead:
            if words := settled.refused.pop(key, None):
                settled.put_off[key] = (clock.now() + FIRST_DELAY, 1, words)
        self.stop = self.stop or HeldUp(Trouble.US, answer.words)


def _trouble(answer: Answer) -> Trouble | None:
    """Return what an answer says of us; None where it speaks of the reader."""
    if answer.of_the_letter:
        return Trouble.LETTER if answer.permanent else None
    if is_about_us(answer.words) or (answer.permanent and _kind(answer) is Kind.BLOCKED):
        return Trouble.US
    return None


def _is_plain(answer: Answer, tries: int) -> bool:
    """Tell whether one refusal is enough. After a person let it go on, what is left may be one reader's own server."""
    return tries == 1 and is_about_us(answer.words)


def _kind(answer: Answer) -> Kind:
    return classify(find_status(answer.words), answer.words)


def _delay(tries: int) -> dt.timedelta:
    longer: dt.timedelta = FIRST_DELAY * 2 ** (tries - 1)
    return min(LONGEST_DELAY, longer)
