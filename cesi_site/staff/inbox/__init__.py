"""The inbox: messages on one's own topics, from the list to the answer. Other people's topics do not exist here."""

from cesi_site.staff.inbox import acting, answering, listing, message, wording

__all__ = ["acting", "answering", "listing", "message", "wording"]
