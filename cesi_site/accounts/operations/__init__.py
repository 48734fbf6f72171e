"""Writes, one function per act."""

from cesi_site.accounts.locks import Locked
from cesi_site.accounts.operations.addresses import ask_address_change, confirm_address_change
from cesi_site.accounts.operations.alerts import mark_alert_seen
from cesi_site.accounts.operations.errors import (
    AccountError,
    AddressTaken,
    LinkUsed,
    NotAllowed,
    WrongCode,
    WrongPassword,
)
from cesi_site.accounts.operations.factors import (
    ask_factor_reset,
    decide_factor_reset,
    make_recovery_codes,
    note_factor,
    use_recovery_code,
    use_totp_step,
)
from cesi_site.accounts.operations.invitations import accept_invitation, invite, withdraw_access, withdraw_invitation
from cesi_site.accounts.operations.passwords import (
    ask_reset,
    check_password,
    confirm_password,
    count_code,
    fail_code,
    note_password,
)
from cesi_site.accounts.operations.profile import change_language, change_name
from cesi_site.accounts.operations.sessions import (
    begin_session,
    end_session,
    end_sessions,
    end_sessions_of,
    enter_organisation,
    live_session,
    not_me,
    still_runs,
)
from cesi_site.accounts.operations.staff import end_staff_role, give_staff_role

__all__ = [
    "AccountError",
    "AddressTaken",
    "LinkUsed",
    "Locked",
    "NotAllowed",
    "WrongCode",
    "WrongPassword",
    "accept_invitation",
    "ask_address_change",
    "ask_factor_reset",
    "ask_reset",
    "begin_session",
    "change_language",
    "change_name",
    "check_password",
    "confirm_address_change",
    "confirm_password",
    "count_code",
    "decide_factor_reset",
    "end_session",
    "end_sessions",
    "end_sessions_of",
    "end_staff_role",
    "enter_organisation",
    "fail_code",
    "give_staff_role",
    "invite",
    "live_session",
    "make_recovery_codes",
    "mark_alert_seen",
    "not_me",
    "note_factor",
    "note_password",
    "still_runs",
    "use_recovery_code",
    "use_totp_step",
    "withdraw_access",
    "withdraw_invitation",
]
