"""What all desks share: a rule at each view, one menu, the language of who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts import operations as accounts
from cesi_site.accounts.guards import protect, staff_only
from cesi_site.accounts.here import me
from cesi_site.accounts.models import StaffRoleName as Role
from cesi_site.core.languages import LANGUAGES, NAMES, Text, _, other_language
from cesi_site.core.templating import endpoint_exists
from cesi_site.staff.forms import EmptyForm
from cesi_site.staff.words import role_in_words

View = Callable[..., Any]

blueprint = Blueprint("staff", __name__, url_prefix="/staff")


@dataclass(frozen=True)
class Desk:
    """A desk in the menu, for who holds one of `roles`. `prefix` begins the names of all its pages."""

    label: Text
    endpoint: str
    prefix: str
    roles: frozenset[Role]

    def is_for(self, roles: frozenset[Role]) -> bool:
        """Whether somebody with these roles may use it."""
        return bool(self.roles & roles)


INBOX = frozenset({Role.CONTACT_AGENT, Role.DPO})
TOPICS = frozenset({Role.ADMINISTRATOR})
PEOPLE = frozenset({Role.ADMINISTRATOR})
RESETS = frozenset({Role.ADMINISTRATOR, Role.MEMBER_SUPPORT})
AFFILIATIONS = frozenset({Role.AFFILIATION_OFFICER})
MEMBERS = frozenset({Role.AFFILIATION_OFFICER, Role.MEMBER_SUPPORT})
CATALOGUE = frozenset({Role.TRAINING_MANAGER})
SESSIONS = frozenset({Role.TRAINING_MANAGER})
REQUESTS = frozenset({Role.TRAINING_MANAGER})
CONNECTIONS = frozenset({Role.ADMINISTRATOR, Role.DPO})
RIGHTS = frozenset({Role.DPO})
PROMISES = frozenset({Role.DPO})
POLICY = frozenset({Role.DPO})
BREACHES = frozenset({Role.DPO})
PROOFS = frozenset({Role.DPO})
MAILINGS = frozenset({Role.COMMUNICATION_OFFICER, Role.DPO})
WRITERS = frozenset({Role.COMMUNICATION_OFFICER})
ANNOUNCEMENTS = frozenset({Role.TRAINING_MANAGER, Role.COMMUNICATION_OFFICER, Role.DPO})
ANNOUNCERS = frozenset({Role.TRAINING_MANAGER, Role.COMMUNICATION_OFFICER})
SUBSCRIBERS = frozenset({Role.COMMUNICATION_OFFICER, Role.DPO})
BOUNCES = frozenset({Role.COMMUNICATION_OFFICER})
STATISTICS = frozenset({Role.COMMUNICATION_OFFICER, Role.TRAINING_MANAGER, Role.CONTENT_EDITOR, Role.DPO})
UNDELIVERABLE = frozenset({Role.COMMUNICATION_OFFICER, Role.AFFILIATION_OFFICER, Role.MEMBER_SUPPORT})

DESKS = (
    Desk(Text("Berichten", "Messages"), "staff.inbox", "staff.message", INBOX),
    Desk(Text("Aansluitingen", "Affiliations"), "staff.affiliations", "staff.affiliation", AFFILIATIONS),
    Desk(Text("Leden", "Membres"), "staff.members", "staff.member", MEMBERS),
    Desk(Text("Opleidingen", "Formations"), "staff.trainings", "staff.training", CATALOGUE),
    Desk(Text("Sessies", "Sessions"), "staff.sessions", "staff.session", SESSIONS),
    Desk(Text("Aanvragen", "Demandes"), "staff.requests", "staff.request", REQUESTS),
    Desk(Text("Mailings", "Mailings"), "staff.mailings", "staff.mailing", MAILINGS),
    Desk(Text("Aankondigingen", "Annonces"), "staff.announcements", "staff.announcement", ANNOUNCEMENTS),
    Desk(Text("Lezers", "Abonnés"), "staff.subscribers", "staff.subscriber", SUBSCRIBERS),
    Desk(Text("Onbestelbaar", "Non distribués"), "staff.bounces", "staff.bounce", BOUNCES),
    Desk(Text("Buiten bereik", "Hors d’atteinte"), "staff.undeliverable", "staff.undeliverable", UNDELIVERABLE),
    Desk(Text("Statistieken", "Statistiques"), "staff.statistics", "staff.statistics", STATISTICS),
    Desk(Text("Onderwerpen", "Sujets"), "staff.topics", "staff.topic", TOPICS),
    Desk(Text("Medewerkers", "Collaborateurs"), "staff.people", "staff.person", PEOPLE),
    Desk(Text("Verloren tweede stap", "Deuxième étape perdue"), "staff.resets", "staff.reset", RESETS),
    Desk(Text("Aanmeldingen", "Connexions"), "staff.connections", "staff.connection", CONNECTIONS),
    Desk(Text("Rechten", "Droits"), "staff.rights", "staff.right", RIGHTS),
    Desk(Text("Beloften", "Promesses"), "staff.promises", "staff.promise", PROMISES),
    Desk(Text("Privacybeleid", "Vie privée"), "staff.policy", "staff.policy", POLICY),
    Desk(Text("Datalekken", "Violations de données"), "staff.breaches", "staff.breach", BREACHES),
    Desk(Text("Bewijzen van keuze", "Preuves de choix"), "staff.proofs", "staff.proof", PROOFS),
)


@blueprint.before_request
def speak() -> None:
    """Speak the language of who is signed in: addresses of this area hold none."""
    if current_user.is_authenticated:
        g.lang = me().language


protect(blueprint)


@blueprint.after_request
def never_list(response: Response) -> Response:
    """Let no search engine list a page; that nobody keeps one is for the sign-in to see to."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def desks() -> list[Desk]:
    """Return the desks that the signed-in person may use."""
    roles = me().staff_roles
    return [desk for desk in DESKS if desk.is_for(roles) and endpoint_exists(desk.endpoint)]


def has_desk(role: Role) -> bool:
    """Tell whether a role opens a desk of this edition; one that opens nothing is given to nobody."""
    return any(role in desk.roles and endpoint_exists(desk.endpoint) for desk in DESKS)


def _menu() -> list[tuple[str, str, str, bool]]:
    """Return the menu as (label, endpoint, url, is_current)."""
    here = request.endpoint or ""
    start = (_("To do"), "staff.dashboard", url_for("staff.dashboard"), here == "staff.dashboard")
    return [
        start,
        *(
            (
                str(desk.label),
                desk.endpoint,
                url_for(desk.endpoint),
                here == desk.endpoint or here.startswith(desk.prefix),
            )
            for desk in desks()
        ),
    ]


@blueprint.context_processor
def _context() -> dict[str, Any]:
    if not (current_user.is_authenticated and current_user.is_staff):
        return {"menu": [], "account": None, "act": EmptyForm(formdata=None)}
    account = me()
    return {
        "menu": _menu(),
        "account": account,
        "own_roles": [role_in_words(role) for role in sorted(account.staff_roles)],
        "other_name": NAMES[other_language(account.language)],
        "act": EmptyForm(formdata=None),
    }


def error_page(code: int) -> str | None:
    """Show an error with the desk around it, in the language of who is signed in; None for anybody but staff."""
    if not (current_user.is_authenticated and current_user.is_staff):
        return None
    speak()
    return render_template("staff/error.html", code=code, **_context())


@blueprint.post("/language")
@staff_only()
def change_language() -> AnyResponse:
    """Change to the other language, for this area and for one's mails."""
    require_token()
    chosen = other_language(me().language)
    assert chosen in LANGUAGES
    accounts.change_language(account=me(), language=chosen)
    return redirect(url_for("staff.dashboard"), 303)


def given(
    find: Callable[[int], object | None], guard: Callable[[View], View] = lambda view: view
) -> Callable[[View], View]:
    """Return a decorator that hands a view the row behind the number of its address (404 where there is none).

    `guard` says who may see the view.
    """

    def give(view: View) -> View:
        @wraps(view)
        def loading(number: int, **rest: Any) -> Any:
            row = find(number)
            if row is None:
                abort(404)
            return view(row, **rest)

        return guard(loading)

    return give


def require_token() -> None:
    """Refuse what does not come from a button of ours (400): its form is a token and nothing else."""
    if not EmptyForm().validate_on_submit():
        abort(400)


def tell(text: str) -> None:
    """Say on the next page what was done."""
    flash(text, "success")


def complain(text: str) -> None:
    """Say on the next page why something was not done."""
    flash(text, "error")


def number_in(name: str) -> int | None:
    """Return a positive whole number of the query, or None where it is something else."""
    value = request.args.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
