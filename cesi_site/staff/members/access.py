"""Who may do what at this desk: officers keep the file, support helps with access and reads no documents."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort

from cesi_site.accounts.guards import staff_only
from cesi_site.members import queries
from cesi_site.staff.area import AFFILIATIONS, MEMBERS

View = Callable[..., Any]

for_desk = staff_only(*MEMBERS)
for_officers = staff_only(*AFFILIATIONS)


def with_organisation(view: View) -> View:
    """Give the view the organisation behind its number, or answer that there is none (404)."""

    @wraps(view)
    def loading(number: int, **rest: Any) -> Any:
        organisation = queries.organisation(number)
        if organisation is None:
            abort(404)
        return view(organisation, **rest)

    return loading
