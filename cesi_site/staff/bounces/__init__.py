"""What came back: the reports with what was decided on them, and the contacts of members whom mail does not reach."""

from cesi_site.staff.bounces import bounce, listing, tasks

__all__ = ["bounce", "listing", "tasks"]
