"""Pages of accounts that Flask-Security has not: invitation, change of address, sessions, "this was not me"."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from cesi_site.accounts import forms, guards, operations, passwords, queries
from cesi_site.accounts.here import here, me, my_session
from cesi_site.accounts.links import read_address_change, read_invitation, read_not_me
from cesi_site.core.languages import _, localized_route
from cesi_site.core.links import BadLink

blueprint = Blueprint("accounts", __name__)

GONE = 410
FORM = ["GET", "POST"]


@localized_route(blueprint, nl="/mycesi/uitnodiging/<token>", fr="/mycesi/invitation/<token>", methods=FORM)
def invitation(token: str) -> ResponseReturnValue:
    """Choose a password, once."""
    try:
        opened = queries.invitation(read_invitation(token))
    except BadLink:
        return _closed_link("invitation")
    if opened is None or not opened.is_open:
        return _closed_link("invitation")
    form = forms.InvitationForm()
    form.account = opened.account
    if form.validate_on_submit():
        try:
            operations.accept_invitation(
                invitation_id=opened.id, password=passwords.normalise(form.password.data), place=here()
            )
        except operations.LinkUsed:
            return _closed_link("invitation")
        session[forms.INVITED] = opened.account.email
        flash(_("Your password is set. Sign in with it."), "success")
        return redirect(url_for("security.login"), 303)
    return render_template("accounts/invitation.html", form=form, invitation=opened)


@localized_route(blueprint, nl="/mycesi/e-mailadres", fr="/mycesi/adresse-e-mail", methods=FORM)
@guards.signed_in
@guards.fresh
def change_address() -> ResponseReturnValue:
    """Ask for another e-mail address."""
    form = forms.NewAddressForm()
    if form.validate_on_submit():
        assert form.email.value is not None
        operations.ask_address_change(account=me(), new_email=form.email.value)
        flash(_("We have sent a mail to the new address. Open the link in it to confirm the change."), "success")
        return redirect(url_for("mycesi.security"), 303)
    return render_template("accounts/change_address.html", form=form, account=me())


@localized_route(blueprint, nl="/mycesi/e-mailadres/<token>", fr="/mycesi/adresse-e-mail/<token>", methods=FORM)
def confirm_address(token: str) -> ResponseReturnValue:
    """Confirm the new address, from the mail that was sent to it."""
    try:
        change = queries.address_change(read_address_change(token))
    except BadLink:
        return _closed_link("address")
    if change is None or not change.is_open:
        return _closed_link("address")
    form = forms.ConfirmForm()
    if form.validate_on_submit():
        return _confirm_address(change.id)
    return render_template("accounts/confirm_address.html", form=form, change=change)


def _confirm_address(change_id: int) -> ResponseReturnValue:
    try:
        operations.confirm_address_change(change_id=change_id, place=here())
    except (operations.LinkUsed, operations.AddressTaken):
        return _closed_link("address")
    flash(_("Your e-mail address is changed. Sign in with the new one."), "success")
    return redirect(url_for("security.login"), 303)


@localized_route(blueprint, nl="/mycesi/niet-ik/<token>", fr="/mycesi/pas-moi/<token>", methods=FORM)
def not_me(token: str) -> ResponseReturnValue:
    """End all sessions and begin with a new password, from the mail about an unknown device."""
    try:
        event_id = read_not_me(token)
    except BadLink:
        return _closed_link("not_me")
    form = forms.ConfirmForm()
    if form.validate_on_submit():
        try:
            operations.not_me(event_id=event_id, place=here())
        except operations.LinkUsed:
            return _closed_link("not_me")
        return redirect(url_for("accounts.secured"), 303)
    return render_template("accounts/not_me.html", form=form, event=queries.event(event_id))


@localized_route(blueprint, nl="/mycesi/beveiligd", fr="/mycesi/securise")
def secured() -> ResponseReturnValue:
    """Say that all sessions have ended, and what to do next."""
    return render_template("accounts/secured.html")


@localized_route(blueprint, nl="/mycesi/beveiliging/sessies", fr="/mycesi/securite/sessions", methods=["POST"])
@guards.signed_in
def end_all_sessions() -> ResponseReturnValue:
    """End all one's sessions but this one."""
    _checked(forms.ConfirmForm())
    own = my_session()
    operations.end_sessions(me().id, "by_person", keep=own.id if own else None, place=here())
    flash(_("Your other sessions have ended."), "success")
    return redirect(url_for("mycesi.security"), 303)


@localized_route(
    blueprint,
    nl="/mycesi/beveiliging/sessies/<int:number>",
    fr="/mycesi/securite/sessions/<int:number>",
    methods=["POST"],
)
@guards.signed_in
def end_one_session(number: int) -> ResponseReturnValue:
    """End one of one's own sessions; another person's is not found."""
    _checked(forms.ConfirmForm())
    own = my_session()
    if own is not None and own.id == number:
        logout_user()
        return redirect(url_for("security.login"), 303)
    if not operations.end_session(sign_in_id=number, account_id=me().id, reason="by_person", place=here()):
        guards.note_refusal()
        abort(404)
    flash(_("The session has ended."), "success")
    return redirect(url_for("mycesi.security"), 303)


def lost_factor(**_: Any) -> ResponseReturnValue:
    """Say what to do without the second step; stands in the place of the library's page for this."""
    return render_template("accounts/lost_factor.html")


def _checked(form: forms.ConfirmForm) -> None:
    if not form.validate_on_submit():
        abort(400)


def _closed_link(kind: str) -> ResponseReturnValue:
    return render_template("accounts/closed_link.html", kind=kind), GONE


@blueprint.before_request
def _guard() -> ResponseReturnValue | None:
    """Guard the views that declare a rule; the others are opened by their link."""
    return guards.enforce_where_declared()
