"""What waits for somebody's answer: invitations, changes of address, resets of a lost second factor."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cesi_site.accounts.models.account import NEVER_AGAIN, Account
from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey


class Invitation(Base):
    """An invitation to choose a password. Its link is signed, works once, and not after `expires_at`."""

    __tablename__ = "invitation"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    # None: by the service itself (the first access manager, a member of staff from the command line).
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    # What the invited person gets access to, as it is named in the mail: an organisation, or nothing.
    on_behalf_of: Mapped[str | None] = mapped_column(String(200))
    sent_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[dt.datetime]
    accepted_at: Mapped[dt.datetime | None]
    # Withdrawn, or replaced by a newer one.
    withdrawn_at: Mapped[dt.datetime | None]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    inviter: Mapped[Account | None] = relationship(foreign_keys=[invited_by])

    @property
    def is_open(self) -> bool:
        """Whether its link still works."""
        return self.accepted_at is None and self.withdrawn_at is None and clock.now() < self.expires_at


class AddressChange(Base):
    """A new address that waits for a click in the mail sent to it."""

    __tablename__ = "address_change"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    new_email: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[dt.datetime]
    # Confirmed, or replaced by a newer one.
    closed_at: Mapped[dt.datetime | None]

    account: Mapped[Account] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether its link still works."""
        return self.closed_at is None and clock.now() < self.expires_at


class FactorReset(Base):
    """A lost second factor that staff take away: one asks with a reason, another decides."""

    __tablename__ = "factor_reset"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    decided_at: Mapped[dt.datetime | None]
    granted: Mapped[bool | None]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
