"""A large catalogue answers about as fast as a small one: 10,000 trainings and 30,000 sessions against 100 and 300."""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.core.stemming import stems
from cesi_site.enrolment.models import TEXTS, Theme, Training, TrainingSession, TrainingWord, Venue
from cesi_site.enrolment.queries import Asked, Order, list_trainings
from cesi_site.enrolment.words import SessionState
from tests.enrolment.conftest import add_theme, add_venue

SMALL = 100
LARGE = 10_000 if os.environ.get("PROOF") == "full" else 2_000
SESSIONS_EACH = 3
BATCH = 500
ROUNDS = 15
# What a hundred times the trainings may cost at most, as a ratio in the same run. The search is for a word of every
# title: a hundred times as much is found, and filters and counts go over all of it.
MOST = {"list": 4, "titles": 5, "filter": 6, "search": 16, "page": 4}
VOCABULARY = [f"{start}{end}" for start in ("brand", "hulp", "veilig", "rug", "stress") for end in range(300)]

pytestmark = [pytest.mark.proof, pytest.mark.engine("sqlite")]


def fill(count: int, start: int) -> None:
    """Add so many public trainings with their words and sessions."""
    chance = random.Random(start)
    themes = [add_theme(f"Thema {n}", n) for n in range(8)] if start == 0 else []
    with transaction() as session:
        themes = themes or session.query(Theme).all()
        venues = session.query(Venue).all() or [add_venue(f"Stad {n}", f"Ville {n}") for n in range(12)]
        for first in range(start, start + count, BATCH):
            numbers = range(first, min(first + BATCH, start + count))
            rows = [_training(n, chance, [theme.id for theme in themes]) for n in numbers]
            session.execute(insert(Training), rows)
            session.execute(insert(TrainingWord), [entry for row in rows for entry in _entries(row)])
            sessions = [one for n in numbers for one in _sessions(n, chance, [venue.id for venue in venues])]
            session.execute(insert(TrainingSession), sessions)


def _training(n: int, chance: random.Random, themes: list[int]) -> dict[str, Any]:
    written = {f"{name}_{lang}": " ".join(chance.sample(VOCABULARY, 12)) for name in TEXTS for lang in ("nl", "fr")}
    slugs = {"slug_nl": f"opleiding-{n}", "slug_fr": f"formation-{n}"}
    facts = {"format": "classroom", "duration_days": 1, "duration_hours": 6, "price": 200, "vat_rate": 21}
    codes = {"id": n + 1, "code": f"X-{n}", "organiser": chance.choice(["cesi", "onemanagement"])}
    dates = {"published_at": clock.now(), "updated_at": clock.now()}
    written |= {"legal_basis_nl": "", "legal_basis_fr": "", "title_nl": f"opleiding {written['title_nl']}"}
    return codes | facts | dates | written | slugs | {"theme_id": chance.choice(themes)}


def _entries(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for language in ("nl", "fr"):
        words = {
            stem for name in ("title", "summary", "objectives") for stem in stems(row[f"{name}_{language}"], language)
        }
        for word in words:
            yield {"language": language, "word": word, "weight": len(word), "training_id": row["id"]}


def _sessions(n: int, chance: random.Random, venues: list[int]) -> Iterator[dict[str, Any]]:
    for _ in range(SESSIONS_EACH):
        starts_at = clock.now() + dt.timedelta(days=chance.randrange(2, 330))
        places = {"venue_id": chance.choice([None, *venues]), "language": chance.choice(["nl", "fr"])}
        hours = {"starts_at": starts_at, "ends_at": starts_at + dt.timedelta(hours=6), "deadline": starts_at.date()}
        rest = {"state": SessionState.OPEN, "minimum": 4, "maximum": 12, "sequence": 0, "changed_at": clock.now()}
        yield {"training_id": n + 1, **places, **hours, **rest}


def jobs(client: FlaskClient) -> dict[str, Callable[[], object]]:
    """What visitors do; each is asked afresh, nothing of it comes from a kept page."""
    query = iter(range(10**9))
    return {
        "list": lambda: list_trainings(Asked(), language="nl"),
        "titles": lambda: list_trainings(Asked(language="nl"), language="nl", order=Order.TITLE, page=5),
        "filter": lambda: list_trainings(Asked(language="fr", place="Stad 3", theme=2), language="nl"),
        "search": lambda: list_trainings(Asked(organiser="cesi"), language="nl", text="opleiding", order=Order.DATE),
        "page": lambda: client.get(f"/nl/opleidingen?q=opleiding&pagina={next(query) % 3 + 1}&x={next(query)}"),
    }


def measure(client: FlaskClient) -> dict[str, float]:
    """Return the quickest round of each job in milliseconds of this process: what else the machine does is left out."""
    found = {}
    for name, job in jobs(client).items():
        job()
        times = []
        for _ in range(ROUNDS):
            start = time.process_time()
            job()
            times.append(time.process_time() - start)
        found[name] = min(times) * 1000
    return found


def test_cost_hardly_grows_with_the_catalogue(make_app: Callable[..., Flask]) -> None:
    app = make_app(PAGE_CACHE_ENABLED=False, PAGE_CACHE_SECONDS=1.0)
    client = FlaskClient(app)  # the one that looks at each page would take most of the time
    with app.app_context():
        fill(SMALL, 0)
        small = measure(client)
        fill(LARGE - SMALL, SMALL)
        large = measure(client)
        assert list_trainings(Asked(), language="nl").total == LARGE
        assert list_trainings(Asked(), language="nl", text="opleiding").total == LARGE
    for name in small:
        ratio = large[name] / small[name]
        sys.stderr.write(
            f"{name:8}{SMALL:>7}: {small[name]:7.2f} ms {LARGE:>7}: {large[name]:7.2f} ms  x {ratio:.1f}\n"
        )
    assert {name: large[name] / small[name] <= MOST[name] for name in small} == dict.fromkeys(small, True)
