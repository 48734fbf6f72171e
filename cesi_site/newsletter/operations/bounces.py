"""What becomes of a mail that came back: whose letter it was, what that means for the address, written down (B6).

A report counts only when it proves a letter of ours, by the address to which it came back or by that letter's
Message-ID: both carry a seal. Everything else is shown to staff and changes nothing.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cesi_site.audit.operations import record
from cesi_site.choices.models import Method, Reason
from cesi_site.choices.queries import blocked, email_hash, find_address, find_by_key
from cesi_site.choices.tokens import read_token
from cesi_site.core import clock
from cesi_site.core.database import db, insert_once, transaction
from cesi_site.core.links import BadLink
from cesi_site.members.queries import informed_at
from cesi_site.newsletter import verp
from cesi_site.newsletter.bounces import Failure, Kind, Report, read_report
from cesi_site.newsletter.bounces.codes import classify, find_status
from cesi_site.newsletter.bounces.reports import FAILURES, on_one_line
from cesi_site.newsletter.models import Bounce, MailingRecipient, Source, Verdict
from cesi_site.newsletter.operations.leaving import unsubscribe
from cesi_site.newsletter.operations.striking import strike_off
from cesi_site.newsletter.policy import soft_limit, soft_window
from cesi_site.newsletter.queries import bounces as queries
from cesi_site.newsletter.queries.subscriptions import find_subscription
from cesi_site.outbox import return_path


@dataclass(frozen=True)
class Taken:
    """What became of a mail. `bounce` is None where nothing of it is kept, `again` where it was taken in before."""

    kind: Kind
    bounce: Bounce | None = None
    again: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether the mail is dealt with; a person has to read the others."""
        return self.kind not in {Kind.REPLY, Kind.UNKNOWN}


@dataclass(frozen=True)
class _Letter:
    """A letter of ours that came back: to whom, and when it left. `name` is its word where it is of no mailing."""

    email: str
    sent_at: dt.datetime | None = None
    recipient_id: int | None = None
    mailing_id: int | None = None
    name: str | None = None


def take_in(raw: bytes, *, source: Source, sent_to: str | None = None) -> Taken:
    """Read a mail that came to the bounce address, act on it, and write down what was decided.

    `sent_to` is the envelope's recipient, where the mail server tells it. The same mail acts once. What a person
    wrote is left to persons, and nothing of it is kept.
    """
    report = read_report(raw, sent_to)
    if report.kind is Kind.REPLY:
        return Taken(report.kind)
    with transaction():
        bounce = _insert(report.key, source, report.kind)
        if bounce is None:
            return Taken(report.kind, again=True)
        if report.kind is Kind.UNSUBSCRIBE:
            _leave(bounce, report)
        else:
            _judge_report(bounce, report)
    return Taken(report.kind, bounce)


def note_refusals(words: Mapping[int, str]) -> None:
    """Judge what the mail server said on refusing recipients of mailings, by the key of the recipient."""
    for recipient_id, said in words.items():
        letter = _letter_to(recipient_id)
        if letter is not None:
            _note_refusal(letter, said)


def note_refused_address(email: str, words: str) -> None:
    """Judge the refusal of another mail of ours; addresses that are on no list of ours are left alone."""
    if find_address(email) is not None or informed_at(email):
        _note_refusal(_Letter(email), words)


def _note_refusal(letter: _Letter, words: str) -> None:
    status, said = find_status(words), on_one_line(words)
    failure = Failure(classify(status, said), (letter.email,), status, said)
    with transaction():
        bounce = _insert(secrets.token_hex(32), Source.SMTP, failure.kind)
        assert bounce is not None
        _judge(bounce, letter, failure)


def _insert(key: str, source: Source, kind: Kind) -> Bounce | None:
    """Write the row that makes a second reading of the same mail find it; None where it is there already."""
    row = {"key": key, "at": clock.now(), "source": source, "kind": kind, "verdict": Verdict.NOTED, "words": ""}
    number = insert_once(Bounce, row)
    return None if number is None else db.session.get_one(Bounce, number)


def _leave(bounce: Bounce, report: Report) -> None:
    bounce.verdict = Verdict.UNPROVEN
    try:
        found = find_by_key(read_token(report.token or ""))
    except BadLink:
        return
    if found is not None:
        unsubscribe(found.address.id, method=Method.MAILTO)
        bounce.email, bounce.verdict = found.address.email, Verdict.UNSUBSCRIBED


def _judge_report(bounce: Bounce, report: Report) -> None:
    letter = _letter_in(report)
    if letter is not None:
        _judge(bounce, letter, _about(letter, report))
        if report.is_personal:
            bounce.words = ""
        return
    bounce.verdict = Verdict.UNPROVEN
    bounce.status = report.worst.status if report.worst else None
    bounce.words = "" if report.is_personal else report.words


def _letter_in(report: Report) -> _Letter | None:
    """Return the letter of ours that a report proves."""
    proofs = [*map(return_path.read, report.sent_to), *map(return_path.read_message_id, report.mail_ids)]
    letters = (_letter_named(name) for name in proofs if name is not None)
    return next((letter for letter in letters if letter is not None), None)


def _letter_named(name: str) -> _Letter | None:
    recipient_id = verp.recipient_of(name)
    if recipient_id is not None:
        return _letter_to(recipient_id)
    sent = return_path.find_letter(name)
    return None if sent is None else _Letter(sent.email, sent.sent_at, name=name)


def _letter_to(recipient_id: int) -> _Letter | None:
    recipient = db.session.get(MailingRecipient, recipient_id)
    if recipient is None:
        return None
    return _Letter(recipient.email, recipient.sent_at, recipient.id, recipient.mailing_id)


def _about(letter: _Letter, report: Report) -> Failure:
    """Return what a report says of the address that we wrote to.

    When it names other addresses alone, that mailbox forwards: the address itself exists, so nothing in it is hard.
    """
    worst = report.worst
    if worst is None:
        return Failure(report.kind, words=report.words)
    named = [failure for failure in report.failures if letter.email in failure.addresses]
    if named or not all(failure.addresses for failure in report.failures):
        return Report(report.kind, "", tuple(named)).worst or worst
    if any(failure.kind is Kind.DELIVERED for failure in report.failures):
        return Failure(Kind.DELIVERED, words=worst.words)
    kind = Kind.SOFT if worst.kind is Kind.HARD else worst.kind
    return Failure(kind, worst.addresses, worst.status, worst.words)


def _judge(bounce: Bounce, letter: _Letter, failure: Failure) -> None:
    """Decide what a failure means for the address, and write it down."""
    bounce.email, bounce.recipient_id, bounce.mailing_id = letter.email, letter.recipient_id, letter.mailing_id
    bounce.letter = letter.name
    bounce.kind, bounce.status, bounce.words = failure.kind, failure.status, failure.words
    bounce.verdict = _verdict(bounce, letter)
    db.session.flush()
    if bounce.verdict is Verdict.COUNTED and _is_over_limit(letter.email):
        bounce.verdict = Verdict.STRUCK_OFF
    if bounce.verdict is Verdict.STRUCK_OFF:
        strike_off(letter.email, bounce)
    elif bounce.kind in FAILURES:
        record("newsletter:bounce:noted", subject=bounce, details={"kind": bounce.kind, "verdict": bounce.verdict})


def _verdict(bounce: Bounce, letter: _Letter) -> Verdict:
    if bounce.kind not in {Kind.HARD, Kind.SOFT}:
        return Verdict.NOTED
    if _is_struck_off(letter.email):
        return Verdict.ALREADY
    confirmed = _confirmed_at(letter.email)
    if confirmed and letter.sent_at and confirmed > letter.sent_at:
        return Verdict.OUTDATED
    return Verdict.STRUCK_OFF if bounce.kind is Kind.HARD else Verdict.COUNTED


def _is_struck_off(email: str) -> bool:
    key = email_hash(email)
    return blocked(None, [key]).get(key) is Reason.BOUNCED


def _is_over_limit(email: str) -> bool:
    """Tell whether as many letters came back softly as the limit allows, since the address was last known to work."""
    proofs = (clock.now() - soft_window(), _confirmed_at(email), queries.last_undone_at(email))
    since = max(moment for moment in proofs if moment is not None)
    return queries.soft_bounces(email, since) >= soft_limit()


def _confirmed_at(email: str) -> dt.datetime | None:
    subscription = find_subscription(email)
    return subscription.confirmed_at if subscription is not None and subscription.runs else None
