"""Writing a mailing: both languages side by side, and what can be set in from the site."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.core.languages import LANGUAGES, _
from cesi_site.newsletter.models import Mailing, MailingState
from cesi_site.newsletter.operations import mailings as operations
from cesi_site.newsletter.operations.mailing_errors import MailingError
from cesi_site.newsletter.queries.previews import faults, line_of
from cesi_site.staff.area import blueprint, tell
from cesi_site.staff.mailings.access import write_mailing
from cesi_site.staff.mailings.forms import TextForm

Answer = str | tuple[str, int] | Response


@blueprint.route("/mailings/<int:number>/text", methods=["GET", "POST"], endpoint="mailing_text")
@write_mailing
def write(mailing: Mailing) -> Answer:
    """Write; a mailing that was counted is read only until it is taken back."""
    if mailing.state is not MailingState.DRAFT and request.method == "GET":
        return redirect(url_for("staff.mailing", number=mailing.id))
    form = TextForm.of(mailing)
    if form.validate_on_submit() and _kept(mailing, form):
        return redirect(_next_page(mailing, form), 303)
    page = render_template("staff/mailings/text.html", mailing=mailing, form=form, faults=faults(mailing))
    return (page, 422) if form.errors else page


def _kept(mailing: Mailing, form: TextForm) -> bool:
    texts = form.texts
    if _wants("add") and form.block.value:
        for language in LANGUAGES:
            body = texts[language]["body"].rstrip()
            texts[language]["body"] = f"{body}\n\n{line_of(form.block.value, language)}\n".lstrip("\n")
    try:
        operations.write_mailing(mailing.id, texts, themes=form.chosen_themes, by=me())
    except MailingError as error:
        form.refuse(error)
        return False
    return True


def _next_page(mailing: Mailing, form: TextForm) -> str:
    if _wants("look"):
        return url_for("staff.mailing_preview", number=mailing.id, language=LANGUAGES[0])
    if _wants("add"):
        return url_for("staff.mailing_text", number=mailing.id, _anchor=form.body_nl.id)
    tell(_("The texts are kept."))
    return url_for("staff.mailing", number=mailing.id)


def _wants(what: str) -> bool:
    return request.form.get("go") == what
