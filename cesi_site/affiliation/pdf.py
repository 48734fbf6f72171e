"""The request as a PDF: a copy for the applicant's own file, readable by screen readers (PDF/UA-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.affiliation.summary import summary
from cesi_site.affiliation.versions import INFORMATION, information
from cesi_site.core import pdf
from cesi_site.core.languages import use_language

if TYPE_CHECKING:
    from weasyprint import HTML


def request_pdf(request: AffiliationRequest) -> bytes | None:
    """Return the PDF of a request in its language; None where the system lacks the libraries that draw it."""
    return pdf.draw(_page(request))


def document_of(request: AffiliationRequest) -> HTML | None:
    """Return the request as a document that is ready to be drawn; None where nothing can draw it."""
    return pdf.document_of(_page(request))


def _page(request: AffiliationRequest) -> str:
    with use_language(request.language):
        return render_template(
            "affiliation/summary_pdf.html",
            application=request,
            sections=summary(request),
            information=information(),
            version=INFORMATION[request.information_version - 1],
            lang=request.language,
        )
