"""One address: what it receives, what was chosen and proved, what came back; and what the person asks staff to do."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.choices.words import BARRED, DECISIONS, METHODS, REASONS, USES
from cesi_site.core.languages import _
from cesi_site.newsletter.operations import NotReading
from cesi_site.newsletter.operations import on_request as operations
from cesi_site.newsletter.queries import subscribers as queries
from cesi_site.newsletter.queries.mailings import mailings_by_key
from cesi_site.newsletter.queries.renewals import kept_until
from cesi_site.newsletter.queries.subscribers import History
from cesi_site.newsletter.themes import THEMES
from cesi_site.newsletter.words import ENDS, KINDS, ORIGINS
from cesi_site.staff.area import BOUNCES, MEMBERS, SUBSCRIBERS, blueprint, complain, given, require_token, tell
from cesi_site.staff.bounces.words import tone
from cesi_site.staff.forms import StaffForm
from cesi_site.staff.subscribers.forms import EndForm, MoveForm, RestrictForm

Answer = str | tuple[str, int] | Response


with_history = given(queries.history, staff_only(*SUBSCRIBERS))


@blueprint.get("/subscribers/<int:number>", endpoint="subscriber")
@with_history
def show_subscriber(found: History) -> str:
    """The history of an address; that somebody opened it is logged."""
    operations.note_reading(found.address, by=me())
    return _page(found)


@blueprint.post("/subscribers/<int:number>/end", endpoint="subscriber_end")
@with_history
def end(found: History) -> Answer:
    """Stop the newsletter, because the person asked for it."""
    form = EndForm(prefix="end")
    if not form.validate_on_submit():
        return _page(found, end=form), 422
    operations.end_on_request(found.address, by=me(), reason=form.reason.data)
    tell(_("The newsletter to %(email)s has stopped. Only the reader can take it up again.", email=found.address.email))
    return _back_to(found)


@blueprint.post("/subscribers/<int:number>/move", endpoint="subscriber_move")
@with_history
def move(found: History) -> Answer:
    """Mail a link to another address, because the person asked for it."""
    form = MoveForm(prefix="move")
    if not form.validate_on_submit():
        return _page(found, move=form), 422
    try:
        if found.subscription is None:
            raise NotReading
        operations.move_on_request(found.subscription, email=form.email.value or "", by=me(), reason=form.reason.data)
        tell(_("A mail to the new address asks to confirm. Until then nothing changes."))
    except NotReading:
        complain(_("This address does not receive the newsletter."))
    return _back_to(found)


@blueprint.post("/subscribers/<int:number>/restrict", endpoint="subscriber_restrict")
@with_history
def restrict(found: History) -> Answer:
    """Keep the data and stop using it, because the person asked for it."""
    form = RestrictForm(prefix="restrict")
    if not form.validate_on_submit():
        return _page(found, restrict=form), 422
    operations.restrict_on_request(found.address, by=me(), reason=form.reason.data)
    tell(_("Nothing is sent to %(email)s until the restriction ends.", email=found.address.email))
    return _back_to(found)


@blueprint.post("/subscribers/<int:number>/unrestrict", endpoint="subscriber_unrestrict")
@with_history
def unrestrict(found: History) -> Answer:
    """End the restriction."""
    require_token()
    operations.unrestrict_on_request(found.address, by=me())
    tell(_("The restriction has ended."))
    return _back_to(found)


def _page(found: History, **refused: StaffForm) -> str:
    forms: dict[str, StaffForm] = {
        "end": EndForm(formdata=None, prefix="end"),
        "move": MoveForm(formdata=None, prefix="move"),
        "restrict": RestrictForm(formdata=None, prefix="restrict"),
    }
    roles = me().staff_roles
    return render_template(
        "staff/subscribers/subscriber.html",
        found=found,
        forms=forms | refused,
        until=kept_until(found.subscription) if found.subscription else None,
        mailings=mailings_by_key({row.mailing_id for row in found.mails}),
        names=names_of([choice.by_account for choice in found.choices]),
        may_open_report=bool(roles & BOUNCES),
        may_open_member=bool(roles & MEMBERS),
        themes=THEMES,
        ends=ENDS,
        origins=ORIGINS,
        uses={**USES, **BARRED},
        decisions=DECISIONS,
        methods=METHODS,
        reasons=REASONS,
        kinds=KINDS,
        tone=tone,
    )


def _back_to(found: History) -> Response:
    return redirect(url_for("staff.subscriber", number=found.address.id), 303)
