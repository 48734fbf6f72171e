"""One report: the server's words, what was decided, and the way back."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.choices.queries import find_address
from cesi_site.core.languages import _
from cesi_site.enrolment.queries.announcements import announcement_of
from cesi_site.newsletter.models import Bounce, Verdict
from cesi_site.newsletter.operations.striking import NotStruckOff, undo
from cesi_site.newsletter.queries import bounces as queries
from cesi_site.newsletter.queries.mailings import find_mailing
from cesi_site.newsletter.words import KINDS
from cesi_site.staff.area import BOUNCES, SUBSCRIBERS, blueprint, complain, tell
from cesi_site.staff.bounces.forms import UndoForm
from cesi_site.staff.bounces.words import MEANINGS, SOURCES, tone


@blueprint.get("/bounces/<int:number>", endpoint="bounce")
@staff_only(*BOUNCES)
def show_bounce(number: int) -> str:
    """A report."""
    return _page(_find(number), UndoForm(formdata=None))


@blueprint.post("/bounces/<int:number>/undo", endpoint="bounce_undo")
@staff_only(*BOUNCES)
def undo_bounce(number: int) -> str | tuple[str, int] | Response:
    """Write to the address again."""
    bounce = _find(number)
    form = UndoForm()
    if not form.validate_on_submit():
        return _page(bounce, form), 422
    try:
        undo(bounce.id, by=me(), reason=form.reason.data)
        tell(_("Mail goes to %(email)s again.", email=bounce.email))
    except NotStruckOff:
        complain(_("There is nothing to take back: this report struck nobody off."))
    return redirect(url_for("staff.bounce", number=bounce.id), 303)


def _find(number: int) -> Bounce:
    bounce = queries.find_bounce(number)
    if bounce is None:
        abort(404)
    return bounce


def _page(bounce: Bounce, form: UndoForm) -> str:
    address = find_address(bounce.email) if bounce.email and me().staff_roles & SUBSCRIBERS else None
    return render_template(
        "staff/bounces/bounce.html",
        bounce=bounce,
        form=form,
        may_undo=bounce.verdict is Verdict.STRUCK_OFF,
        others=[one for one in queries.bounces_of(bounce.email) if one is not bounce] if bounce.email else (),
        mailing=find_mailing(bounce.mailing_id) if bounce.mailing_id else None,
        announcement=announcement_of(bounce.letter) if bounce.letter else None,
        address=address,
        names=names_of([bounce.undone_by_id]),
        kind_words=KINDS,
        meaning=MEANINGS[bounce.verdict],
        source=SOURCES[bounce.source],
        tone=tone,
    )
