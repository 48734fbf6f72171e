"""Promise I1: nothing outlives its day, and the nightly purge left its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cesi_site.core import clock
from cesi_site.core.languages import Text
from cesi_site.outbox.registry import SCHEDULES
from cesi_site.privacy import queries
from cesi_site.privacy.operations import count_expired
from cesi_site.privacy.operations.retention import PURGE
from cesi_site.register import current_register
from cesi_site.register.checking import Finding, checks

# The purge begins shortly after midnight; with very many rows it takes its time.
GRACE = dt.timedelta(hours=3)


def last_night() -> dt.datetime:
    """Return when the purge began that should be done by now."""
    return SCHEDULES[PURGE].latest_slot(clock.now() - GRACE)


@checks("retention.rows", "I1", name=Text("Rijen die over hun laatste dag zijn", "Lignes qui ont dépassé leur terme"))
def rows_past_their_day() -> Iterator[Finding]:
    """Count what the last purge should have taken; what is restricted stays by law."""
    register = current_register()
    names = {holding.key: holding.name for holding in register.holdings}
    for count in count_expired(register=register, at=last_night()):
        if n := count.rows:
            name = names[count.holding]
            yield Finding(
                Text(
                    f"{n} × {name.nl} ({count.holding}): over de laatste dag.",
                    f"{n} × {name.fr} ({count.holding}) : terme dépassé.",
                ),
                Text(
                    "Laat `flask privacy purge` lopen, en zoek in het logboek waarom de nacht ze liet staan.",
                    "Lancez `flask privacy purge`, et cherchez dans le journal pourquoi la nuit les a laissées.",
                ),
                n,
            )


@checks("retention.runs", "I1", name=Text("De opruiming van elke nacht", "L’épuration de chaque nuit"))
def purge_is_done() -> Iterator[Finding]:
    """Look for a purge that did not come, or did not end."""
    last = queries.last_finished_run()
    if last is not None and last.started_at < last_night():
        day = last.started_at.astimezone(clock.BRUSSELS)
        yield Finding(
            Text(
                f"De laatste opruiming die af is, begon op {day:%d/%m/%Y} om {day:%H:%M}.",
                f"La dernière épuration achevée a commencé le {day:%d/%m/%Y} à {day:%H:%M}.",
            ),
            Text(
                "Kijk of de worker loopt (`flask outbox list`), en laat dan `flask privacy purge` lopen.",
                "Vérifiez que le worker tourne (`flask outbox list`), puis lancez `flask privacy purge`.",
            ),
        )
