"""Erase a person's rows (promise K4): seen beforehand, done at once, shown by a receipt, remembered by a ledger."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from cesi_site.audit.operations import record
from cesi_site.core.checkpoint import checkpoint
from cesi_site.core.database import Base, db, transaction
from cesi_site.core.languages import Text
from cesi_site.outbox import queue_mail
from cesi_site.outbox.forgetting import forget
from cesi_site.privacy import ledger
from cesi_site.privacy.models import ErasureEntry, ErasureReceipt
from cesi_site.privacy.receipts import Mark, body_of, mark_of
from cesi_site.register import Person, current_register
from cesi_site.register.erasing import Plan, carry_out, hindrances, plan, prepare
from cesi_site.register.finding import Selection, addresses, names_at, select_rows

log = logging.getLogger(__name__)


class Hindered(Exception):
    """Staff must look at this erasure first; `reasons` say why."""

    def __init__(self, reasons: list[Text]) -> None:
        super().__init__("; ".join(str(reason) for reason in reasons))
        self.reasons = reasons


class _Undo(Exception):
    """Takes back what a preview tried."""


@dataclass(frozen=True)
class Preview:
    """What an erasure would do now; `reasons` say why staff must look at it first."""

    plan: Plan
    reasons: list[Text]


@dataclass(frozen=True)
class Erased:
    """An erasure that was done: its receipt, and the mark that ties the receipt to the person."""

    receipt: ErasureReceipt
    mark: Mark


def preview(person: Person, *, name: str | None = None) -> Preview:
    """Try the erasure, and take it back."""
    reasons: list[Text] = []
    decided = Plan(())
    try:
        with transaction():
            selection = select_rows(current_register(), person, name)
            reasons = hindrances(selection)
            prepare(selection)
            decided = plan(current_register(), selection)
            raise _Undo
    except _Undo:
        return Preview(decided, reasons)


def erase(
    person: Person, *, language: str, name: str | None = None, mail_to: str | None = None, by: Base | None = None
) -> Erased:
    """Erase what no law keeps, in one transaction, and mail the receipt to `mail_to`.

    `name` is that of the person where several share the address; `by` is the member of staff who does it for them.
    Call it outside a transaction. Raises `Hindered`.
    """
    with transaction():
        erased = erase_within(person, language=language, name=name, mail_to=mail_to, by=by)
    settle()
    return erased


def erase_within(person: Person, *, language: str, name: str | None, mail_to: str | None, by: Base | None) -> Erased:
    """Do what `erase` does in the open transaction; call `settle` once it is committed. Raises `Hindered`."""
    with transaction() as session:
        selection = select_rows(current_register(), person, name)
        if reasons := hindrances(selection):
            raise Hindered(reasons)
        decided = _erase_rows(selection)
        receipt = ErasureReceipt(language=language, body=body_of(decided))
        session.add(receipt)
        hashed = ledger.name_hash(name) if name else None
        session.add_all(
            ErasureEntry(email_hash=ledger.email_hash(email), name_hash=hashed) for email in sorted(person.emails)
        )
        session.flush()
        mark = mark_of(person.emails)
        record("privacy:person:erased", subject=receipt, actor=by, details=_figures(decided))
        if mail_to:
            queue_mail(
                "privacy.erased", receipt_id=receipt.id, email=mail_to, salt=mark.salt, holders=list(mark.holders)
            )
    return Erased(receipt, mark)


def _erase_rows(selection: Selection) -> Plan:
    prepare(selection)
    decided = plan(current_register(), selection)
    carry_out(decided)
    if not selection.apart:  # else the mails that wait may be for the others who read them at this address
        for email in sorted(selection.person.emails):
            forget(email)
    return decided


def _figures(decided: Plan) -> dict[str, int]:
    return {
        "rows": sum(len(fate.goes) for fate in decided.gone),
        "kept": sum(len(fate.stays) for fate in decided.kept),
    }


def settle() -> None:
    """After an erasure is committed: keep the ledger's copy, and let nothing of the rows lie in SQLite's log."""
    try:
        ledger.keep_copy()
        checkpoint()
    except (OSError, ValueError, SQLAlchemyError):
        log.exception("an erasure is done; the copy of its ledger or the emptying of the log is tried again tonight")


def replay(entries: Iterable[ledger.Line]) -> int:
    """Erase anew what a restored backup still holds; return how many addresses were found.

    Entries that stand in the table were done before the backup was made and are left alone: rows that came after them
    are new. Who alone managed an organisation's access was replaced before they were erased, so nothing hinders here.
    """
    register = current_register()
    known = set(db.session.scalars(select(ErasureEntry.number)))
    missing = {entry["number"]: entry for entry in entries if entry["number"] not in known}
    by_hash: dict[str, list[ledger.Line]] = {}
    for entry in missing.values():
        by_hash.setdefault(entry["email_hash"], []).append(entry)
    found = {
        email: by_hash[hashed]
        for email in set(addresses(register) if by_hash else ())
        if (hashed := ledger.email_hash(email)) in by_hash
    }
    with transaction() as session:
        for email, lines in found.items():
            _erase_again(Person(frozenset({email})), lines)
        session.add_all(
            ErasureEntry(**{**entry, "at": dt.datetime.fromisoformat(entry["at"])}) for entry in missing.values()
        )
        if missing:
            record("privacy:erasures:replayed", details={"entries": len(missing), "addresses": len(found)})
    settle()
    return len(found)


def _erase_again(person: Person, lines: list[ledger.Line]) -> None:
    if any(line["name_hash"] is None for line in lines):
        _erase_rows(Selection(person))
        return
    wanted = {line["name_hash"] for line in lines}
    for name in names_at(current_register(), person):
        if ledger.name_hash(name) in wanted:
            _erase_rows(select_rows(current_register(), person, name))
