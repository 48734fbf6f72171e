"""Writes of what people chose. Each joins the transaction of the act it belongs to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select, update

from cesi_site.audit.operations import record
from cesi_site.choices.hashing import email_hash
from cesi_site.choices.models import (
    Address,
    Barred,
    Choice,
    Decision,
    FormerAddress,
    Method,
    Reason,
    Restriction,
    Suppression,
    Use,
)
from cesi_site.choices.signals import use_refused
from cesi_site.core import clock
from cesi_site.core.clock import day_in_brussels
from cesi_site.core.database import Base, db, insert_new, transaction
from cesi_site.core.prepared import Prepared
from cesi_site.register.terms import add_months

REVIEW_MONTHS = 36

# What somebody else decides never brings back who left: only the person does, by an act of their own.
NOT_THE_PERSON = frozenset({Method.STAFF, Method.IMPORT})

# What a person decided goes with them to another address; that an address is dead does not.
PERSONAL = frozenset({Reason.OBJECTED, Reason.UNSUBSCRIBED, Reason.ERASED, Reason.IMPORTED})
_STRENGTH = {reason: place for place, reason in enumerate(Reason)}

_TOUCH = Prepared(
    update(Address)
    .where(Address.email == bindparam("whose"), Address.last_contact_at < bindparam("seen"))
    .values(last_contact_at=bindparam("seen"))
)


class Suppressed(Exception):
    """The person left or objected; only an act of their own can bring them back. `reason` says which it was."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def touch(email: str, at: dt.datetime | None = None) -> None:
    """Note an act of the person at this address, where we know it: the clock of what hangs on it begins anew.

    One statement, in the open transaction; call it after the first write of that transaction.
    """
    with transaction() as session:
        _TOUCH.run(session.connection(), {"whose": email, "seen": at or clock.now()})


def address_of(email: str) -> Address:
    """Return the row of a normalised address, made now where there was none."""
    now = clock.now()
    with transaction() as session:
        row = {"email": email, "email_hash": email_hash(email), "last_contact_at": now, "created_at": now}
        insert_new(Address, row)
        return session.scalars(select(Address).where(Address.email == email)).one()


def hold(address: Address) -> None:
    """Hold the row of an address until the commit: acts on one address follow each other, and read what the last left.

    It comes before any other row is read or written for that address.
    """
    _take_turn(address, acted=False)


def record_choice(
    email: str,
    use: Use,
    decision: Decision,
    *,
    method: Method,
    language: str,
    text_version: str | None = None,
    text: str | None = None,
    page: str | None = None,
    by: int | None = None,
) -> Choice:
    """Write down a decision with its proof, and make it hold: at once, for every later import and mailing.

    `text` is what the person read, `page` where, `by` the account of the member of staff who noted it for them.
    Raises `Suppressed` where staff or an import would bring back somebody who left.
    """
    with transaction() as session:
        address = address_of(email)
        _take_turn(address, acted=method not in NOT_THE_PERSON)
        if decision in {Decision.CONSENT, Decision.LIFTED}:
            if method in NOT_THE_PERSON:
                _refuse_who_left(address.email_hash, use)
            _lift(address.email_hash, use)
        else:
            _suppress(address.email_hash, use, _REASONS[decision])
        choice = Choice(
            address_id=address.id,
            use=use,
            decision=decision,
            method=method,
            language=language,
            text_version=text_version,
            text=text,
            page=page,
            by_account=by,
        )
        session.add(choice)
        if decision in _REASONS:
            use_refused.send(None, email=email, use=use)
    return choice


_REASONS = {Decision.WITHDRAWAL: Reason.UNSUBSCRIBED, Decision.OBJECTION: Reason.OBJECTED}


def suppress(email: str, use: Use | Barred, reason: Reason) -> None:
    """Keep an address from being written to for this use, from now on, also after its rows are gone.

    A stronger reason takes the place of a weaker one (`models.Reason`, the strongest first).
    """
    with transaction():
        _suppress(email_hash(email), use, reason)


def suppress_all(emails: Sequence[str], use: Use | Barred, reason: Reason) -> None:
    """Do the same for many addresses at once, a thousand at most."""
    with transaction():
        if emails:
            _suppress_all([email_hash(email) for email in emails], use, reason)


def lift(email: str, use: Use | Barred) -> None:
    """Let an address be used for this again; what else it is kept from stays."""
    with transaction():
        _lift(email_hash(email), use)


def restrict(email: str, *, reason: str, by: Base | None = None) -> None:
    """Keep this person's data and stop using it (article 18 GDPR), until `unrestrict`."""
    with transaction():
        row = {"email_hash": email_hash(email), "reason": reason, "since": clock.now()}
        insert_new(Restriction, row)
        record("choices:person:restricted", actor=by)


def unrestrict(email: str, *, by: Base | None = None) -> None:
    """End the restriction."""
    with transaction() as session:
        running = Restriction.email_hash == email_hash(email), Restriction.ended_at.is_(None)
        session.execute(update(Restriction).where(*running).values(ended_at=clock.now()))
        record("choices:person:unrestricted", actor=by)


def move(former: Address, to: Address) -> None:
    """Let a person go on at another address: their history, objections and restriction follow.

    The row of `former` goes; the links mailed to it lead to `to`, and imports do not bring it back. Rows of features
    that hang on it must have been moved before.
    """
    with transaction() as session:
        for table in (Choice, FormerAddress):
            session.execute(update(table).where(table.address_id == former.id).values(address_id=to.id))
        _copy_stops(former.email_hash, to.email_hash)
        session.execute(delete(Address).where(Address.id == former.id))
        session.expunge(former)
        session.add(FormerAddress(id=former.id, address_id=to.id))
        _suppress(former.email_hash, Use.NEWSLETTER, Reason.MOVED)
        _take_turn(to, acted=True)


def review(*, keep: bool, by: Base | None = None) -> int:
    """Decide on every suppression whose day of review has come: keep it three years more, or let it go.

    Returns how many there were.
    """
    due = Suppression.review_on <= clock.today()
    with transaction() as session:
        if keep:
            later = update(Suppression).where(due).values(review_on=_next_review())
            rows = session.execute(later.returning(Suppression.id)).all()
        else:
            rows = session.execute(delete(Suppression).where(due).returning(Suppression.id)).all()
        record("choices:suppressions:reviewed", actor=by, details={"kept": keep, "rows": len(rows)})
    return len(rows)


def _take_turn(address: Address, *, acted: bool) -> None:
    """Hold the row until the commit, so that two decisions on one address follow each other."""
    seen = clock.now() if acted else Address.last_contact_at
    db.session.execute(update(Address).where(Address.id == address.id).values(last_contact_at=seen))


def _refuse_who_left(key: str, use: Use) -> None:
    words = [use.value, Barred.EVERYTHING.value, Barred.UNDELIVERABLE.value]
    stops = select(Suppression.reason).where(Suppression.email_hash == key, Suppression.use.in_(words))
    if found := db.session.scalars(stops).all():
        raise Suppressed(min(found, key=_STRENGTH.__getitem__))


def _suppress(key: str, use: Use | Barred, reason: Reason) -> None:
    _suppress_all([key], use, reason)


def _suppress_all(keys: Sequence[str], use: Use | Barred, reason: Reason) -> None:
    facts = {"use": use.value, "reason": reason, "since": clock.now(), "review_on": _next_review()}
    insert_new(Suppression, [{"email_hash": key, **facts} for key in keys])
    weaker = [other for other in Reason if _STRENGTH[other] > _STRENGTH[reason]]
    stronger = update(Suppression).where(Suppression.email_hash.in_(keys), Suppression.use == use.value)
    db.session.execute(stronger.where(Suppression.reason.in_(weaker)).values(reason=reason))


def _lift(key: str, use: Use | Barred) -> None:
    of_key = Suppression.email_hash == key
    if use in set(Use):
        everything = select(Suppression).where(of_key, Suppression.use == Barred.EVERYTHING.value)
        for stop in db.session.scalars(everything).all():
            for other in set(Use) - {use}:
                _suppress(key, other, stop.reason)
            db.session.delete(stop)
            db.session.flush()
    db.session.execute(delete(Suppression).where(of_key, Suppression.use == use.value))


def _copy_stops(former: str, to: str) -> None:
    session = db.session
    stops = select(Suppression).where(Suppression.email_hash == former, Suppression.reason.in_(PERSONAL))
    for stop in session.scalars(stops).all():
        _suppress(to, Barred(stop.use) if stop.use in set(Barred) else Use(stop.use), stop.reason)
    running = select(Restriction).where(Restriction.email_hash == former, Restriction.ended_at.is_(None))
    for one in session.scalars(running).all():
        row = {"email_hash": to, "reason": one.reason, "since": one.since}
        insert_new(Restriction, row)


def _next_review() -> dt.date:
    return add_months(day_in_brussels(clock.now()), REVIEW_MONTHS)
