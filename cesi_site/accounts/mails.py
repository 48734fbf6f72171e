"""The mails of accounts, and the work that leads to one. Each is written in its reader's language."""

from __future__ import annotations

from typing import Any

from cesi_site.accounts import queries
from cesi_site.accounts.links import SITE, address_change_url, invitation_url, not_me_url
from cesi_site.accounts.models import Account, ConnectionEvent
from cesi_site.accounts.reset_link import reset_url
from cesi_site.core.database import transaction
from cesi_site.core.sites import external_url
from cesi_site.outbox import Mail, job, mail, queue_mail

# At most one mail with a link in so many seconds, however often it is asked for.
RESET_EVERY = 120


@mail("accounts.invitation")
def invitation_mail(*, invitation_id: int) -> Mail | None:
    """The link to choose a password, as long as the invitation is open."""
    found = queries.invitation(invitation_id)
    if found is None or not found.is_open:
        return None
    link = invitation_url(found.id, found.account.language)
    return _mail(found.account, invitation=found, link=link)


@job("accounts.reset")
def reset_job(*, event_id: int) -> None:
    """Find out whether a link was asked for an address that has an account; only then a mail follows."""
    event = queries.event(event_id)
    account = queries.account_by_id(event.account_id) if event and event.account_id else None
    if event is not None and account is not None and account.active:
        with transaction():
            slot = int(event.at.timestamp()) // RESET_EVERY
            queue_mail("accounts.reset", key=f"accounts.reset:{account.id}:{slot}", account_id=account.id)


@mail("accounts.reset")
def reset_mail(*, account_id: int) -> Mail | None:
    """The link to a new password. It is made here, so that it stands in no row of the database."""
    account = queries.account_by_id(account_id)
    if account is None or not account.active:
        return None
    return _mail(account, link=reset_url(account))


@mail("accounts.password_changed")
def password_changed_mail(*, account_id: int) -> Mail | None:
    """Tell that the password was changed."""
    account = queries.account_by_id(account_id)
    return _mail(account, help_link=_forgot_url(account)) if account else None


@mail("accounts.confirm_address")
def confirm_address_mail(*, change_id: int) -> Mail | None:
    """The link that confirms a new address, sent to that address."""
    change = queries.address_change(change_id)
    if change is None or not change.is_open:
        return None
    link = address_change_url(change.id, change.account.language)
    return _mail(change.account, to=change.new_email, change=change, link=link)


@mail("accounts.address_changed")
def address_changed_mail(*, account_id: int, to: str) -> Mail | None:
    """Tell the old address that it is no longer the one to sign in with; the account holds it no more."""
    account = queries.account_by_id(account_id)
    if account is None:
        return None
    return _mail(account, to=to, contact_url=external_url("contact.form", language=account.language))


@mail("accounts.new_device")
def new_device_mail(*, event_id: int) -> Mail | None:
    """Tell of a sign-in from a device that the account was not used on before."""
    return _about(event_id)


@mail("accounts.factor_changed")
def factor_changed_mail(*, event_id: int) -> Mail | None:
    """Tell that a second factor was added, removed or used in another way."""
    return _about(event_id)


@mail("accounts.factor_reset")
def factor_reset_mail(*, reset_id: int) -> Mail | None:
    """Tell that staff took the second factor away, and when."""
    found = queries.factor_reset(reset_id)
    return _mail(found.account, reset=found, help_link=_forgot_url(found.account)) if found else None


def _about(event_id: int) -> Mail | None:
    event: ConnectionEvent | None = queries.event(event_id)
    account = queries.account_by_id(event.account_id) if event and event.account_id else None
    if event is None or account is None:
        return None
    return _mail(account, event=event, link=not_me_url(event.id, account.language))


def _forgot_url(account: Account) -> str:
    return external_url("security.forgot_password", language=account.language, site=SITE)


def _mail(account: Account, to: str | None = None, **context: Any) -> Mail:
    security_url = external_url("security.login", language=account.language, site=SITE)
    return Mail(
        to=[to or account.email],
        language=account.language,
        site=SITE,
        context={"account": account, "login_url": security_url, **context},
    )
