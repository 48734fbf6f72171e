"""Leaving the newsletter: a page for people, and one click for mail programs (RFC 8058)."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.choices.models import Method
from cesi_site.choices.queries import Found, is_restricted
from cesi_site.core.guard import open_to_any_origin
from cesi_site.core.languages import current_language, localized_route
from cesi_site.members.queries import informed_at
from cesi_site.newsletter import operations
from cesi_site.newsletter.forms import EmptyForm
from cesi_site.newsletter.queries import subscriptions as queries
from cesi_site.newsletter.versions import CURRENT
from cesi_site.newsletter.views.area import blueprint, open_link, private_page

PAGE = "unsubscribe"
# What our own page sends along; a mail program sends `List-Unsubscribe=One-Click`, and a poor one nothing at all.
FROM_PAGE = "from_page"


@localized_route(
    blueprint, nl="/nieuwsbrief/uitschrijven/<token>", fr="/newsletter/desinscrire/<token>", methods=["GET", "POST"]
)
@open_to_any_origin
def unsubscribe(token: str) -> AnyResponse:
    """Leave the newsletter. Opening the page changes nothing; whoever posts to it acts, with no cookie and no login."""
    found = open_link(token)
    if request.method != "POST":
        return _show(found, token)
    from_page = FROM_PAGE in request.form
    if found is not None:
        operations.unsubscribe(
            found.address.id,
            method=Method.PAGE if from_page else Method.ONE_CLICK,
            language=current_language(),
            page=PAGE,
        )
    if from_page:
        return redirect(url_for("newsletter.unsubscribe", token=token), 303)
    return Response("", 200, {"Cache-Control": "private, no-store", "Content-Type": "text/plain; charset=utf-8"})


def _show(found: Found | None, token: str) -> Response:
    if found is None:
        return private_page("newsletter/not_on_list.html")
    email = found.address.email
    return private_page(
        "newsletter/unsubscribe.html",
        form=EmptyForm(formdata=None),
        token=token,
        former=found.former,
        email=email,
        subscription=queries.subscription_of(found.address.id),
        # Who holds a link to an earlier address learns nothing about the person's present life.
        informed=() if found.former else informed_at(email),
        restricted=is_restricted(email),
        consent=CURRENT,
    )


@localized_route(blueprint, nl="/nieuwsbrief/opnieuw/<token>", fr="/newsletter/reprendre/<token>", methods=["POST"])
def resubscribe(token: str) -> AnyResponse:
    """Take the newsletter again, after leaving by mistake."""
    found = open_link(token)
    form = EmptyForm()
    if found is None or found.former or not form.validate():
        return redirect(url_for("newsletter.subscribe"), 303)
    back = operations.resubscribe(found.address.id, method=Method.PAGE, language=current_language(), page=PAGE)
    if back is None:
        return private_page("newsletter/sent.html", asked=None)
    return redirect(url_for("newsletter.change", token=token), 303)
