"""The request as a PDF: a copy for the applicant's own file, readable by screen readers (PDF/UA-1)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import render_template

from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.affiliation.summary import summary
from cesi_site.affiliation.versions import INFORMATION, information
from cesi_site.core.languages import use_language

if TYPE_CHECKING:
    from weasyprint import HTML

log = logging.getLogger(__name__)


def request_pdf(request: AffiliationRequest) -> bytes | None:
    """Return the PDF of a request in its language; None where the system lacks the libraries that draw it."""
    with use_language(request.language):
        page = render_template(
            "affiliation/summary_pdf.html",
            application=request,
            sections=summary(request),
            information=information(),
            version=INFORMATION[request.information_version - 1],
            lang=request.language,
        )
    document = _document(page)
    return None if document is None else document.write_pdf(pdf_variant="pdf/ua-1")


def _document(page: str) -> HTML | None:
    # Loaded where it is used: it takes a second, and web processes need it never.
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError:
        log.warning("no PDF was made: the system lacks Pango (Debian: apt-get install libpangoft2-1.0-0)")
        return None
    # What people type can name no address that is then fetched.
    return HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=["data"]))
