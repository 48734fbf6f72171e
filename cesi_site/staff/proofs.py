"""Proofs of consent (article 7.1 GDPR): what an address chose, when, how, and the very words that were read."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template
from werkzeug.wrappers import Response

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.choices.models import Choice, Suppression
from cesi_site.choices.queries import choices_of, find_address, stops_of
from cesi_site.choices.words import BARRED, DECISIONS, METHODS, REASONS, USES
from cesi_site.core.addresses import BadAddress, normalise_email
from cesi_site.core.languages import NAMES
from cesi_site.staff.area import PROOFS, blueprint
from cesi_site.staff.forms import SearchForm
from cesi_site.staff.lists import keep_search, read_listing
from cesi_site.staff.operations import note_proofs_read

LIST = "staff.proofs"

for_officers = staff_only(*PROOFS)


@blueprint.get("/proofs")
@for_officers
def proofs() -> str:
    """All that was chosen with the address that is looked for, the newest first, and what stops mail to it."""
    listing = read_listing(LIST, sorts=("newest",))
    email = _address(listing.text)
    choices: Sequence[Choice] = choices_of(email) if email else ()
    stops: Sequence[Suppression] = stops_of(email) if email else ()
    if choices or stops:
        address = find_address(email or "")
        note_proofs_read(address.id if address else None, proofs=len(choices), by=me())
    return render_template(
        "staff/proofs/list.html",
        listing=listing,
        email=email,
        choices=choices,
        stops=stops,
        names=names_of([choice.by_account for choice in choices]),
        uses={
            **{use.value: label for use, label in USES.items()},
            **{use.value: label for use, label in BARRED.items()},
        },
        decisions=DECISIONS,
        methods=METHODS,
        reasons=REASONS,
        languages=NAMES,
        form=SearchForm(formdata=None, text=listing.text),
    )


@blueprint.post("/proofs/search", endpoint="proofs_search")
@for_officers
def search() -> Response:
    """Look for an address."""
    form = SearchForm()
    return redirect(keep_search(LIST, form.text.value if form.validate_on_submit() else None), 303)


def _address(typed: str) -> str | None:
    try:
        return normalise_email(typed) if typed else None
    except BadAddress:
        return None
