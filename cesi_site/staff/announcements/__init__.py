"""The desk of announcements: written in both languages, looked at, approved by a second person."""

from cesi_site.staff.announcements import acting, announcement, listing, preview, writing

__all__ = ["acting", "announcement", "listing", "preview", "writing"]
