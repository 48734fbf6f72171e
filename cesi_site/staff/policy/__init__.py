"""The policy for the data protection officer: its editions, who is told of a change, and the record of processing."""

from cesi_site.staff.policy import editions, record

__all__ = ["editions", "record"]
