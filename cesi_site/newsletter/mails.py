"""The mails about a subscription. None of them is a mailing: each answers something that was done."""

from __future__ import annotations

import datetime as dt

from cesi_site.choices.models import Address, Use
from cesi_site.choices.queries import is_blocked
from cesi_site.core.database import db
from cesi_site.core.sites import external_url
from cesi_site.newsletter.links import confirm_url, personal_url
from cesi_site.newsletter.models import Origin, Signup, Subscription
from cesi_site.newsletter.policy import CONFIRM_TERM
from cesi_site.newsletter.queries import subscriptions as queries
from cesi_site.newsletter.queries.renewals import kept_until
from cesi_site.newsletter.themes import THEMES
from cesi_site.newsletter.versions import words_of_version
from cesi_site.outbox import NOBODY, Automatic, Mail, mail


@mail("newsletter.confirm")
def confirm_mail(*, signup_id: int) -> Mail | None:
    """The link with which somebody who asked for the newsletter confirms it."""
    asked = _open(signup_id)
    return None if asked is None else _to_confirm(asked)


@mail("newsletter.confirm_address")
def confirm_address_mail(*, signup_id: int) -> Mail | None:
    """The same for a reader's new address, sent to that address."""
    asked = _open(signup_id)
    return None if asked is None else _to_confirm(asked)


@mail("newsletter.already")
def already_mail(*, signup_id: int) -> Mail | None:
    """Tell somebody who asks again that they read us already, and where to change what they get."""
    asked = _open(signup_id)
    subscription = queries.find_subscription(asked.email) if asked else None
    if asked is None or subscription is None or not subscription.runs:
        return None
    return Mail(
        to=[asked.email],
        language=subscription.language,
        envelope_from=NOBODY,
        automatic=Automatic.REPLIED,
        context={"subscription": subscription, **_links(subscription.address_id, subscription.language)},
    )


@mail("newsletter.link")
def link_mail(*, address_id: int, language: str) -> Mail | None:
    """The personal link, for who lost it."""
    address = db.session.get(Address, address_id)
    if address is None:
        return None
    return Mail(
        to=[address.email],
        language=language,
        envelope_from=NOBODY,
        automatic=Automatic.REPLIED,
        context=_links(address_id, language),
    )


@mail("newsletter.moved")
def moved_mail(*, address_id: int) -> Mail | None:
    """Tell the new address that the newsletter comes there from now on."""
    subscription = queries.subscription_of(address_id)
    if subscription is None or not subscription.runs:
        return None
    language = subscription.language
    return Mail(to=[subscription.address.email], language=language, context=_links(address_id, language))


@mail("newsletter.moved_away")
def moved_away_mail(*, to: str, language: str) -> Mail:
    """Tell the old address that the newsletter goes elsewhere; no row holds it any more, and not where."""
    return Mail(to=[to], language=language, context={"contact_url": external_url("contact.form", language=language)})


@mail("newsletter.renewal")
def renewal_mail(*, subscription_id: int) -> Mail | None:
    """Ask a reader who has been silent for almost three years whether to go on; not who may no longer be written to."""
    subscription = db.session.get(Subscription, subscription_id)
    if subscription is None or not subscription.runs or subscription.renewal_asked_at is None:
        return None
    if is_blocked(Use.NEWSLETTER, subscription.address.email) is not None:
        return None
    address, language = subscription.address, subscription.language
    return Mail(
        to=[address.email],
        language=language,
        context={
            "subscription": subscription,
            "until": kept_until(subscription),
            "renew_url": personal_url("newsletter.renew", address.id, language),
            **_links(address.id, language),
        },
    )


def _open(signup_id: int) -> Signup | None:
    asked = queries.signup(signup_id)
    return asked if asked is not None and asked.confirmed_at is None else None


def _to_confirm(asked: Signup) -> Mail:
    until: dt.datetime = asked.asked_at + CONFIRM_TERM
    return Mail(
        to=[asked.email],
        language=asked.language,
        envelope_from=NOBODY,
        automatic=Automatic.REPLIED,
        context={
            "themes": [THEMES[theme] for theme in asked.themes],
            "words": words_of_version(asked.text_version),
            "until": until,
            "link": confirm_url(asked.id, asked.language),
            "policy_url": external_url("privacy.policy", language=asked.language) + "#newsletter",
            # Who did not fill in the form is told where the address comes from (article 14 GDPR).
            "source": asked.origin_page if asked.origin is Origin.IMPORT else None,
        },
    )


def _links(address_id: int, language: str) -> dict[str, str]:
    return {
        "change_url": personal_url("newsletter.change", address_id, language),
        "unsubscribe_url": personal_url("newsletter.unsubscribe", address_id, language),
        "preferences_url": personal_url("privacy.preferences", address_id, language),
    }
