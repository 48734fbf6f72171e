"""The index of the search: which stems stand in a training's texts. It follows each change of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import delete, insert, select

from cesi_site.core.database import transaction
from cesi_site.core.languages import LANGUAGES
from cesi_site.core.stemming import stems
from cesi_site.enrolment.models import Training, TrainingWord

# How much it says that a word stands in a text.
WEIGHTS: Mapping[str, int] = {
    "title": 20,
    "summary": 6,
    "audience": 4,
    "objectives": 3,
    "legal_basis": 2,
    "programme": 2,
    "prerequisites": 1,
    "method": 1,
}
CODE_WEIGHT = 30
BATCH = 200


def index_training(training: Training) -> None:
    """Write the words of a training anew. To be called where its texts change, in the same transaction."""
    with transaction() as session:
        session.flush()
        session.execute(delete(TrainingWord).where(TrainingWord.training_id == training.id))
        session.execute(insert(TrainingWord), list(_entries(training)))


def index_everything() -> int:
    """Write the words of all trainings anew, for example after the stems changed. Return how many there are."""
    with transaction() as session:
        ids = session.scalars(select(Training.id).order_by(Training.id)).all()
        for start in range(0, len(ids), BATCH):
            batch = session.scalars(select(Training).where(Training.id.in_(ids[start : start + BATCH]))).all()
            for training in batch:
                index_training(training)
    return len(ids)


def _entries(training: Training) -> Iterator[dict[str, object]]:
    for language in LANGUAGES:
        weights = dict.fromkeys(stems(training.code, language), CODE_WEIGHT)
        for name, weight in WEIGHTS.items():
            for stem in stems(training.text(name, language), language):
                weights[stem] = max(weight, weights.get(stem, 0))
        for word, weight in weights.items():
            yield {"language": language, "word": word, "weight": weight, "training_id": training.id}
