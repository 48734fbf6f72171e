"""Changing the topics: which there are, what they promise, and who reads them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import Detail, record
from cesi_site.contact.models import ContactFiling, ContactMessage, ContactTopic, ContactTopicAddress
from cesi_site.core.addresses import normalise_email
from cesi_site.core.database import db, transaction
from cesi_site.core.languages import LANGUAGES

STARTER = Path(__file__).parents[1] / "topics.toml"
STEP = 10
TEXTS = ("name", "slug", "team", "note")


class UnknownTopic(Exception):
    """There is no topic with this key."""


class TopicExists(Exception):
    """There is a topic with this key already, or one that uses the same word in its address."""


class NobodyReads(Exception):
    """A topic that visitors can choose would have no address in this language."""


def load_topics() -> int:
    """Add the topics a site starts with; what is there already stays as staff left it. Return how many were added."""
    with transaction():
        known = set(db.session.scalars(select(ContactTopic.key)))
        starter = tomllib.loads(STARTER.read_text("utf-8"))
        for position, (key, facts) in enumerate(starter.items(), 1):
            if key not in known:
                _add(key, position * STEP, facts)
    return len(starter.keys() - known)


def _add(key: str, position: int, facts: Mapping[str, Any]) -> None:
    texts = {f"{name}_{lang}": facts.get(name, {}).get(lang, "") for name in TEXTS for lang in LANGUAGES}
    values = {"answer_days": facts["answer_days"], "restricted": facts.get("restricted", False), "active": True}
    db.session.add(ContactTopic(key=key, position=position, **texts, **values))
    db.session.flush()
    for language, addresses in facts["addresses"].items():
        _write_addresses(key, language, addresses)


def add_topic(
    key: str, *, addresses: Mapping[str, Sequence[str]], by: Account | None = None, **facts: Any
) -> ContactTopic:
    """Add a topic at the end. `facts` are columns of `ContactTopic`.

    Raises `TopicExists`, `NobodyReads` where a language has no address, `BadAddress`.
    """
    with transaction():
        if db.session.get(ContactTopic, key):
            raise TopicExists(key)
        _check_free(key, facts)
        last = db.session.scalar(select(ContactTopic.position).order_by(ContactTopic.position.desc()).limit(1))
        topic = ContactTopic(**{"key": key, "position": (last or 0) + STEP, "active": True} | facts)
        db.session.add(topic)
        db.session.flush()
        for language in LANGUAGES:
            _write_addresses(key, language, addresses.get(language, ()))
        _check_readers(topic)
        record("contact:topic:added", subject=topic, actor=by)
    return topic


def change_topic(key: str, *, by: Account | None = None, **facts: Any) -> ContactTopic:
    """Change columns of a topic. Raises `UnknownTopic`, `TopicExists`, `NobodyReads`."""
    with transaction():
        topic = _topic(key)
        _check_free(key, facts)
        for name, value in facts.items():
            setattr(topic, name, value)
        _check_readers(topic)
        record("contact:topic:changed", subject=topic, actor=by, details={"columns": sorted(facts)})
    return topic


def set_addresses(key: str, language: str, addresses: Sequence[str], *, by: Account | None = None) -> None:
    """Say who reads a topic in one language, in the place of who did.

    Raises `UnknownTopic`, `NobodyReads` for an empty list, `BadAddress`.
    """
    with transaction():
        topic = _topic(key)
        _write_addresses(key, language, addresses)
        _check_readers(topic)
        details: dict[str, Detail] = {"language": language, "addresses": len(addresses)}
        record("contact:topic:addressed", subject=topic, actor=by, details=details)


def edit_topic(key: str, *, addresses: Mapping[str, Sequence[str]], by: Account, **facts: Any) -> ContactTopic:
    """Change a topic and who reads it, as one act; what stays as it is, is not logged.

    A message that stands in a member's file leaves it when its topic becomes restricted (promise E4).
    Raises `UnknownTopic`, `TopicExists`, `NobodyReads`, `BadAddress`.
    """
    with transaction() as session:
        topic = _topic(key)
        for language in LANGUAGES:
            if list(addresses[language]) != _addresses(key, language):
                set_addresses(key, language, addresses[language], by=by)
        changed = {name: value for name, value in facts.items() if getattr(topic, name) != value}
        if changed:
            change_topic(key, by=by, **changed)
        if changed.get("restricted"):
            on_topic = select(ContactMessage.id).where(ContactMessage.topic == key)
            session.execute(delete(ContactFiling).where(ContactFiling.message_id.in_(on_topic)))
    return topic


def move_topic(key: str, *, up: bool, by: Account) -> None:
    """Let a topic change places with its neighbour in the list; at the edge it stays. Raises `UnknownTopic`."""
    with transaction() as session:
        topic = _topic(key)
        place = ContactTopic.position, ContactTopic.key
        order = list(session.scalars(select(ContactTopic).order_by(*place)))
        here = order.index(topic)
        there = here - 1 if up else here + 1
        if 0 <= there < len(order):
            order[here], order[there] = order[there], order[here]
            for position, one in enumerate(order, 1):
                one.position = position * STEP
            record("contact:topic:moved", subject=topic, actor=by)


def _addresses(key: str, language: str) -> list[str]:
    here = ContactTopicAddress.topic == key, ContactTopicAddress.language == language
    return list(db.session.scalars(select(ContactTopicAddress.address).where(*here).order_by(ContactTopicAddress.id)))


def _topic(key: str) -> ContactTopic:
    topic = db.session.get(ContactTopic, key)
    if topic is None:
        raise UnknownTopic(key)
    return topic


def _check_free(key: str, facts: Mapping[str, Any]) -> None:
    """Refuse a word that already chooses another topic in an address."""
    for name in {"slug_nl", "slug_fr"} & facts.keys():
        column = getattr(ContactTopic, name)
        if db.session.scalar(select(ContactTopic.key).where(column == facts[name], ContactTopic.key != key)):
            raise TopicExists(facts[name])


def _write_addresses(key: str, language: str, addresses: Sequence[str]) -> None:
    here = ContactTopicAddress.topic == key, ContactTopicAddress.language == language
    db.session.execute(delete(ContactTopicAddress).where(*here))
    wanted = dict.fromkeys(normalise_email(address) for address in addresses)
    db.session.add_all(ContactTopicAddress(topic=key, language=language, address=address) for address in wanted)
    db.session.flush()


def _check_readers(topic: ContactTopic) -> None:
    if not topic.active:
        return
    here = ContactTopicAddress.topic == topic.key
    served = set(db.session.scalars(select(ContactTopicAddress.language).where(here)))
    if missing := set(LANGUAGES) - served:
        raise NobodyReads(", ".join(sorted(missing)))
