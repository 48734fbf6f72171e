"""The register of breaches: all that are kept, and a file of them for the authority (article 33.5 GDPR)."""

from __future__ import annotations

from flask import Response, render_template

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.core.clock import now
from cesi_site.core.languages import _
from cesi_site.privacy import queries
from cesi_site.privacy.models import Breach
from cesi_site.staff.area import BREACHES, blueprint
from cesi_site.staff.breaches.forms import ANSWERS, NO, YES, moment
from cesi_site.staff.lists import csv_file

for_officers = staff_only(*BREACHES)


@blueprint.get("/breaches")
@for_officers
def breaches() -> str:
    """All breaches, the newest first."""
    return render_template("staff/breaches/list.html", breaches=queries.all_breaches(), now=now())


@blueprint.get("/breaches.csv", endpoint="breaches_csv")
@for_officers
def as_csv() -> Response:
    """The register for a spreadsheet."""
    header = [
        *(_("Reference"), _("What happened, in one line"), _("When did we know?"), _("When did it happen?")),
        *(_("What happened to the data?"), _("What is the risk for people?"), _("The facts")),
        *(_("Whose data, and which"), _("Likely effects"), _("Measures")),
        *(_("Tell the authority?"), _("Reasons"), _("Authority told on")),
        *(_("Tell the people?"), _("Reasons"), _("People told on"), _("Closed on")),
    ]
    return csv_file("breaches", header, [_cells(breach) for breach in queries.all_breaches()], by=me(), filters={})


def _cells(breach: Breach) -> tuple[object, ...]:
    return (
        *(breach.reference, breach.title, moment(breach.known_at)),
        *(moment(breach.happened_at) if breach.happened_at else "", breach.harm.label, breach.risk.label),
        *(breach.facts, breach.persons, breach.effects, breach.measures),
        *(answer(breach.tell_authority), breach.authority_reasons),
        moment(breach.authority_told_at) if breach.authority_told_at else "",
        *(answer(breach.tell_persons), breach.persons_reasons),
        moment(breach.persons_told_at) if breach.persons_told_at else "",
        moment(breach.closed_at) if breach.closed_at else "",
    )


def answer(decided: bool | None) -> str:
    """Return a decision in words; "-" before it is taken."""
    return "-" if decided is None else str(ANSWERS[YES if decided else NO])
