"""Write the connection log: one line per happening, its row vouched for by the audit log."""

from __future__ import annotations

import datetime as dt
import hmac

from flask import current_app

from cesi_site.accounts.models import ConnectionCheckpoint, ConnectionEvent, Happening
from cesi_site.accounts.places import NOWHERE, Place
from cesi_site.audit import annexes
from cesi_site.audit.annexes import Annexe
from cesi_site.core import clock

ANNEXE = annexes.make_known(Annexe(ConnectionEvent, ConnectionCheckpoint, "accounts:connection"))


def write(
    happening: Happening,
    *,
    account_id: int | None = None,
    address: str | None = None,
    place: Place = NOWHERE,
    sign_in_id: int | None = None,
    organisation_id: int | None = None,
    detail: str | None = None,
) -> ConnectionEvent:
    """Add a line in the transaction that is open.

    `address` is what was typed where no account has it: it is kept as a keyed hash, since people type passwords
    in that field. `detail` is one word.
    """
    event = ConnectionEvent(
        at=clock.now(),
        happening=happening,
        account_id=account_id,
        address_hash=hash_address(address) if address and account_id is None else None,
        organisation_id=organisation_id,
        sign_in_id=sign_in_id,
        ip=place.ip,
        network=place.network,
        browser=place.browser,
        system=place.system,
        country=place.country,
        detail=detail,
    )
    annexes.add(ANNEXE, event)
    return event


def hash_address(address: str) -> str:
    """Return the keyed hash by which an address is recognised without being kept."""
    key: bytes = current_app.config["AUDIT_KEY"]
    return hmac.digest(key, f"address\n{address.strip().lower()}".encode(), "sha256").hex()


def purge(before: dt.datetime) -> int:
    """Remove the lines older than `before`; return how many went."""
    return annexes.purge(ANNEXE, before)
