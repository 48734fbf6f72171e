"""Reading what mail servers send back: pure functions from bytes to a report, without database or request.

What a report leads to is decided in `newsletter.operations.bounces`.
"""

from __future__ import annotations

from cesi_site.newsletter.bounces.reading import read_report
from cesi_site.newsletter.bounces.reports import Failure, Kind, Report

__all__ = ["Failure", "Kind", "Report", "read_report"]
