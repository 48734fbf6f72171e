"""What CESI knows of the organisation."""

from __future__ import annotations

from flask import render_template

from cesi_site.core.identifiers import show_enterprise_number
from cesi_site.core.languages import localized_route
from cesi_site.members.access import for_members, the_role
from cesi_site.members.roles import Right
from cesi_site.mycesi.views.area import blueprint


@localized_route(blueprint, nl="/mycesi/organisatie", fr="/mycesi/organisation")
@for_members(Right.ORGANISATION)
def organisation() -> str:
    """The facts, and the places of work within the person's scope."""
    role = the_role()
    places = [place for place in role.organisation.establishments if role.covers(place.id)]
    return render_template(
        "mycesi/organisation.html",
        organisation=role.organisation,
        places=places,
        show_number=show_enterprise_number,
    )
