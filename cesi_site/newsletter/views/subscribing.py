"""Asking for the newsletter, and confirming it."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.core import clock, links
from cesi_site.core.languages import current_language, localized_route
from cesi_site.members.queries import informed_at
from cesi_site.newsletter import operations
from cesi_site.newsletter.forms import EmptyForm, SubscribeForm
from cesi_site.newsletter.links import read_confirm
from cesi_site.newsletter.models import Origin, Signup
from cesi_site.newsletter.policy import CONFIRM_TERM
from cesi_site.newsletter.queries import subscriptions as queries
from cesi_site.newsletter.themes import THEMES
from cesi_site.newsletter.versions import CURRENT, words_of_version
from cesi_site.newsletter.views.area import blueprint, may_send, private_page

GONE = 410
SENT_PURPOSE = "newsletter sent"
SENT_SECONDS = 3600
FORM = ["GET", "POST"]


@localized_route(blueprint, nl="/nieuwsbrief", fr="/newsletter", methods=FORM)
def subscribe() -> AnyResponse:
    """Ask for the newsletter. The little form in the footer opens this page with the address filled in."""
    form = SubscribeForm()
    if not form.language.data:
        form.language.data = current_language()
    if request.method != "POST" or "begin" in request.form:
        return _show(form)
    if not form.validate():
        return _show(form, 422)
    if not may_send():
        return _show(form, 429)
    if form.suspicions():
        # A person presses the button once more; what only robots do stops here, and nothing is kept of it.
        return _show(form, look_again=True)
    signup_id = operations.sign_up(
        email=form.email.value or "",
        language=form.language.data,
        themes=form.themes.data or (),
        origin=Origin.FOOTER if request.form.get("origin") == Origin.FOOTER else Origin.PAGE,
        page="newsletter",
        number=form.submission,
    )
    return redirect(url_for("newsletter.sent", ref=links.sign(SENT_PURPOSE, signup_id)), 303)


def _show(form: SubscribeForm, status: int = 200, *, look_again: bool = False) -> Response:
    begun = "begin" in request.form or request.form.get("origin") == Origin.FOOTER
    form.with_ticket()
    return private_page(
        "newsletter/subscribe.html", status, form=form, consent=CURRENT, look_again=look_again, from_footer=begun
    )


@localized_route(blueprint, nl="/nieuwsbrief/verzonden", fr="/newsletter/envoye")
def sent() -> AnyResponse:
    """Say that a mail is on its way: the same for every address."""
    try:
        asked = queries.signup(links.read(SENT_PURPOSE, request.args.get("ref", ""), max_age=SENT_SECONDS))
    except links.ExpiredLink:
        asked = None
    except links.BadLink:
        return redirect(url_for("newsletter.subscribe"), 303)
    return private_page("newsletter/sent.html", asked=asked)


@localized_route(blueprint, nl="/nieuwsbrief/bevestigen/<token>", fr="/newsletter/confirmer/<token>", methods=FORM)
def confirm(token: str) -> AnyResponse:
    """Confirm with a button: mail scanners open links, and press none."""
    try:
        asked = queries.signup(read_confirm(token))
    except links.BadLink:
        asked = None
    if asked is None:
        return private_page("newsletter/link_gone.html", GONE)
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            operations.confirm(signup_id=asked.id, language=current_language())
        except operations.LinkUsed:
            pass  # pressed twice: the page says how things stand
        except operations.LinkGone:
            return private_page("newsletter/link_gone.html", GONE)
        return redirect(url_for("newsletter.confirm", token=token), 303)
    return _confirmed(asked) if asked.confirmed_at else _to_confirm(asked, form)


def _to_confirm(asked: Signup, form: EmptyForm) -> Response:
    if asked.asked_at <= clock.now() - CONFIRM_TERM:
        return private_page("newsletter/link_gone.html", GONE)
    return private_page(
        "newsletter/confirm.html",
        form=form,
        asked=asked,
        themes=[THEMES[theme] for theme in asked.themes],
        words=words_of_version(asked.text_version),
    )


def _confirmed(asked: Signup) -> Response:
    subscription = queries.find_subscription(asked.email)
    if subscription is None or not subscription.runs:
        return private_page("newsletter/link_gone.html", GONE)
    return private_page(
        "newsletter/confirmed.html",
        subscription=subscription,
        moved=asked.changes_subscription_id is not None,
        informed=informed_at(asked.email),
    )
