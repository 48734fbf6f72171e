"""Promises that the clock keeps: every schedule was on time, and somebody delivers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cesi_site.core import clock
from cesi_site.core.languages import Text
from cesi_site.outbox.queries import given_up, last_slots, worker_seen_at
from cesi_site.outbox.registry import SCHEDULES
from cesi_site.register.checking import Finding, checks

GRACE = dt.timedelta(hours=1)
STILL_ALIVE = dt.timedelta(minutes=10)
START = Text(
    "Start de worker: `flask serve` doet dat mee. Wat gemist is, wordt één keer ingehaald.",
    "Démarrez le worker : `flask serve` s’en charge. Ce qui a été manqué est rattrapé une fois.",
)


@checks(
    "schedules.worker", "I1", "K7", name=Text("De worker, die verstuurt en opruimt", "Le worker, qui envoie et épure")
)
def somebody_delivers() -> Iterator[Finding]:
    """Look whether a worker showed that it lives."""
    seen = worker_seen_at()
    if seen is None:
        yield Finding(Text("Er liep nog nooit een worker.", "Aucun worker n’a encore tourné."), START)
    elif clock.now() - seen > STILL_ALIVE:
        at = seen.astimezone(clock.BRUSSELS)
        what = Text(
            f"De worker is het laatst gezien op {at:%d/%m/%Y} om {at:%H:%M}.",
            f"Le worker a été vu pour la dernière fois le {at:%d/%m/%Y} à {at:%H:%M}.",
        )
        yield Finding(what, START)


@checks("schedules.missed", "I1", "K7", name=Text("Geplande taken die niet liepen", "Tâches planifiées non exécutées"))
def nothing_was_missed() -> Iterator[Finding]:
    """Look for schedules whose last slot passed unseen, and for tasks that were given up."""
    known, by_now = last_slots(), clock.now() - GRACE
    for name, schedule in sorted(SCHEDULES.items()):
        if name in known and known[name] < schedule.latest_slot(by_now):
            what = Text(f"{name} is een keer niet gestart.", f"{name} n’a pas démarré une fois.")
            yield Finding(what, START)
    for name, times in given_up(SCHEDULES).items():
        yield Finding(
            Text(f"{name} is gestart en mislukt.", f"{name} a démarré et a échoué."),
            Text(
                "Lees de reden met `flask outbox list --dead`, en laat de taak opnieuw proberen.",
                "Lisez la raison avec `flask outbox list --dead`, puis faites réessayer la tâche.",
            ),
            times,
        )
