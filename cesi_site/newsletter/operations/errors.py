"""What can stand in the way of an act on a subscription."""

from __future__ import annotations


class LinkUsed(Exception):
    """This confirmation was given before."""


class LinkGone(Exception):
    """Nobody confirmed within seven days, or the reader left since: there is nothing to confirm any more."""


class NotReading(Exception):
    """The address does not receive the newsletter, so there is nothing to change."""
