"""The catalogue: trainings in both languages, their sessions, what they share, and what attendance tells of them."""

from cesi_site.staff.catalogue import figures, listing, lists, sessions, training

__all__ = ["figures", "listing", "lists", "sessions", "training"]
