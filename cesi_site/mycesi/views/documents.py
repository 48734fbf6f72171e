"""The file of the organisation: its documents, to read and to download."""

from __future__ import annotations

import io

from flask import Response, g, render_template, request, send_file, url_for

from cesi_site.core.languages import LANGUAGES, _, localized_route
from cesi_site.members import queries
from cesi_site.members.access import for_members, the_role
from cesi_site.members.models import DocumentKind, MemberDocument, MemberPerson
from cesi_site.members.queries import DOCUMENTS_A_PAGE
from cesi_site.members.roles import Right
from cesi_site.mycesi.views.area import blueprint, number_in

# A document is somebody else's file: were it ever opened inside the browser, it may do nothing there.
LOCKED = "default-src 'none'; sandbox"


@localized_route(blueprint, nl="/mycesi/dossier", fr="/mycesi/dossier")
@for_members(Right.DOCUMENTS)
def file() -> str:
    """The documents, newest first, of one kind where the visitor asks for one."""
    role, kind = the_role(), _asked_kind()
    g.twin_args = {language: {"kind": kind} for language in LANGUAGES}
    found = queries.documents(
        role.organisation_id,
        within=role.establishment_id,
        kind=kind,
        before=number_in(request.args, "before"),
        limit=DOCUMENTS_A_PAGE + 1,
    )
    shown = found[:DOCUMENTS_A_PAGE]
    older = url_for("mycesi.file", kind=kind, before=shown[-1].id) if len(found) > len(shown) else None
    return render_template(
        "mycesi/file.html",
        documents=shown,
        older=older,
        kind=kind,
        filters=_filters(kind),
        first=number_in(request.args, "before"),
    )


def own_document(role: MemberPerson, number: int) -> MemberDocument | None:
    """Load a document that the person may read, with its content."""
    return queries.document_content(role.organisation_id, number, within=role.establishment_id)


@localized_route(blueprint, nl="/mycesi/dossier/<int:document_id>", fr="/mycesi/dossier/<int:document_id>")
@for_members(Right.DOCUMENTS, of=own_document)
def document(found: MemberDocument) -> Response:
    """Download a document."""
    response = send_file(
        io.BytesIO(found.data), mimetype=found.media_type, as_attachment=True, download_name=found.filename
    )
    response.headers["Content-Security-Policy"] = LOCKED
    return response


def _asked_kind() -> DocumentKind | None:
    word = request.args.get("kind", "")
    return DocumentKind(word) if word in set(DocumentKind) else None


def _filters(current: DocumentKind | None) -> list[tuple[str, str, None, bool]]:
    everything = (_("All"), url_for("mycesi.file"), None, current is None)
    kinds = [(str(k.label).capitalize(), url_for("mycesi.file", kind=k), None, k == current) for k in DocumentKind]
    return [everything, *kinds]
