"""The request as a PDF: a copy for the applicant's own file, readable by screen readers (PDF/UA-1)."""

from __future__ import annotations

import importlib
import logging
from types import ModuleType
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
    document = document_of(request)
    return None if document is None else document.write_pdf(pdf_variant="pdf/ua-1")


def document_of(request: AffiliationRequest) -> HTML | None:
    """Return the request as a document that is ready to be drawn; None where nothing can draw it."""
    library = _load()
    if library is None:
        return None
    with use_language(request.language):
        page = render_template(
            "affiliation/summary_pdf.html",
            application=request,
            sections=summary(request),
            information=information(),
            version=INFORMATION[request.information_version - 1],
            lang=request.language,
        )
    # What people type can name no address that is then fetched.
    return library.HTML(string=page, url_fetcher=library.urls.URLFetcher(allowed_protocols=["data"]))


def _load() -> ModuleType | None:
    """Load the library where it is used: it takes a second, and web processes never need it."""
    logging.getLogger("weasyprint").setLevel(logging.WARNING)  # it tells of every page it lays out
    try:
        return importlib.import_module("weasyprint")
    except OSError:
        log.warning("no PDF was made: the system lacks Pango (Debian: apt-get install libpangoft2-1.0-0)")
        return None
