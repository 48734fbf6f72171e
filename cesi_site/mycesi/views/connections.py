"""Connection history (promise G2): a person's own in full, and what an access manager sees of the organisation."""

from __future__ import annotations

from flask import render_template, request, url_for

from cesi_site.accounts import queries as accounts
from cesi_site.accounts.happenings import in_words, tone
from cesi_site.accounts.here import me
from cesi_site.core.languages import localized_route
from cesi_site.members.access import for_accounts, for_members, the_role
from cesi_site.members.roles import Right
from cesi_site.mycesi.views.area import blueprint, number_in


@localized_route(blueprint, nl="/mycesi/aanmeldingen", fr="/mycesi/connexions")
@for_accounts()
def connections() -> str:
    """Everything that happened with one's own account: when, what, with which browser, from where."""
    page = accounts.history(me().id, before=number_in(request.args, "before"))
    return render_template(
        "mycesi/connections.html",
        events=page.events,
        older=_older(page, "mycesi.connections"),
        words=in_words,
        tone=tone,
    )


@localized_route(blueprint, nl="/mycesi/collega-s/aanmeldingen", fr="/mycesi/collegues/connexions")
@for_members(Right.CONNECTIONS)
def organisation_connections() -> str:
    """Who acted for the organisation and when. No address, device or place: colleagues are not watched."""
    page = accounts.history_of_organisation(the_role().organisation_id, before=number_in(request.args, "before"))
    return render_template(
        "mycesi/organisation_connections.html",
        events=page.events,
        names=accounts.names_of([event.account_id for event in page.events]),
        older=_older(page, "mycesi.organisation_connections"),
        words=in_words,
        tone=tone,
    )


def _older(page: accounts.History, endpoint: str) -> str | None:
    return url_for(endpoint, before=page.next_before) if page.next_before else None
