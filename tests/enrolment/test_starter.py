"""The invented catalogue: whole in both languages, written with care, and always with dates ahead."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from cesi_site.core.clock import BRUSSELS, now
from cesi_site.core.database import db, transaction
from cesi_site.core.languages import LANGUAGES
from cesi_site.enrolment.models import Training, TrainingSession
from cesi_site.enrolment.operations import load_catalogue, missing_texts
from cesi_site.enrolment.starter import StarterTraining, read_lists, read_trainings

TRAININGS = list(read_trainings())
NO_BREAK = "\u00a0\u202f"


def name(training: StarterTraining) -> str:
    return training.code


def words(training: StarterTraining, language: str) -> str:
    return "\n".join(str(text) for key, text in training.columns.items() if key.endswith(f"_{language}"))


def test_twenty_trainings_of_two_houses() -> None:
    assert len(TRAININGS) == len({training.code for training in TRAININGS}) == 20
    assert {training.columns["organiser"].value for training in TRAININGS} == {"cesi", "onemanagement"}
    assert all(training.code.startswith("DEMO-") for training in TRAININGS)


@pytest.mark.parametrize("training", TRAININGS, ids=name)
def test_both_languages_say_as_much(training: StarterTraining) -> None:
    for text in ("objectives", "programme"):
        nl, fr = (training.columns[f"{text}_{language}"].count("\n- ") for language in LANGUAGES)
        assert nl == fr >= 2


@pytest.mark.parametrize("training", TRAININGS, ids=name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_signs_are_typographic(training: StarterTraining, language: str) -> None:
    text = words(training, language)
    assert "'" not in text and '"' not in text and "€" not in text
    if language == "fr":
        assert re.findall(rf"[^{NO_BREAK}\s][;:!?»]", text) == []
        assert re.findall(r" [;:!?»]|« ", text) == []


def test_the_lists_are_whole() -> None:
    lists = read_lists()
    for kind in ("themes", "recognitions", "venues"):
        for facts in lists[kind]:
            assert all(set(value) == set(LANGUAGES) for value in facts.values() if isinstance(value, dict)), facts


def test_it_is_loaded_once_and_never_over_what_staff_wrote(context: Flask) -> None:
    assert load_catalogue() == 20
    training = db.session.scalars(select(Training).where(Training.code == "DEMO-EHB-01")).one()
    assert [missing_texts(one) for one in db.session.scalars(select(Training))] == [[]] * 20
    assert training.refresher is not None and training.refresher.code == "DEMO-EHB-02"
    with transaction():
        training.title_nl = "Onze EHBO"
    sessions = db.session.scalar(select(func.count()).select_from(TrainingSession))
    assert load_catalogue() == 0
    assert training.title_nl == "Onze EHBO"
    assert db.session.scalar(select(func.count()).select_from(TrainingSession)) == sessions == 80


def test_its_dates_are_ahead_whenever_it_is_loaded(context: Flask) -> None:
    for year in (0, 2):
        with time_machine.travel(now() + dt.timedelta(days=366 * year), tick=False):
            load_catalogue()
            ahead = db.session.scalars(select(TrainingSession).where(TrainingSession.starts_at > now())).all()
            assert len(ahead) == 80
            days = {day for session in ahead for day in session.days}
            assert all(day.weekday() < 5 for day in days)
            assert {session.starts_at.astimezone(BRUSSELS).hour for session in ahead} == {9}
