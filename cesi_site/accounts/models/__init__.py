"""The tables of accounts: who may sign in and with what, open sessions, and the connection log."""

from cesi_site.accounts.models.account import Account, Passkey, RecoveryCode, StaffRole, StaffRoleName
from cesi_site.accounts.models.log import ConnectionAlert, ConnectionCheckpoint, ConnectionEvent, Happening
from cesi_site.accounts.models.requests import AddressChange, FactorReset, Invitation
from cesi_site.accounts.models.sessions import Lock, SignIn

__all__ = [
    "Account",
    "AddressChange",
    "ConnectionAlert",
    "ConnectionCheckpoint",
    "ConnectionEvent",
    "FactorReset",
    "Happening",
    "Invitation",
    "Lock",
    "Passkey",
    "RecoveryCode",
    "SignIn",
    "StaffRole",
    "StaffRoleName",
]
