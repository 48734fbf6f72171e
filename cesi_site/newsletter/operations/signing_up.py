"""Asking for the newsletter: the same work for every address, known or not (promise B1)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import select

from cesi_site.audit.operations import record
from cesi_site.core import clock
from cesi_site.core.database import db, insert_once, transaction
from cesi_site.newsletter.models import Origin, Signup, Subscription
from cesi_site.newsletter.policy import MAILS_A_DAY
from cesi_site.newsletter.queries import subscriptions as queries
from cesi_site.newsletter.themes import known
from cesi_site.newsletter.versions import CURRENT
from cesi_site.outbox.operations import queue_job, queue_mail

ONE_DAY = dt.timedelta(days=1)


def sign_up(
    *,
    email: str,
    language: str,
    themes: Sequence[str] = (),
    origin: Origin = Origin.PAGE,
    page: str | None = None,
    number: str,
) -> int:
    """Note that somebody asked for the newsletter at this address, and mail a link that confirms it; return its key.

    `number` is that of the form: the same form sent twice is one sign-up. `themes` empty means all of them. What the
    mail says depends on whether the address reads the newsletter already; only the worker looks.
    """
    return _ask(email, language, themes, origin, page, number)


def request_change_of_address(subscription: Subscription, *, email: str, number: str, page: str | None = None) -> int:
    """Mail a link to the address that a reader wants to go on at; nothing changes before it is confirmed (B3).

    `page` names where it was asked; it stands in the proof of the confirmation. Whether that address is known already
    is not looked at here: nobody learns it. Returns the key of what waits.
    """
    return _ask(
        email,
        subscription.language,
        subscription.themes,
        subscription.origin,
        page or subscription.origin_page,
        number,
        changes=subscription.id,
    )


def _ask(
    email: str,
    language: str,
    themes: Sequence[str],
    origin: Origin,
    page: str | None,
    number: str,
    changes: int | None = None,
) -> int:
    asked_at = clock.now()
    row = {
        "submission": _fingerprint(number, email, language, themes, changes),
        "email": email,
        "language": language,
        "themes": known(themes),
        "origin": origin,
        "origin_page": page,
        "text_version": CURRENT.version,
        "asked_at": asked_at,
        "changes_subscription_id": changes,
    }
    with transaction():
        # Asked before the first write: until the commit, SQLite lets nobody else write.
        mailed = queries.asked_since(email, asked_at - ONE_DAY)
        signup_id = insert_once(Signup, row)
        if signup_id is None:
            return _asked_before(str(row["submission"]))
        record("newsletter:signup:asked", subject=f"{Signup.__tablename__}:{signup_id}", details={"origin": origin})
        if mailed < MAILS_A_DAY:
            queue_job("newsletter.answer", signup_id=signup_id)
    return signup_id


def answer_signup(signup_id: int) -> None:
    """Queue the mail that a sign-up gets: a link that confirms, or the news that the address reads us already."""
    with transaction():
        asked = queries.signup(signup_id)
        if asked is None:
            return
        reading = queries.find_subscription(asked.email)
        if asked.changes_subscription_id is not None:
            name = "newsletter.confirm_address"
        elif reading is not None and reading.runs:
            name = "newsletter.already"
        else:
            name = "newsletter.confirm"
        queue_mail(name, key=f"{name}:{signup_id}", signup_id=signup_id)


def _fingerprint(*parts: object) -> str:
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


def _asked_before(submission: str) -> int:
    return db.session.scalars(select(Signup.id).where(Signup.submission == submission)).one()
