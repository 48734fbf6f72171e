"""The data protection officer's desk of promises: what is not as promised now, and what the purge did each night."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import abort, render_template, request, url_for

from cesi_site.accounts.guards import staff_only
from cesi_site.core import clock
from cesi_site.core.languages import _
from cesi_site.privacy import queries
from cesi_site.privacy.operations import count_expired
from cesi_site.privacy.queries import RUNS_A_PAGE
from cesi_site.register import Holding, current_register
from cesi_site.register.checking import run_checks
from cesi_site.staff.area import PROMISES, blueprint, number_in
from cesi_site.staff.lists import CURSOR

# A run that lasts longer has stopped: the purge rests between its batches, and is done within hours.
LONGEST_RUN = dt.timedelta(hours=12)
COUNT = "count"

for_officers = staff_only(*PROMISES)


@blueprint.get("/promises")
@for_officers
def promises() -> str:
    """What is not as promised, and what was looked at."""
    results = run_checks()
    return render_template(
        "staff/promises/audit.html",
        tabs=_tabs("staff.promises"),
        broken=[result for result in results if result.findings],
        kept=[result for result in results if not result.findings],
        found=sum(len(result.findings) for result in results),
        at=clock.now(),
    )


@blueprint.get("/promises/runs")
@for_officers
def promise_runs() -> str:
    """The runs of the purge, the newest first; and what goes tonight for who asks: that is counted table by table."""
    found = queries.find_runs(before_id=number_in(CURSOR), limit=RUNS_A_PAGE + 1)
    runs = found[:RUNS_A_PAGE]
    before: dict[str, Any] = {CURSOR: runs[-1].id} if runs else {}
    older = url_for("staff.promise_runs", **before) if len(found) > len(runs) else None
    return render_template(
        "staff/promises/runs.html",
        tabs=_tabs("staff.promise_runs"),
        runs=runs,
        older=older,
        stopped_before=clock.now() - LONGEST_RUN,
        due=_due_tonight() if COUNT in request.args else None,
        count_url=f"{url_for('staff.promise_runs')}?{COUNT}=1#tonight",
    )


@blueprint.get("/promises/runs/<int:number>")
@for_officers
def promise_run(number: int) -> str:
    """One run: how many rows went, of each kind."""
    run = queries.find_run(number)
    if run is None:
        abort(404)
    holdings = _holdings()
    return render_template(
        "staff/promises/run.html",
        run=run,
        register=current_register().fingerprint,
        counts=[(key, holdings.get(key), count) for key, count in sorted(run.counts.items())],
    )


def _due_tonight() -> list[tuple[Holding, int]]:
    holdings, tonight = _holdings(), clock.now() + dt.timedelta(days=1)
    counts = count_expired(register=current_register(), at=tonight)
    return [(holdings[count.holding], count.rows) for count in counts if count.rows]


def _holdings() -> dict[str, Holding]:
    return {holding.key: holding for holding in current_register().holdings}


def _tabs(here: str) -> list[tuple[str, str, None, bool]]:
    pages = (("staff.promises", _("Now")), ("staff.promise_runs", _("The nightly purge")))
    return [(label, url_for(endpoint), None, endpoint == here) for endpoint, label in pages]
