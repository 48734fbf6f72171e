"""Writes of the newsletter: one function per act."""

from cesi_site.newsletter.operations.changing import answer_link, change, send_link
from cesi_site.newsletter.operations.confirming import confirm, follow
from cesi_site.newsletter.operations.errors import LinkGone, LinkUsed, NotReading
from cesi_site.newsletter.operations.leaving import end, renew, resubscribe, unsubscribe
from cesi_site.newsletter.operations.signing_up import answer_signup, request_change_of_address, sign_up

__all__ = [
    "LinkGone",
    "LinkUsed",
    "NotReading",
    "answer_link",
    "answer_signup",
    "change",
    "confirm",
    "end",
    "follow",
    "renew",
    "request_change_of_address",
    "resubscribe",
    "send_link",
    "sign_up",
    "unsubscribe",
]
