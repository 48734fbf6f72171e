"""What accounts and the connection log keep, why, and how long."""

from __future__ import annotations

from cesi_site.accounts.models import ConnectionCheckpoint
from cesi_site.accounts.processing.activity import ACCOUNTS, SESSION_COOKIE
from cesi_site.accounts.processing.connection_log import connection_log
from cesi_site.register import Activity, Cookie, Impersonal, Term


def declarations(log_months: int) -> tuple[Activity | Cookie | Impersonal, ...]:
    """Return what is declared; `log_months` is how long the connection log is kept (a setting)."""
    return (
        ACCOUNTS,
        connection_log(Term(months=log_months)),
        SESSION_COOKIE,
        Impersonal(ConnectionCheckpoint.__tablename__, "up to which line the connection log was purged"),
    )
