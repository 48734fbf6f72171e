"""The catalogue: trainings in both languages, their sessions, and what they share."""

from cesi_site.staff.catalogue import listing, lists, sessions, training

__all__ = ["listing", "lists", "sessions", "training"]
