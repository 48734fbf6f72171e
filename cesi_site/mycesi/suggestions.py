"""What MyCESI suggests to somebody, from what they attended (C4) and from what they read about with consent (F8).

Both are worked out anew for each page, so that an objection or a consent taken back ends them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cesi_site.accounts.models import Account
from cesi_site.choices.queries import find_address
from cesi_site.content.models import Service
from cesi_site.content.queries import find_service
from cesi_site.core.languages import Text
from cesi_site.enrolment.offering import READ_REASON, Rule
from cesi_site.enrolment.queries.catalogue import find_training
from cesi_site.enrolment.queries.offers import ShownOffer, known_trainings, offers_of, shown
from cesi_site.visits.models import Subject
from cesi_site.visits.queries import Liking, interests_of

Page = TypeVar("Page")

MOST_SERVICES = 2


@dataclass(frozen=True)
class Suggestions:
    """Trainings, each with why; and services that the person read about."""

    trainings: Sequence[ShownOffer]
    services: Sequence[Service]

    def __bool__(self) -> bool:
        return bool(self.trainings or self.services)

    @property
    def why_services(self) -> Text:
        """Why the services stand there."""
        return READ_REASON

    @property
    def from_attendance(self) -> bool:
        """Whether any comes from a training that was attended."""
        return any(one.offer.rule is not Rule.READ_ABOUT for one in self.trainings)

    @property
    def from_reading(self) -> bool:
        """Whether any comes from what was read about."""
        return bool(self.services) or any(one.offer.rule is Rule.READ_ABOUT for one in self.trainings)


def suggestions_for(account: Account) -> Suggestions:
    """Return what could interest somebody; nothing for who objected to being analysed."""
    likings = interests_of(account.id)
    read_about = [found.id for found in _pages(likings, Subject.TRAINING, find_training)]
    offers = offers_of(find_address(account.email), known_trainings(), read_about=read_about)
    return Suggestions(shown(offers), _pages(likings, Subject.SERVICE, find_service)[:MOST_SERVICES])


def _pages(likings: Sequence[Liking], subject: Subject, find: Callable[[str, str], Page | None]) -> list[Page]:
    """Return the public pages of a kind that somebody read, each once, whatever the language."""
    found = (find(one.slug, one.language) for one in likings if one.subject is subject)
    return list(dict.fromkeys(page for page in found if page is not None))
