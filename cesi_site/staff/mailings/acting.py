"""What can be done with a mailing: each act a button, back to its page with what was done in words."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.languages import _l
from cesi_site.newsletter.models import Mailing
from cesi_site.newsletter.operations import mailings as operations
from cesi_site.newsletter.operations.mailing_errors import MailingError, Unfinished
from cesi_site.staff.area import blueprint, complain, require_token, tell
from cesi_site.staff.mailings.access import read_mailing, write_mailing
from cesi_site.staff.mailings.forms import WhenForm
from cesi_site.staff.mailings.mailing import page_of

Answer = str | tuple[str, int] | Response
Act = Callable[..., Mailing | None]

BUTTONS: dict[str, tuple[Act, object]] = {
    "send": (operations.send, _l("The mailing leaves at its time.")),
    "take-back": (operations.write_again, _l("The mailing is a draft again; its list of recipients is forgotten.")),
    "pause": (operations.pause, _l("The mailing waits. What was in hand still leaves.")),
    "resume": (operations.resume, _l("The mailing goes on.")),
    "cancel": (operations.cancel, _l("The mailing is cancelled.")),
    "test": (operations.send_test, _l("Both languages are on their way to your own address.")),
}


@blueprint.post(
    "/mailings/<int:number>/<any({}):act>".format(", ".join(f'"{act}"' for act in BUTTONS)), endpoint="mailing_act"
)
@write_mailing
def act(mailing: Mailing, act: str) -> Response:
    """Do what a button says."""
    operation, done = BUTTONS[act]
    return _done(mailing, operation, done)


@blueprint.post("/mailings/<int:number>/approve", endpoint="mailing_approve")
@read_mailing
def approve(mailing: Mailing) -> Response:
    """Approve as a second person."""
    return _done(mailing, operations.approve, _l("Approved: the mailing leaves at its time."))


def _done(mailing: Mailing, operation: Act, done: object) -> Response:
    require_token()
    try:
        operation(mailing.id, by=me())
    except MailingError as error:
        complain(str(error))
    else:
        tell(str(done))
    return redirect(url_for("staff.mailing", number=mailing.id), 303)


@blueprint.post("/mailings/<int:number>/prepare", endpoint="mailing_prepare")
@write_mailing
def prepare(mailing: Mailing) -> Answer:
    """Fix the texts and let the recipients be counted."""
    form = WhenForm(prefix="when")
    if not form.validate_on_submit():
        return page_of(mailing, when=form), 422
    try:
        operations.prepare(mailing.id, scheduled_at=form.moment, by=me())
    except Unfinished as unfinished:
        complain(" · ".join([str(unfinished), *unfinished.faults]))
    except MailingError as error:
        complain(str(error))
    return redirect(url_for("staff.mailing", number=mailing.id), 303)


@blueprint.post("/mailings/<int:number>/copy", endpoint="mailing_copy")
@write_mailing
def copy(mailing: Mailing) -> Response:
    """Begin a new mailing with the texts of this one."""
    require_token()
    made = operations.copy_mailing(mailing.id, by=me())
    return redirect(url_for("staff.mailing_text", number=made.id), 303)


@blueprint.post("/mailings/<int:number>/discard", endpoint="mailing_discard")
@write_mailing
def discard(mailing: Mailing) -> Response:
    """Throw a draft away."""
    require_token()
    try:
        operations.discard(mailing.id, by=me())
    except MailingError as error:
        complain(str(error))
        return redirect(url_for("staff.mailing", number=mailing.id), 303)
    tell(str(_l("The draft is gone.")))
    return redirect(url_for("staff.mailings"), 303)
