"""What the rows of an enrolment say they are about, in their reader's language."""

from __future__ import annotations

from cesi_site.core.clock import BRUSSELS
from cesi_site.core.languages import use_language
from cesi_site.core.templating import date_long
from cesi_site.enrolment.models import Enrolment, Participant, TrainingSession

LONGEST_TRAINING = 240


def title_of(session: TrainingSession, language: str) -> str:
    """Return what a row says it is about: the training's title, and its first day."""
    with use_language(language):
        title = f"{session.training.text('title')}, {date_long(session.starts_at.astimezone(BRUSSELS).date())}"
    return title[:LONGEST_TRAINING]


def name_training(enrolment: Enrolment, place: TrainingSession) -> None:
    """Write on the rows which session they are about; what was erased stays empty."""
    rows: list[Enrolment | Participant] = [enrolment, *enrolment.participants]
    for row in rows:
        if row.training != "":
            row.training = title_of(place, row.language)
