"""What a reader gets and where: changed by the personal link, which a mail brings back when it is lost."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.core import links
from cesi_site.core.languages import current_language, localized_route
from cesi_site.newsletter import operations
from cesi_site.newsletter.forms import AddressForm, ChangeForm
from cesi_site.newsletter.models import Subscription
from cesi_site.newsletter.queries import subscriptions as queries
from cesi_site.newsletter.views.area import blueprint, may_send, open_link, private_page
from cesi_site.newsletter.views.subscribing import FORM, SENT_PURPOSE


@localized_route(blueprint, nl="/nieuwsbrief/wijzigen/<token>", fr="/newsletter/modifier/<token>", methods=FORM)
def change(token: str) -> AnyResponse:
    """Choose the edition and the themes."""
    subscription = reading(token)
    if not isinstance(subscription, Subscription):
        return subscription
    form = ChangeForm(language=subscription.language, themes=subscription.themes)
    if form.validate_on_submit():
        operations.change(subscription, language=form.language.data, themes=form.themes.data)
        return redirect(url_for("newsletter.change", lang=form.language.data, token=token, saved=1), 303)
    return private_page(
        "newsletter/change.html",
        422 if form.errors else 200,
        form=form,
        token=token,
        subscription=subscription,
        saved="saved" in request.args and not form.errors,
    )


@localized_route(blueprint, nl="/nieuwsbrief/adres/<token>", fr="/newsletter/adresse/<token>", methods=FORM)
def change_address(token: str) -> AnyResponse:
    """Ask to receive the newsletter at another address; a mail to that address confirms it (promise B3)."""
    subscription = reading(token)
    if not isinstance(subscription, Subscription):
        return subscription
    form, status = AddressForm(), 200
    if form.validate_on_submit():
        if may_send():
            waiting = operations.request_change_of_address(
                subscription, email=form.email.value or "", number=form.submission
            )
            return redirect(url_for("newsletter.sent", ref=links.sign(SENT_PURPOSE, waiting)), 303)
        status = 429
    form.with_ticket()
    page = "newsletter/change_address.html"
    return private_page(page, 422 if form.errors else status, form=form, token=token, subscription=subscription)


def reading(token: str) -> Subscription | AnyResponse:
    """Return the running subscription that a personal link opens, or the page that says how things stand."""
    found = open_link(token)
    if found is None:
        return private_page("newsletter/not_on_list.html")
    if found.former:
        return private_page("newsletter/former_link.html")
    subscription = queries.subscription_of(found.address.id)
    if subscription is None or not subscription.runs:
        return redirect(url_for("newsletter.unsubscribe", token=token), 303)
    return subscription


@localized_route(blueprint, nl="/nieuwsbrief/mijn-link", fr="/newsletter/mon-lien", methods=FORM)
def find() -> AnyResponse:
    """Mail the personal link to who lost it: the same answer for every address."""
    form, status = AddressForm(), 200
    if form.validate_on_submit():
        if may_send():
            operations.send_link(email=form.email.value or "", language=current_language())
            return redirect(url_for("newsletter.find", sent=1), 303)
        status = 429
    form.with_ticket()
    return private_page("newsletter/find.html", 422 if form.errors else status, form=form, sent="sent" in request.args)
