"""Going on reading: the page that the mail after almost three years leads to. It has a button: scanners open links."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.core.languages import current_language, localized_route
from cesi_site.newsletter import operations
from cesi_site.newsletter.forms import EmptyForm
from cesi_site.newsletter.models import Subscription
from cesi_site.newsletter.queries.renewals import kept_until
from cesi_site.newsletter.versions import CURRENT
from cesi_site.newsletter.views.area import blueprint, private_page
from cesi_site.newsletter.views.changing import reading
from cesi_site.newsletter.views.subscribing import FORM

PAGE = "renew"


@localized_route(blueprint, nl="/nieuwsbrief/blijven-lezen/<token>", fr="/newsletter/continuer/<token>", methods=FORM)
def renew(token: str) -> AnyResponse:
    """Say that one wants to go on reading: three years begin anew."""
    subscription = reading(token)
    if not isinstance(subscription, Subscription):
        return subscription
    form = EmptyForm()
    if form.validate_on_submit():
        operations.renew(subscription.address_id, language=current_language(), page=PAGE)
        return redirect(url_for("newsletter.renew", token=token, renewed=1), 303)
    return private_page(
        "newsletter/renew.html",
        form=form,
        token=token,
        subscription=subscription,
        until=kept_until(subscription),
        renewed="renewed" in request.args,
        consent=CURRENT,
    )
