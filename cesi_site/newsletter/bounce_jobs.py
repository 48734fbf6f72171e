"""What comes back, read by the clock and heard from the mail server; and the tasks that settle themselves."""

from __future__ import annotations

import logging

from flask import Flask, current_app

from cesi_site.core.addresses import BadAddress, normalise_email
from cesi_site.newsletter.bounces.sources import Imap, NoAccess, read_imap
from cesi_site.newsletter.models import Source
from cesi_site.newsletter.operations.bounces import note_refused_address, take_in
from cesi_site.newsletter.operations.striking import settle_tasks
from cesi_site.outbox import recipient_refused, scheduled

log = logging.getLogger(__name__)


def imap_box() -> Imap | None:
    """Return the mailbox that the settings name, None where they name none."""
    config = current_app.config
    if not config["BOUNCE_IMAP_HOST"]:
        return None
    return Imap(
        host=config["BOUNCE_IMAP_HOST"],
        port=config["BOUNCE_IMAP_PORT"],
        username=config["BOUNCE_IMAP_USERNAME"],
        password=config["BOUNCE_IMAP_PASSWORD"],
        folder=config["BOUNCE_IMAP_FOLDER"],
        other=config["BOUNCE_IMAP_OTHER"],
        tls=config["BOUNCE_IMAP_TLS"],
    )


def take_from_imap(raw: bytes) -> bool:
    """Take in a mail from the mailbox; True when nobody has to read it any more."""
    return take_in(raw, source=Source.IMAP).is_ours


# Who leaves by mail should not wait for an hour.
@scheduled("newsletter.read_bounces_1", minute=3)
@scheduled("newsletter.read_bounces_2", minute=18)
@scheduled("newsletter.read_bounces_3", minute=33)
@scheduled("newsletter.read_bounces_4", minute=48)
def read_bounces() -> None:
    """Every quarter of an hour: read the mailbox, if there is one."""
    box = imap_box()
    if box is None:
        return
    try:
        read = list(read_imap(box, take_from_imap))
    except NoAccess as error:
        log.warning("the mailbox for bounces cannot be read, the next try is in a quarter of an hour: %s", error)
    else:
        if read:
            log.info("the mailbox for bounces: %d mails read, %d left to persons", len(read), read.count(False))


@scheduled("newsletter.settle_tasks", minute=40)
def settle() -> None:
    """Hourly: close the tasks about contacts whose address was changed or works again."""
    settle_tasks()


@recipient_refused.connect
def hear_refusal(app: Flask, *, address: str, words: str, name: str) -> None:
    """Judge the refusal of a mail of the site, as of a mailing."""
    try:
        email = normalise_email(address)
    except BadAddress:
        return
    try:
        with app.app_context():
            note_refused_address(email, words)
    except Exception:  # whatever is wrong here, the mail itself has been settled: it must not go a second time
        log.exception("the refusal of a mail could not be judged")
