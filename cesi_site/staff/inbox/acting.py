"""What can be done with a message: each a button or a short form, back to the page with what was done in words."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts import queries as accounts
from cesi_site.accounts.here import me
from cesi_site.contact import operations, queries
from cesi_site.contact.models import ContactMessage
from cesi_site.contact.operations import HandlingError
from cesi_site.core.identifiers import BadNumber, parse_enterprise_number
from cesi_site.core.languages import _, _l
from cesi_site.members import queries as members
from cesi_site.staff.area import blueprint, complain, require_token, tell
from cesi_site.staff.inbox.access import topic_of, with_message
from cesi_site.staff.inbox.forms import DetachForm, FileForm, GiveForm, HandOverForm, NoteForm
from cesi_site.staff.inbox.message import page_of

Answer = str | tuple[str, int] | Response

# The acts that need nothing but a button, and what is said when they are done.
BUTTONS: dict[str, tuple[Callable[..., ContactMessage], object]] = {
    "take": (operations.take, _l("The message is yours.")),
    "put-back": (operations.put_back, _l("The message waits for the team again.")),
    "answered": (operations.mark_answered, _l("Noted: you have answered.")),
    "close": (operations.close, _l("The message is closed.")),
    "reopen": (operations.reopen, _l("The message waits for an answer again.")),
    "release": (operations.release, _l("The message has left quarantine; its team gets it by mail.")),
    "reject": (operations.reject, _l("The message is rejected and goes after 30 days.")),
    "restore": (operations.restore, _l("The message is back in quarantine.")),
}


@blueprint.post("/inbox/<int:number>/<any({}):act>".format(", ".join(f'"{act}"' for act in BUTTONS)))
@with_message
def message_act(message: ContactMessage, act: str) -> Response:
    """Do what a button says."""
    require_token()
    operation, done = BUTTONS[act]
    return _done(message, lambda: operation(message.id, by=me()), str(done))


@blueprint.post("/inbox/<int:number>/give")
@with_message
def message_give(message: ContactMessage) -> Answer:
    """Give a message to a colleague who reads the topic."""
    form = GiveForm(prefix="give").offer(queries.readers_of(message.topic))
    if not form.validate_on_submit():
        return page_of(message, give=form), 422
    colleague = accounts.account_by_id(int(form.colleague.data))
    assert colleague is not None
    text = _("%(name)s has the message now, and gets a mail.", name=colleague.name)
    return _done(message, lambda: operations.give(message.id, to=colleague, by=me()), text)


@blueprint.post("/inbox/<int:number>/note")
@with_message
def message_note(message: ContactMessage) -> Answer:
    """Write an internal note."""
    form = NoteForm(prefix="note")
    if not form.validate_on_submit():
        return page_of(message, note=form), 422
    return _done(message, lambda: operations.add_note(message.id, text=form.text.data, by=me()), _("The note is kept."))


@blueprint.route("/inbox/<int:number>/hand-over", methods=["GET", "POST"])
@with_message
def message_hand_over(message: ContactMessage) -> Answer:
    """Give a message to the team of another topic, with a reason."""
    form = HandOverForm().offer(queries.topics(), message.topic)
    if not form.validate_on_submit():
        page = render_template("staff/inbox/hand_over.html", message=message, topic=topic_of(message), form=form)
        return (page, 422) if form.errors else page
    try:
        operations.hand_over(message.id, topic=form.topic.data, reason=form.reason.data, by=me())
    except HandlingError as error:
        complain(str(error))
        return _back_to(message)
    team = queries.find_topic(form.topic.data)
    tell(_("%(reference)s went to %(team)s.", reference=message.reference, team=team.team if team else ""))
    return redirect(url_for("staff.inbox"), 303)


@blueprint.post("/inbox/<int:number>/file/<int:organisation_id>")
@with_message
def message_file_confirm(message: ContactMessage, organisation_id: int) -> Response:
    """Confirm that a message belongs to the file of a member, as was proposed."""
    require_token()
    act = lambda: operations.put_in_file(message.id, organisation_id=organisation_id, by=me())  # noqa: E731
    return _done(message, act, _("The message stands in the file now."))


@blueprint.post("/inbox/<int:number>/file")
@with_message
def message_file_choose(message: ContactMessage) -> Answer:
    """Put a message in the file of a member by hand, or move it there from another one."""
    form = FileForm(prefix="file")
    member_id = _member(form) if form.validate_on_submit() else None
    if member_id is None:
        return page_of(message, file=form), 422
    reason = form.reason.data
    if any(filing.state == "confirmed" for filing in queries.filings(message.id)):
        act = lambda: operations.move_to_file(message.id, organisation_id=member_id, reason=reason, by=me())  # noqa: E731
    else:
        act = lambda: operations.put_in_file(message.id, organisation_id=member_id, by=me())  # noqa: E731
    return _done(message, act, _("The message stands in the file now."))


@blueprint.post("/inbox/<int:number>/file/<int:organisation_id>/detach")
@with_message
def message_file_detach(message: ContactMessage, organisation_id: int) -> Answer:
    """Take a message out of a file, or refuse a proposal, with a reason."""
    form = DetachForm(prefix="detach")
    form.organisation_id = organisation_id
    if not form.validate_on_submit():
        return page_of(message, detach=form), 422
    reason = form.reason.data
    act = lambda: operations.detach(message.id, organisation_id=organisation_id, reason=reason, by=me())  # noqa: E731
    return _done(message, act, _("The message stands in no file any more."))


def _member(form: FileForm) -> int | None:
    """Return the key of the one member that was named, or None and why not, in the form."""
    typed = form.member.data
    try:
        found = members.organisation_by_number(parse_enterprise_number(typed))
        rows = [found] if found else []
    except BadNumber:
        rows = [row.organisation for row in members.find_organisations(text=typed, limit=6)]
    if len(rows) == 1:
        return rows[0].id
    form.member.errors = [
        _("No member is called so. Check the name or the number.")
        if not rows
        else _(
            "Several members are called so: %(names)s. Enter the number.", names=", ".join(r.legal_name for r in rows)
        )
    ]
    return None


def _done(message: ContactMessage, act: Callable[[], object], text: str) -> Response:
    try:
        act()
        tell(text)
    except HandlingError as error:
        complain(str(error))
    return _back_to(message)


def _back_to(message: ContactMessage) -> Response:
    return redirect(url_for("staff.message", number=message.id), 303)
