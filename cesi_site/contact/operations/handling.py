"""What staff do with a message: who deals with it, its answer, its end. Each act is a line in its history.

Whoever acts reads the topic of the message: that is checked here once more, in the transaction that changes it.
"""

from __future__ import annotations

import datetime as dt

from cesi_site.accounts.models import Account
from cesi_site.audit import record
from cesi_site.contact import queries
from cesi_site.contact.deadlines import answer_by
from cesi_site.contact.models import OPEN_STATES, Act, ContactMessage, MessageState
from cesi_site.contact.operations.errors import CannotRead, HasOwner, SameTopic
from cesi_site.contact.operations.filing import propose_files, take_out_of_files
from cesi_site.contact.operations.history import held, note
from cesi_site.contact.queries.handling import READ
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.outbox import queue_mail

# The same answer twice within this time is one answer, sent by two clicks.
DOUBLE_CLICK = dt.timedelta(minutes=1)
HANDLED = frozenset({*OPEN_STATES, MessageState.ANSWERED})
PASSED = frozenset({*HANDLED, MessageState.CLOSED})


def note_reading(message: ContactMessage, *, by: Account) -> None:
    """Log that somebody opened a message: one line a day for each reader."""
    if not queries.was_read_today(message.id, by.id):
        with transaction():
            record(READ, subject=message, actor=by)


def take(message_id: int, *, by: Account) -> ContactMessage:
    """Let `by` deal with a message. Raises `NotYours`, `NotNow`, or `HasOwner` where a colleague was quicker."""
    with transaction():
        message = held(message_id, by, HANDLED)
        if message.owner_id not in {None, by.id}:
            raise HasOwner
        _give_to(message, by)
        note(message, Act.TAKEN, by)
    return message


def give(message_id: int, *, to: Account, by: Account) -> ContactMessage:
    """Let a colleague deal with a message, and mail them. Raises `NotYours`, `NotNow` or `CannotRead`."""
    with transaction():
        message = held(message_id, by, HANDLED)
        if message.topic not in queries.topics_read_by(to.id) or not (to.active and to.is_staff):
            raise CannotRead
        _give_to(message, to)
        note(message, Act.GIVEN, by, other_id=to.id)
        if to.id != by.id:
            queue_mail("contact.given", message_id=message.id, account_id=to.id)
    return message


def put_back(message_id: int, *, by: Account) -> ContactMessage:
    """Let the team deal with a message again. Raises `NotYours` or `NotNow`."""
    with transaction():
        message = held(message_id, by, HANDLED)
        message.owner_id = None
        if message.state == MessageState.IN_PROGRESS:
            message.state = MessageState.RECEIVED
        note(message, Act.PUT_BACK, by)
    return message


def hand_over(message_id: int, *, topic: str, reason: str, by: Account) -> ContactMessage:
    """Give a message to the team of another topic, and mail that team; the day we promised stays.

    Where the new topic is restricted the message leaves every member's file. Raises `NotYours`, `NotNow` or
    `SameTopic`.
    """
    with transaction():
        message = held(message_id, by, HANDLED)
        target = queries.find_topic(topic)
        if target is None or target.key == message.topic:
            raise SameTopic
        former, message.topic, message.owner_id = message.topic, target.key, None
        if message.state == MessageState.IN_PROGRESS:
            message.state = MessageState.RECEIVED
        if target.restricted:
            take_out_of_files(message.id)
        else:
            propose_files(message.id)
        note(message, Act.HANDED_OVER, by, words=reason, from_topic=former, topic=target.key)
        queue_mail("contact.team", message_id=message.id)
    return message


def add_note(message_id: int, *, text: str, by: Account) -> ContactMessage:
    """Write an internal note; whoever asks for their data sees it, too. Raises `NotYours`."""
    with transaction():
        message = held(message_id, by, frozenset(MessageState))
        note(message, Act.NOTED, by, words=text)
    return message


def answer(message_id: int, *, text: str, by: Account, close_it: bool = False, instead: bool = False) -> ContactMessage:
    """Answer by mail, once, and close the message where nothing more is to come.

    `instead` allows what is otherwise refused: to answer what a colleague has in hand. Raises `NotYours`, `NotNow`
    or `HasOwner`.
    """
    with transaction() as session:
        message = held(message_id, by, PASSED)
        if queries.was_just_said(message.id, by.id, text, clock.now() - DOUBLE_CLICK):
            return message
        if message.owner_id not in {None, by.id} and not instead:
            raise HasOwner
        event = note(message, Act.ANSWERED, by, words=text)
        session.flush()
        _mark_answered(message, by)
        if close_it and message.state != MessageState.CLOSED:
            _close(message, by)
        queue_mail("contact.answer", event_id=event.id)
    return message


def mark_answered(message_id: int, *, by: Account) -> ContactMessage:
    """Note that a message was answered outside the site. Raises `NotYours` or `NotNow`."""
    with transaction():
        message = held(message_id, by, HANDLED)
        note(message, Act.ANSWERED_ELSEWHERE, by)
        _mark_answered(message, by)
    return message


def close(message_id: int, *, by: Account) -> ContactMessage:
    """Note that nothing more is to be done; from this day its term counts (promise E3). Raises `NotYours`, `NotNow`."""
    with transaction():
        message = held(message_id, by, HANDLED)
        _close(message, by)
    return message


def reopen(message_id: int, *, by: Account) -> ContactMessage:
    """Take a message up again: it waits for an answer as a new one does. Raises `NotYours` or `NotNow`."""
    with transaction():
        message = held(message_id, by, frozenset({MessageState.ANSWERED, MessageState.CLOSED}))
        wait_again(message, clock.now())
        note(message, Act.REOPENED, by)
    return message


def wait_again(message: ContactMessage, since: dt.datetime) -> None:
    """Let a message wait for an answer, with a new day by which it comes; inside a transaction."""
    topic = queries.find_topic(message.topic)
    message.state = MessageState.IN_PROGRESS if message.owner_id else MessageState.RECEIVED
    message.closed_at = None
    message.answer_by = answer_by(since, topic.answer_days) if topic else None


def _give_to(message: ContactMessage, account: Account) -> None:
    message.owner_id = account.id
    if message.state == MessageState.RECEIVED:
        message.state = MessageState.IN_PROGRESS


def _mark_answered(message: ContactMessage, by: Account) -> None:
    message.answered_at = clock.now()
    if message.state in OPEN_STATES:
        message.state = MessageState.ANSWERED
    if message.owner_id is None:
        message.owner_id = by.id


def _close(message: ContactMessage, by: Account) -> None:
    message.state, message.closed_at = MessageState.CLOSED, clock.now()
    note(message, Act.CLOSED, by)
