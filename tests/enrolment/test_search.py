"""What is searched for is found in either language, the best first."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.core.languages import LANGUAGES
from cesi_site.enrolment.models import TEXTS, Theme, Training, TrainingWord
from cesi_site.enrolment.operations import change_training, index_everything
from cesi_site.enrolment.queries import Asked, list_trainings, search
from tests.enrolment.conftest import add, add_theme


@pytest.fixture
def trainings(theme: Theme) -> dict[str, Training]:
    return {
        "title": add("A-1", theme, title_nl="Brand blussen", title_fr="Éteindre un incendie"),
        "summary": add("A-2", theme, summary_nl="Wat te doen bij branden", summary_fr="Que faire en cas d’incendie"),
        "compound": add("A-3", theme, title_nl="De brandweer helpen", title_fr="Aider les pompiers"),
        "other": add("EHB-04", theme, title_nl="Rug en tillen", title_fr="Dos et manutention"),
    }


def found(text: str, language: str, trainings: dict[str, Training]) -> list[str]:
    names = {training.id: name for name, training in trainings.items()}
    return [names[key] for key in search(text, language)]


def test_another_form_of_the_word_is_found_in_its_language(trainings: dict[str, Training]) -> None:
    assert found("brand", "nl", trainings) == ["title", "compound", "summary"]
    assert found("incendies", "fr", trainings) == ["title", "summary"]
    assert found("incendie", "nl", trainings) == []


def test_all_words_must_be_there(trainings: dict[str, Training]) -> None:
    assert found("brand blussen", "nl", trainings) == ["title"]
    assert found("brand tillen", "nl", trainings) == []


def test_accents_and_signs_do_not_matter(trainings: dict[str, Training]) -> None:
    assert found("eteindre l'incendie!", "fr", trainings) == ["title"]
    assert found("EHB-04", "fr", trainings) == ["other"]


@pytest.mark.parametrize("text", ["", "de en het", "%", "'; DROP TABLE training", "x" * 500])
def test_what_says_nothing_finds_nothing(trainings: dict[str, Training], text: str) -> None:
    assert found(text, "nl", trainings) == []


def test_the_search_follows_a_change_and_can_be_made_anew(trainings: dict[str, Training]) -> None:
    change_training(trainings["other"], by=None, recognitions=[], title_nl="Lasten dragen")
    assert found("tillen", "nl", trainings) == []
    assert found("last", "nl", trainings) == ["other"]
    assert index_everything() == len(trainings)
    assert found("last", "nl", trainings) == ["other"]


def test_a_draft_is_never_in_the_list(theme: Theme) -> None:
    add("A-9", theme, public=False, title_nl="Geheim plan")
    assert list_trainings(Asked(), language="nl", text="geheim").total == 0


def test_a_filter_goes_over_all_that_was_found(theme: Theme) -> None:
    """However many fit better: what is last in the order of the search is there once a filter asks for it."""
    many, late = 320, 2
    other = add_theme("Laatste", 9)
    with transaction() as session:
        session.execute(insert(Training), [_row(n, theme.id if n >= late else other.id) for n in range(many)])
        entries = [
            {"language": "nl", "word": word, "training_id": 1 + n, "weight": 9 if n >= late else 1}
            for n in range(many)
            for word in ("opleid", f"brand{n:03}")
        ]
        session.execute(insert(TrainingWord), entries)
    everything = list_trainings(Asked(), language="nl", text="opleiding")
    assert (everything.total, len(search("opleiding", "nl"))) == (many, many)
    assert everything.counts["theme"] == {theme.id: many - late, other.id: late}
    last = list_trainings(Asked(theme=other.id), language="nl", text="opleiding brand")
    assert (last.total, {card.id for card in last.cards}) == (late, {1, 2})
    assert search("opleiding brand", "nl")[-late:] == [1, 2]


def _row(n: int, theme_id: int) -> dict[str, object]:
    texts = {f"{name}_{language}": f"tekst {n}" for name in TEXTS for language in LANGUAGES}
    slugs = {f"slug_{language}": f"opleiding-{n}" for language in LANGUAGES}
    facts = {"format": "classroom", "duration_days": 1, "duration_hours": 6, "vat_rate": 21, "organiser": "cesi"}
    dates = {"published_at": clock.now(), "updated_at": clock.now()}
    return texts | slugs | facts | dates | {"id": n + 1, "code": f"X-{n}", "theme_id": theme_id}
