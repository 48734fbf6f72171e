"""A certificate as the answer to a request: a file that no cache keeps."""

from __future__ import annotations

import io

from flask import Response, abort, send_file

from cesi_site.enrolment.certificates import certificate_pdf
from cesi_site.enrolment.models import Participant
from cesi_site.enrolment.queries.certificates import certificate_of


def certificate_answer(participant: Participant | None) -> Response:
    """Return the certificate of a participant; 404 where there is none."""
    certificate = certificate_of(participant)
    content = certificate_pdf(certificate) if certificate else None
    if certificate is None or content is None:
        abort(404)
    response = send_file(
        io.BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=certificate.filename
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
