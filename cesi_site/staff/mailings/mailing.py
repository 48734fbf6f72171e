"""One mailing: what comes next on top, who gets it and who does not, how far it is, what happened to it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.newsletter.models import Mailing, MailingState, Trouble
from cesi_site.newsletter.operations.mailings import may_approve
from cesi_site.newsletter.policy import approval_above
from cesi_site.newsletter.queries.mailings import Progress, history, progress_of
from cesi_site.newsletter.queries.previews import faults, words_to_look_at
from cesi_site.newsletter.queries.standing import standing_of
from cesi_site.newsletter.themes import THEMES
from cesi_site.staff.area import WRITERS, blueprint
from cesi_site.staff.mailings.access import read_mailing
from cesi_site.staff.mailings.forms import AddressForm, WhenForm
from cesi_site.staff.mailings.words import happened_in_words, left_out_in_words, reason_in_words

Answer = str | tuple[str, int] | Response


@blueprint.get("/mailings/<int:number>", endpoint="mailing")
@read_mailing
def show_mailing(mailing: Mailing) -> str:
    """A mailing."""
    return page_of(mailing)


@blueprint.post("/mailings/<int:number>/address", endpoint="mailing_address")
@read_mailing
def look_up(mailing: Mailing) -> Answer:
    """Say whether one address gets this mailing, and why not."""
    form = AddressForm(prefix="address")
    if not form.validate_on_submit():
        return page_of(mailing, address=form), 422
    assert form.email.value is not None
    standing = standing_of(mailing, form.email.value)
    return page_of(mailing, address=form, standing=standing)


def page_of(mailing: Mailing, **shown: Any) -> str:
    """Return the page of a mailing; `shown` are forms that came back, and what was found."""
    unfit = mailing.state is MailingState.DRAFT or mailing.trouble_kind is Trouble.TEXTS
    progress = progress_of(mailing) if mailing.counted_at else None
    account = me()
    forms = {
        "when": WhenForm(formdata=None, prefix="when"),
        "address": AddressForm(formdata=None, prefix="address"),
        "standing": None,
    }
    people = (mailing.created_by_id, mailing.edited_by_id, mailing.prepared_by_id, mailing.approved_by_id)
    return render_template(
        "staff/mailings/mailing.html",
        mailing=mailing,
        text=mailing.text(account.language),
        faults=faults(mailing) if unfit else [],
        words=words_to_look_at(mailing),
        themes=[str(THEMES[theme]) for theme in mailing.themes if theme in THEMES],
        progress=progress,
        left_out=left_out_in_words(_left_out(mailing, progress)),
        may_write=bool(account.staff_roles & WRITERS),
        may_approve=may_approve(mailing, account),
        approval_above=approval_above(),
        names=names_of(people),
        history=[(happened_in_words(line.verb), line) for line in history(mailing.id)],
        reason_in_words=reason_in_words,
        **(forms | shown),
    )


def _left_out(mailing: Mailing, progress: Progress | None) -> Counter[str]:
    """Bring together who was left out at the count and who was since."""
    return Counter(mailing.left_out) + Counter(progress.reasons if progress else {})
