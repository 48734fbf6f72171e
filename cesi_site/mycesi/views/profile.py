"""What somebody can set about themselves: name, language, and the ways to sign in."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts import operations as accounts
from cesi_site.accounts import queries as account_queries
from cesi_site.accounts.here import me, my_session
from cesi_site.choices.operations import address_of
from cesi_site.choices.tokens import token_for
from cesi_site.core.languages import _, localized_route, use_language
from cesi_site.members import queries
from cesi_site.members.access import for_accounts
from cesi_site.mycesi.forms import EmptyForm, ProfileForm
from cesi_site.mycesi.views.area import blueprint


@localized_route(blueprint, nl="/mycesi/profiel", fr="/mycesi/profil", methods=["GET", "POST"])
@for_accounts()
def profile() -> str | tuple[str, int] | Response:
    """Name, language, and the roles one has."""
    account = me()
    form = ProfileForm(obj=account)
    if not form.validate_on_submit():
        page = render_template(
            "mycesi/profile.html",
            form=form,
            account=account,
            roles=queries.roles_of_account(account.id),
            open_preferences=EmptyForm(formdata=None),
        )
        return (page, 422) if form.errors else page
    if form.name.data != account.name:
        accounts.change_name(account=account, name=form.name.data)
    if form.language.data != account.language:
        accounts.change_language(account=account, language=form.language.data)
    with use_language(form.language.data):
        flash(_("Saved."))
    return redirect(url_for("mycesi.profile", lang=form.language.data), 303)


@localized_route(blueprint, nl="/mycesi/voorkeuren", fr="/mycesi/preferences", methods=["POST"])
@for_accounts()
def preferences() -> Response:
    """Go to one's own page of preferences: the one that the personal link in our mails opens (promise K5)."""
    if not EmptyForm().validate_on_submit():
        return redirect(url_for("mycesi.profile"), 303)
    address = address_of(me().email)
    return redirect(url_for("privacy.preferences", token=token_for(address.id)), 303)


@localized_route(blueprint, nl="/mycesi/beveiliging", fr="/mycesi/securite")
@for_accounts()
def security() -> str:
    """The ways to sign in, and the sessions that are open."""
    account, session = me(), my_session()
    return render_template(
        "mycesi/security.html",
        account=account,
        passkeys=account_queries.passkeys(account.id),
        sessions=account_queries.open_sessions(account.id),
        this_session=session.id if session else None,
        end=EmptyForm(formdata=None),
    )
