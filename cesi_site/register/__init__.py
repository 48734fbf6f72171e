"""The policy as code: what a feature declares beside its tables, and what is derived from it.

A feature's `processing.py` declares activities, holdings and cookies; `app.py` collects them in one
`Register`. The policy, the notices, the cookie gate and the purge come from it, and from nothing else.
"""

from cesi_site.register.activities import Activity, Processor
from cesi_site.register.book import Register, current_register, init_app, register_as_shipped
from cesi_site.register.cookies import Cookie, CookieKind, Purpose, RetiredCookie
from cesi_site.register.grounds import Ground
from cesi_site.register.holdings import (
    Anonymise,
    DeclarationError,
    Delete,
    Elsewhere,
    Follow,
    Holding,
    Impersonal,
    Keep,
    Person,
    by_address,
    nobody,
)
from cesi_site.register.notices import Notice, notice_for
from cesi_site.register.terms import Term

__all__ = [
    "Activity",
    "Anonymise",
    "Cookie",
    "CookieKind",
    "DeclarationError",
    "Delete",
    "Elsewhere",
    "Follow",
    "Ground",
    "Holding",
    "Impersonal",
    "Keep",
    "Notice",
    "Person",
    "Processor",
    "Purpose",
    "Register",
    "RetiredCookie",
    "Term",
    "by_address",
    "current_register",
    "init_app",
    "nobody",
    "notice_for",
    "register_as_shipped",
]
