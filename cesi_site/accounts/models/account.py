"""Who may sign in, with what, and the roles that staff hold.

Names that begin with `fs_`, `tf_` or `mf_`, and `webauthn`, are those that Flask-Security looks for.
"""

from __future__ import annotations

import datetime as dt
import enum
import secrets

from flask_security import RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import BigInteger, Enum, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from cesi_site.accounts import policy
from cesi_site.core import clock
from cesi_site.core.database import Base, BigKey

# The logs name rows by their key and outlive them: SQLite must not give the key of a removed row to another one.
NEVER_AGAIN = {"sqlite_autoincrement": True}


class StaffRoleName(enum.StrEnum):
    """What a member of staff may do (domain: staff roles)."""

    CONTENT_EDITOR = "content_editor"
    TRAINING_MANAGER = "training_manager"
    AFFILIATION_OFFICER = "affiliation_officer"
    CONTACT_AGENT = "contact_agent"
    MEMBER_SUPPORT = "member_support"
    BILLING_OFFICER = "billing_officer"
    COMMUNICATION_OFFICER = "communication_officer"
    DPO = "dpo"
    ADMINISTRATOR = "administrator"


def _new_handle() -> str:
    return secrets.token_hex(16)


class Account(UserMixin, Base):
    """Somebody who may sign in, or was invited to.

    Not `active` until the invitation is accepted, and again once access is withdrawn.
    """

    __tablename__ = "account"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    active: Mapped[bool] = mapped_column(default=False)
    # argon2id; None until the invitation is accepted.
    password: Mapped[str | None] = mapped_column(String(255))
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=_new_handle)
    fs_webauthn_user_handle: Mapped[str] = mapped_column(String(64), unique=True, default=_new_handle)
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    # Encrypted with the key of the installation.
    tf_totp_secret: Mapped[str | None] = mapped_column(String(400))
    # The step of the code that was used last: the same code, or an older one, is refused.
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    # The last sign-in, or the end of the last role: what the term of three years counts from.
    last_contact_at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)

    # Flask-Security writes it when it forgets a second factor; no telephone number is ever kept.
    tf_phone_number = None

    # The library's mixin types these two lists by its own classes.
    roles: Mapped[list[StaffRole]] = relationship(  # type: ignore[assignment]
        primaryjoin="and_(StaffRole.account_id == Account.id, StaffRole.ended_at.is_(None))",
        viewonly=True,
        lazy="selectin",
    )
    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]
        back_populates="user", cascade="all, delete-orphan"
    )
    recovery_codes: Mapped[list[RecoveryCode]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def mf_recovery_codes(self) -> list[str]:  # type: ignore[override]
        """The hashes of the recovery codes that were not used yet."""
        return [code.hash for code in self.recovery_codes]

    @property
    def staff_roles(self) -> frozenset[StaffRoleName]:
        """The staff roles that run now."""
        return frozenset(role.role for role in self.roles)

    @property
    def is_staff(self) -> bool:
        """Whether any staff role runs now."""
        return bool(self.roles)

    @property
    def has_second_factor(self) -> bool:
        """Whether an authenticator app or a passkey for the second step is set up."""
        app_is_set = bool(self.tf_primary_method and self.tf_totp_secret)
        return app_is_set or any(key.usage == "secondary" for key in self.webauthn)

    @property
    def needs_second_factor(self) -> bool:
        """Whether this person may not sign in with a password alone."""
        return self.is_staff or policy.needs_second_factor(self.id)

    def check_tf_required(
        self, tf_setup_methods: list[tuple[str, str]], tf_fresh: bool
    ) -> tuple[bool, list[tuple[str, str]]]:
        """Ask for the second step from who set one up, and a set-up from who must have one."""
        return bool(tf_setup_methods) or self.needs_second_factor, tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Tell the set-up page whether the second step can be switched off."""
        return self.needs_second_factor


class StaffRole(RoleMixin, Base):
    """A role that a member of staff holds or held, who gave and who ended it, and why."""

    __tablename__ = "staff_role"
    __table_args__ = (
        Index(
            "uq_staff_role_running",
            "account_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    role: Mapped[StaffRoleName] = mapped_column(
        Enum(StaffRoleName, native_enum=False, length=40, values_callable=lambda names: [n.value for n in names])
    )
    reason: Mapped[str] = mapped_column(String(200))
    given_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    began_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(200))

    __hash__ = Base.__hash__

    @property
    def name(self) -> str:  # type: ignore[override]
        """The role's name, as Flask-Security asks for it."""
        return self.role.value


class RecoveryCode(Base):
    """A code for who lost the second factor. Its row goes when it is used, so that it works once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    hash: Mapped[str] = mapped_column(String(64))


class Passkey(WebAuthnMixin, Base):
    """A passkey (WebAuthn credential) of an account."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    # What the person calls it.
    name: Mapped[str] = mapped_column(String(64))
    # "first": signs in by itself; "secondary": the second step after the password.
    usage: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    lastuse_datetime: Mapped[dt.datetime]

    user: Mapped[Account] = relationship(back_populates="webauthn")
