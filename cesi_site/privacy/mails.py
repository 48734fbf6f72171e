"""The mails about rights: a link to one's own data, receipts, and the steps of a request."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cesi_site.accounts.queries import account_by_id
from cesi_site.choices.queries import is_blocked
from cesi_site.core import clock
from cesi_site.core.companies import PRIVACY_ADDRESS
from cesi_site.core.languages import LANGUAGES
from cesi_site.core.sites import external_url
from cesi_site.outbox import NOBODY, Attachment, Automatic, Mail, mail
from cesi_site.privacy import queries
from cesi_site.privacy.models import Identity, RightsEvent, RightsRequest
from cesi_site.privacy.receipts import Mark, signed
from cesi_site.privacy.tokens import token_of

LINK_PURPOSE = "my data"
LINK_LIFE = dt.timedelta(hours=1)
CONFIRM_PURPOSE = "rights request"
CONFIRM_LIFE = dt.timedelta(days=30)
STAFF_SITE = "mycesi"


@mail("privacy.link")
def link_mail(*, link_id: int) -> Mail | None:
    """The link that opens a person's own data, for an hour from when it was asked."""
    link = queries.find_link(link_id)
    until = link.asked_at + LINK_LIFE if link else None
    if link is None or until is None or until <= clock.now():
        return None
    token = token_of(LINK_PURPOSE, link)
    url = external_url("privacy.my_data_page", language=link.language, token=token)
    return Mail(
        to=[link.email],
        language=link.language,
        envelope_from=NOBODY,
        automatic=Automatic.REPLIED,
        context={"url": url, "until": until},
    )


@mail("privacy.erased")
def erased_mail(*, receipt_id: int, email: str, salt: str, holders: list[str]) -> Mail | None:
    """The receipt of an erasure. It carries the address along, since no row holds it any more."""
    receipt = queries.find_receipt(receipt_id)
    if receipt is None:
        return None
    content = signed(receipt, Mark(salt, tuple(holders)))
    return Mail(
        to=[email],
        language=receipt.language,
        attachments=[
            Attachment(filename=f"{receipt.number}.json", content_type="application/json", data=content.encode())
        ],
        context={
            "receipt": receipt,
            "check_url": external_url("privacy.check_receipt", language=receipt.language),
            "rights_url": external_url("privacy.request", language=receipt.language),
        },
    )


@mail("privacy.request_received")
def received_mail(*, request_id: int) -> Mail | None:
    """The receipt of a request: by when we answer, and a link that shows whose address it is."""
    request = queries.find_request(request_id)
    if request is None or request.email is None:
        return None
    token = token_of(CONFIRM_PURPOSE, request)
    return Mail(
        to=[request.email],
        language=request.language,
        reply_to=PRIVACY_ADDRESS,
        envelope_from=NOBODY,
        automatic=Automatic.REPLIED,
        context={
            "request": request,
            "confirm_url": external_url("privacy.confirm_request", language=request.language, token=token)
            if request.identity is Identity.UNPROVEN
            else None,
        },
    )


@mail("privacy.request_team")
def team_mail(*, request_id: int) -> Mail | None:
    """Tell the data protection officer of a request; what it says stands in the back office."""
    return _for_team(queries.find_request(request_id))


@mail("privacy.alarm")
def alarm_mail(*, request_id: int) -> Mail | None:
    """Remind the data protection officer of a request whose end is near, or past."""
    request = queries.find_request(request_id)
    if request is None or not request.is_open:
        return None
    return _for_team(request, days=(request.last_day - clock.today()).days)


@mail("privacy.identity_asked")
def identity_mail(*, event_id: int) -> Mail | None:
    """Ask the person who they are, with no more than is needed."""
    event = queries.find_event(event_id)
    request = queries.find_request(event.request_id) if event else None
    return _for_person(request, event=event)


@mail("privacy.request_extended")
def extended_mail(*, request_id: int) -> Mail | None:
    """Tell the person that the answer takes longer, and why."""
    return _for_person(queries.find_request(request_id))


@mail("privacy.request_decided")
def decided_mail(*, request_id: int) -> Mail | None:
    """Tell the person what was decided."""
    return _for_person(queries.find_request(request_id))


@mail("privacy.breach")
def breach_mail(*, breach_id: int) -> Mail | None:
    """Tell the officer of a breach, or remind them of its 72 hours; its facts stand in the back office alone."""
    breach = queries.find_breach(breach_id)
    if breach is None or not breach.clock_runs:
        return None
    left = (breach.deadline - clock.now()) // dt.timedelta(hours=1)
    url = external_url("staff.breach", site=STAFF_SITE, number=breach.id)
    noted_by = account_by_id(breach.events[0].actor_id or 0)
    return Mail(
        to=[PRIVACY_ADDRESS],
        language=noted_by.language if noted_by else LANGUAGES[0],
        context={"breach": breach, "hours": left, "url": url},
    )


@mail("privacy.policy_changed")
def policy_changed_mail(*, notice_id: int) -> Mail | None:
    """Tell somebody with an account what changed in the policy, where their address may be written to."""
    notice = queries.find_policy_notice(notice_id)
    account = account_by_id(notice.account_id) if notice else None
    if notice is None or account is None or not account.active or is_blocked(None, account.email):
        return None
    edition = queries.edition_of(notice)
    return Mail(
        to=[account.email],
        language=account.language,
        reply_to=PRIVACY_ADDRESS,
        context={
            "name": account.name,
            "edition": edition,
            "policy_url": external_url("privacy.policy", language=account.language),
            "versions_url": external_url("privacy.policy_versions", language=account.language),
        },
    )


def _for_person(request: RightsRequest | None, *, event: RightsEvent | None = None) -> Mail | None:
    if request is None or request.email is None:
        return None
    return Mail(
        to=[request.email],
        language=request.language,
        reply_to=PRIVACY_ADDRESS,
        automatic=Automatic.NO,
        context={
            "request": request,
            "event": event,
            "policy_url": external_url("privacy.policy", language=request.language),
        },
    )


def _for_team(request: RightsRequest | None, **context: Any) -> Mail | None:
    if request is None:
        return None
    url = external_url("staff.right", site=STAFF_SITE, number=request.id)
    return Mail(
        to=[PRIVACY_ADDRESS],
        language=request.language,
        reply_to=request.email,
        context={"request": request, "url": url, **context},
    )
