"""Draw pages as PDF that screen readers can read (PDF/UA-1)."""

from __future__ import annotations

import importlib
import logging
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weasyprint import HTML

log = logging.getLogger(__name__)


def draw(page: str) -> bytes | None:
    """Return a page of HTML as a PDF; None where the system lacks the libraries that draw it."""
    document = document_of(page)
    return None if document is None else document.write_pdf(pdf_variant="pdf/ua-1")


def document_of(page: str) -> HTML | None:
    """Return a page as a document that is ready to be drawn; None where nothing can draw it."""
    library = _load()
    if library is None:
        return None
    # What people type can name no address that is then fetched.
    return library.HTML(string=page, url_fetcher=library.urls.URLFetcher(allowed_protocols=["data"]))


def _load() -> ModuleType | None:
    """Load the library where it is used: it takes a second, and most processes never need it."""
    logging.getLogger("weasyprint").setLevel(logging.WARNING)  # it tells of every page it lays out
    try:
        return importlib.import_module("weasyprint")
    except OSError:
        log.warning("no PDF was made: the system lacks Pango (Debian: apt-get install libpangoft2-1.0-0)")
        return None
