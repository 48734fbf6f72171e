"""Which pages the host of MyCESI serves: it opens on the member area, and leads to the CESI site for the rest."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from cesi_site.core.sites import all_sites, current_site
from cesi_site.core.templating import endpoint_exists

# The members' own area, everybody's data and choices, and what every host answers.
BLUEPRINTS = frozenset({"mycesi", "security", "accounts", "staff", "privacy", "public.machines", "development"})
PAGES = frozenset({"public.legal", "public.accessibility", "static"})
HOME = frozenset({"public.home", "public.choice"})
MEMBER_HOME = "mycesi.dashboard"


def lead_to_public_site() -> Response | None:
    """Redirect a reader who asks the MyCESI host for a page that stands on the CESI site."""
    if current_site().key != "mycesi" or request.method not in {"GET", "HEAD"} or request.endpoint is None:
        return None
    if request.blueprint in BLUEPRINTS or request.endpoint in PAGES:
        return None
    if request.endpoint in HOME and endpoint_exists(MEMBER_HOME):
        return redirect(url_for(MEMBER_HOME))
    query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
    return redirect(all_sites()["cesi"].base_url + request.path + query)
