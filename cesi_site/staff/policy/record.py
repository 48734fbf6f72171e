"""The record of processing (article 30 GDPR), from the register: to read, to print, and for a spreadsheet."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.core import pdf
from cesi_site.core.clock import now
from cesi_site.core.companies import PRIVACY_ADDRESS, companies
from cesi_site.core.languages import LANGUAGES, _, current_language, use_language
from cesi_site.privacy import record
from cesi_site.privacy.versions import CURRENT
from cesi_site.register import current_register
from cesi_site.staff.area import POLICY, blueprint
from cesi_site.staff.lists import csv_file

NAMES = {"nl": "register-van-verwerkingen", "fr": "registre-des-traitements"}

for_officers = staff_only(*POLICY)


@blueprint.get("/policy/record", endpoint="policy_record")
@for_officers
def show() -> str:
    """The record, activity by activity."""
    return render_template("staff/policy/record.html", entries=_entries(), version=CURRENT)


@blueprint.get("/policy/record.csv", endpoint="policy_record_csv")
@for_officers
def as_csv() -> Response:
    """The record for a spreadsheet, in the language of `?language=`."""
    with use_language(_wanted()):
        header = [_("Activity"), *(label for label, _lines in _entries()[0].facts)]
        rows = [[entry.name, *("\n".join(lines) for _label, lines in entry.facts)] for entry in _entries()]
        return csv_file(NAMES[current_language()], header, rows, by=me(), filters={"language": current_language()})


@blueprint.get("/policy/record.pdf", endpoint="policy_record_pdf")
@for_officers
def as_pdf() -> Response:
    """The record to hand to the authority, in the language of `?language=`."""
    with use_language(_wanted()):
        page = render_template(
            "staff/policy/record_pdf.html",
            entries=_entries(),
            version=CURRENT,
            made=now(),
            officer=PRIVACY_ADDRESS,
            lang=current_language(),
        )
        name = f"{NAMES[current_language()]}.pdf"
    content = pdf.draw(page)
    if content is None:
        return make_response(page)  # without the system's library the page itself can be printed
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _entries() -> list[record.Entry]:
    return record.entries(
        current_register(),
        companies=companies(),
        processors=current_register().processors,
    )


def _wanted() -> str:
    asked = request.args.get("language")
    return asked if asked in LANGUAGES else me().language
