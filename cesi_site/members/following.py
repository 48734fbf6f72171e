"""A person's address and name follow their account: matching a message (promise E4) asks this table alone."""

from __future__ import annotations

from sqlalchemy import Connection, event, inspect, update
from sqlalchemy.orm import Mapper

from cesi_site.accounts.models import Account
from cesi_site.members.models import MemberPerson

_FOLLOWED = ("email", "name", "language")


@event.listens_for(Account, "after_update")
def follow(mapper: Mapper[Account], connection: Connection, account: Account) -> None:
    """Write an account's new address, name or language to its people, in the same transaction."""
    state = inspect(account)
    new = {name: getattr(account, name) for name in _FOLLOWED if state.attrs[name].history.has_changes()}
    if new:
        connection.execute(update(MemberPerson).where(MemberPerson.account_id == account.id).values(new))
