"""The desk of mailings: written in both languages, looked at, approved by a second person, followed on their way."""

from cesi_site.staff.mailings import acting, listing, mailing, preview, writing

__all__ = ["acting", "listing", "mailing", "preview", "writing"]
