"""What the desk of affiliations is set up with: who reads new requests, and the amounts of the tariff groups."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.affiliation import operations, queries
from cesi_site.core.clock import today
from cesi_site.core.languages import LANGUAGES, _
from cesi_site.staff import operations as desk
from cesi_site.staff.affiliations.forms import ReadersForm, TariffForm
from cesi_site.staff.affiliations.listing import for_officers
from cesi_site.staff.area import blueprint, tell

Answer = str | tuple[str, int] | Response


@blueprint.get("/affiliations/settings", endpoint="affiliation_settings")
@for_officers
def show_settings() -> str:
    """Who reads new requests, and the tariff."""
    return _page()


@blueprint.post("/affiliations/settings/readers", endpoint="affiliation_readers")
@for_officers
def set_readers() -> Answer:
    """Say who reads new requests."""
    form = ReadersForm(prefix="readers")
    if not form.validate_on_submit():
        return _page(readers=form), 422
    desk.set_affiliation_readers(form.readers, by=me())
    return _kept(_("Who reads new requests is kept."))


@blueprint.post("/affiliations/settings/tariff", endpoint="affiliation_tariff")
@for_officers
def set_tariff() -> Answer:
    """Set the amounts of a group for a year."""
    form = TariffForm(prefix="tariff")
    if not form.validate_on_submit():
        return _page(tariff=form), 422
    operations.set_tariff(
        year=form.year.data,
        group=int(form.group.data),
        **form.amounts,
        legal_base=form.legal_base.data,
        by=me(),
    )
    return _kept(_("The amounts of group %(group)s for %(year)s are kept.", group=form.group.data, year=form.year.data))


def _page(**forms: Any) -> str:
    addresses = {language: "\n".join(queries.readers(language)) for language in LANGUAGES}
    shown = {
        "readers": ReadersForm(formdata=None, prefix="readers", **addresses),
        "tariff": TariffForm(formdata=None, prefix="tariff", year=today().year),
    }
    return render_template(
        "staff/affiliations/settings.html",
        tariffs=queries.tariffs(),
        activities=queries.tariff_activities(),
        forms=shown | forms,
    )


def _kept(text: str) -> Response:
    tell(text)
    return redirect(url_for("staff.affiliation_settings"), 303)
