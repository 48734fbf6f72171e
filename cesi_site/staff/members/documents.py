"""Documents of a member's file: put in, read and taken out by officers. Each of these is logged."""

from __future__ import annotations

import io

from flask import Response, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.here import me
from cesi_site.core.languages import _
from cesi_site.members import operations, queries
from cesi_site.members.models import DocumentKind, Organisation
from cesi_site.staff.area import blueprint, tell
from cesi_site.staff.forms import EmptyForm
from cesi_site.staff.members.access import for_officers, with_organisation
from cesi_site.staff.members.forms import DOCUMENT_BYTES, DocumentForm

# Were it ever opened inside the browser, it may do nothing there.
LOCKED = "default-src 'none'; sandbox"
ROOM_FOR_THE_FORM = 1_000_000


@blueprint.route("/members/<int:number>/documents/new", methods=["GET", "POST"])
@for_officers
@with_organisation
def member_document_add(organisation: Organisation) -> str | tuple[str, int] | AnyResponse:
    """Put a document into the file."""
    if request.method == "POST":
        request.max_content_length = DOCUMENT_BYTES + ROOM_FOR_THE_FORM
    form = DocumentForm(language=organisation.language).offer(organisation.establishments)
    if form.validate_on_submit():
        operations.add_document(
            organisation,
            form.file.uploads[0],
            by=me(),
            kind=DocumentKind(form.kind.data),
            title=form.title.data,
            language=form.language.data,
            establishment_id=form.establishment_id,
        )
        tell(_("The document stands in the file."))
        return redirect(url_for("staff.member", number=organisation.id), 303)
    page = render_template("staff/members/document.html", form=form, organisation=organisation)
    return (page, 422) if form.errors else page


@blueprint.get("/members/<int:number>/documents/<int:document_id>")
@for_officers
@with_organisation
def member_document(organisation: Organisation, document_id: int) -> Response:
    """Download a document of the file."""
    found = queries.document_content(organisation.id, document_id)
    if found is None:
        abort(404)
    operations.note_download(found, by=me())
    response = send_file(
        io.BytesIO(found.data), mimetype=found.media_type, as_attachment=True, download_name=found.filename
    )
    response.headers["Content-Security-Policy"] = LOCKED
    return response


@blueprint.route("/members/<int:number>/documents/<int:document_id>/remove", methods=["GET", "POST"])
@for_officers
@with_organisation
def member_document_remove(organisation: Organisation, document_id: int) -> str | AnyResponse:
    """Take a document out of the file for good, once the person has said that this is meant."""
    found = queries.document(organisation.id, document_id)
    if found is None:
        abort(404)
    form, back = EmptyForm(), url_for("staff.member", number=organisation.id)
    if not form.validate_on_submit():
        title = _("Remove “%(title)s” for good", title=found.title)
        return render_template("staff/members/form.html", form=form, title=title, back=back, danger=True)
    operations.remove_document(found, by=me())
    tell(_("The document is gone."))
    return redirect(back, 303)
