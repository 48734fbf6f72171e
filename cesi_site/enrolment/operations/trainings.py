"""Writes of trainings: a training goes public in both languages at once, or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import or_, select

from cesi_site.accounts.models import Account
from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.core.languages import LANGUAGES
from cesi_site.enrolment.errors import CodeTaken, SlugTaken, TranslationMissing
from cesi_site.enrolment.models import OPTIONAL_TEXTS, TEXTS, Recognition, Training, TrainingSession
from cesi_site.enrolment.operations.index import index_training
from cesi_site.enrolment.operations.sessions import note_in_calendars

# Words that stand in the address of another page of the catalogue.
RESERVED = frozenset({"kalender", "calendrier"})
COPIED_CODE = "{code}-{n}"
# What calendars show of a training.
IN_CALENDARS = frozenset(
    {"code", "organiser", *(f"{name}_{lang}" for name in ("title", "summary", "slug") for lang in LANGUAGES)}
)
NOT_COPIED = frozenset({"id", "code", "slug_nl", "slug_fr", "published_at", "updated_at"})


def add_training(*, by: Account | None, recognitions: Collection[int] = (), **facts: Any) -> Training:
    """Add a training that only staff see. `facts` are columns of `Training`. Raises `CodeTaken`, `SlugTaken`."""
    with transaction() as session:
        training = Training(updated_at=clock.now())
        _write(training, facts, recognitions)
        session.add(training)
        index_training(training)
        record("enrolment:training:added", subject=training, actor=by)
    return training


def change_training(training: Training, *, by: Account | None, recognitions: Collection[int], **facts: Any) -> Training:
    """Change a training; what stays as it is, is not logged.

    Raises `CodeTaken`, `SlugTaken`, and `TranslationMissing` where a public training would lose a text.
    """
    with transaction():
        changed = sorted(name for name, value in facts.items() if getattr(training, name) != value)
        if {one.id for one in training.recognitions} != set(recognitions):
            changed.append("recognitions")
        if not changed:
            return training
        _write(training, facts, recognitions)
        training.updated_at = clock.now()
        if training.published_at is not None:
            _check_translations(training)
        index_training(training)
        if IN_CALENDARS & set(changed):
            note_in_calendars(TrainingSession.training_id == training.id)
        record("enrolment:training:changed", subject=training, actor=by, details={"columns": changed})
    return training


def publish_training(training: Training, *, by: Account | None, at: dt.datetime | None = None) -> Training:
    """Make a training public, since `at` (default: now). Raises `TranslationMissing`; a public one stays as it is."""
    _check_translations(training)
    if training.published_at is None:
        with transaction():
            training.published_at = at or clock.now()
            record("enrolment:training:published", subject=training, actor=by)
    return training


def withdraw_training(training: Training, *, by: Account | None) -> Training:
    """Take a training off the site; its address then answers as if it did not exist. Its sessions stay."""
    if training.published_at is not None:
        with transaction():
            training.published_at = None
            record("enrolment:training:withdrawn", subject=training, actor=by)
    return training


def copy_training(training: Training, *, by: Account | None) -> Training:
    """Add a draft with all texts and facts of a training, under a code and slugs of its own; it has no sessions."""
    columns = [column.key for column in Training.__table__.columns if column.key not in NOT_COPIED]
    facts: dict[str, Any] = {name: getattr(training, name) for name in columns}
    n = next(n for n in range(2, 10_000) if not _taken(_copied_words(training, n)))
    with transaction():
        copy = add_training(
            by=by, recognitions=[one.id for one in training.recognitions], **facts, **_copied_words(training, n)
        )
        record("enrolment:training:copied", subject=copy, actor=by, details={"from": training.id})
    return copy


def missing_texts(training: Training) -> list[str]:
    """Return the columns that have to be written before the training can go public."""
    missing = [f"{name}_{lang}" for name in TEXTS for lang in LANGUAGES if not training.text(name, lang).strip()]
    for name in OPTIONAL_TEXTS:
        empty = [f"{name}_{lang}" for lang in LANGUAGES if not training.text(name, lang).strip()]
        missing += empty if len(empty) == 1 else []
    return missing


def _write(training: Training, facts: Mapping[str, Any], recognitions: Collection[int]) -> None:
    _check_free(training, facts)
    chosen = db.session.scalars(select(Recognition).where(Recognition.id.in_(recognitions)).order_by(Recognition.id))
    training.recognitions = list(chosen)
    for name, value in facts.items():
        setattr(training, name, value)


def _check_free(training: Training, facts: Mapping[str, Any]) -> None:
    with db.session.no_autoflush:
        if "code" in facts and _taken({"code": facts["code"]}, training):
            raise CodeTaken
        slugs = {name: facts[name] for name in ("slug_nl", "slug_fr") if name in facts}
        if slugs and (RESERVED & set(slugs.values()) or _taken(slugs, training)):
            raise SlugTaken


def _taken(words: Mapping[str, str], training: Training | None = None) -> bool:
    same = or_(*(getattr(Training, name) == value for name, value in words.items()))
    found = select(Training.id).where(same)
    if training is not None and training.id is not None:
        found = found.where(Training.id != training.id)
    return db.session.scalar(found.limit(1)) is not None


def _copied_words(training: Training, n: int) -> dict[str, str]:
    code = COPIED_CODE.format(code=training.code[:20], n=n)
    return {"code": code, **{f"slug_{lang}": f"{training.text('slug', lang)[:94]}-{n}" for lang in LANGUAGES}}


def _check_translations(training: Training) -> None:
    if missing := missing_texts(training):
        raise TranslationMissing(missing)
