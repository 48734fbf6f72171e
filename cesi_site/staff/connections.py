"""The connection log for who guards it: attacks on top, then every line, by filters, and its file (promise G2)."""

from __future__ import annotations

import datetime as dt

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts import operations, queries
from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.happenings import in_words, tone
from cesi_site.accounts.here import me
from cesi_site.accounts.models import ConnectionEvent, Happening, StaffRoleName
from cesi_site.accounts.queries import History
from cesi_site.core import clock
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.languages import Text, _
from cesi_site.members.roles import Reason
from cesi_site.staff.area import CONNECTIONS, blueprint, number_in, require_token, tell
from cesi_site.staff.forms import SearchForm
from cesi_site.staff.lists import (
    CURSOR,
    MOST_EXPORTED,
    FilterLink,
    Listing,
    csv_file,
    everything,
    keep_search,
    read_listing,
)

LIST = "staff.connections"
A_PAGE = 50
PERIODS = {"day": dt.timedelta(days=1), "week": dt.timedelta(days=7), "month": dt.timedelta(days=30)}
PERIOD_NAMES = {
    "day": Text("vandaag en gisteren", "aujourd’hui et hier"),
    "week": Text("7 dagen", "7 jours"),
    "month": Text("30 dagen", "30 jours"),
}
SHOWN = (
    Happening.SIGNED_IN,
    Happening.SIGN_IN_FAILED,
    Happening.SIGN_IN_LOCKED,
    Happening.CODE_FAILED,
    Happening.RECOVERY_CODE_USED,
    Happening.PASSWORD_RESET,
    Happening.FACTOR_RESET,
    Happening.REFUSED,
    Happening.WITHDRAWN,
    Happening.NOT_ME,
)
ALERTS = {
    "account": Text("Veel mislukte pogingen op één account", "De nombreux échecs sur un seul compte"),
    "source": Text("Eén netwerk probeert veel accounts", "Un réseau essaie de nombreux comptes"),
    "not_me": Text("Iemand meldde: dit was ik niet", "Quelqu’un a signalé\u00a0: ce n’était pas moi"),
}
WAYS_IN = {
    "password": Text("wachtwoord", "mot de passe"),
    "totp": Text("code van de app", "code de l’application"),
    "recovery_code": Text("herstelcode", "code de récupération"),
    "passkey": Text("passkey", "passkey"),
    "again": Text("wachtwoord opnieuw gevraagd", "mot de passe redemandé"),
}
# Who decides about accounts says that an attack was looked at; the others read.
GUARDS = (StaffRoleName.ADMINISTRATOR,)


@blueprint.get("/connections", endpoint="connections")
@staff_only(*CONNECTIONS)
def show_connections() -> str:
    """The attacks that nobody has looked at, and the lines of the log, newest first."""
    listing = _read()
    page = _find(listing, size=A_PAGE)
    alerts = queries.open_alerts()
    accounts = [event.account_id for event in page.events] + [alert.account_id for alert in alerts]
    return render_template(
        "staff/connections/list.html",
        listing=listing,
        events=page.events,
        alerts=alerts,
        alert_words=ALERTS,
        may_see=bool(me().staff_roles & set(GUARDS)),
        older=listing.url(**{CURSOR: str(page.next_before)}, **_where()) if page.next_before else None,
        names=queries.names_of(accounts),
        happenings=_happening_links(listing),
        periods=listing.links("period", [everything(), *((key, str(name)) for key, name in PERIOD_NAMES.items())]),
        asked=_where(),
        words=in_words,
        detail=detail_in_words,
        tone=tone,
        form=SearchForm(formdata=None, text=listing.text),
    )


@blueprint.post("/connections/search", endpoint="connections_search")
@staff_only(*CONNECTIONS)
def search() -> AnyResponse:
    """Look for the lines of one account by its address."""
    form = SearchForm()
    return redirect(keep_search(LIST, form.text.value if form.validate_on_submit() else None), 303)


@blueprint.get("/connections.csv", endpoint="connections_csv")
@staff_only(*CONNECTIONS)
def as_csv() -> Response:
    """The list as a file: no address of a person, no whole IP address."""
    listing = _read()
    header = (_("When"), _("What"), _("Account"), _("Network"), _("Browser"), _("System"), _("Country"), _("Detail"))
    rows = [_cells(event) for event in _find(listing, size=MOST_EXPORTED).events]
    return csv_file("connections", header, rows, by=me(), filters={**listing.words, **_where()})


@blueprint.post("/connections/alerts/<int:number>/seen", endpoint="connection_alert_seen")
@staff_only(*GUARDS)
def alert_seen(number: int) -> AnyResponse:
    """Note that an attack was looked at."""
    require_token()
    if number not in {alert.id for alert in queries.open_alerts()}:
        abort(404)
    operations.mark_alert_seen(alert_id=number, by=me())
    tell(_("Noted: you have looked at it."))
    return redirect(url_for(LIST), 303)


def detail_in_words(event: ConnectionEvent) -> str | None:
    """Return the detail of a line: how somebody came in, why access ended, or the address that was refused."""
    word = event.detail
    if word is None or word in WAYS_IN:
        return str(WAYS_IN[word]) if word else None
    if event.happening == Happening.WITHDRAWN and word in set(Reason):
        return str(Reason(word).label)
    rule = next(current_app.url_map.iter_rules(word), None) if word in current_app.view_functions else None
    return str(rule) if rule else word


def _cells(event: ConnectionEvent) -> tuple[object, ...]:
    moment = event.at.astimezone(BRUSSELS).strftime("%Y-%m-%d %H:%M:%S")
    return (
        *(moment, in_words(event.happening), event.account_id, event.network),
        *(event.browser, event.system, event.country, detail_in_words(event)),
    )


def _read() -> Listing:
    return read_listing(LIST, sorts=("newest",), happening=[one.value for one in Happening], period=PERIODS)


def _where() -> dict[str, str]:
    """Return the filters that a line of the log leads to: its account (by number) or its network."""
    account, network = number_in("account"), request.args.get("network", "")[:45]
    return {**({"account": str(account)} if account else {}), **({"network": network} if network else {})}


def _find(listing: Listing, *, size: int) -> History:
    account_id = number_in("account")
    if listing.text:
        found = queries.account_by_email(listing.text.strip().lower())
        if found is None:
            return History([], None)
        account_id = found.id
    happening = listing.get("happening")
    period = listing.get("period")
    return queries.all_connections(
        account_id=account_id,
        network=_where().get("network"),
        happening=Happening(happening) if happening else None,
        since=clock.now() - PERIODS[period] if period else None,
        before=number_in(CURSOR),
        size=size,
    )


def _happening_links(listing: Listing) -> list[FilterLink]:
    return listing.links("happening", [everything(), *((one.value, in_words(one)) for one in SHOWN)])
