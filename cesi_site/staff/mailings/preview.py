"""A mailing as its readers will see it: as mail, wide and narrow, and as text."""

from __future__ import annotations

from flask import Response, render_template

from cesi_site.accounts.here import me
from cesi_site.core.languages import LANGUAGES, NAMES
from cesi_site.newsletter.models import Mailing
from cesi_site.newsletter.queries.previews import links_in, preview, words_to_look_at
from cesi_site.staff.area import WRITERS, blueprint
from cesi_site.staff.letters import letter, page_with_letter
from cesi_site.staff.mailings.access import read_mailing


@blueprint.get('/mailings/<int:number>/preview/<any("nl", "fr"):language>', endpoint="mailing_preview")
@read_mailing
def show_preview(mailing: Mailing, language: str) -> Response:
    """The letter of one language, in both forms."""
    page = render_template(
        "staff/mailings/preview.html",
        mailing=mailing,
        language=language,
        written=preview(mailing, language),
        links=links_in(mailing, language),
        words=words_to_look_at(mailing),
        may_write=bool(me().staff_roles & WRITERS),
        languages=[(NAMES[one], one, one == language) for one in LANGUAGES],
    )
    return page_with_letter(page)


@blueprint.get('/mailings/<int:number>/letter/<any("nl", "fr"):language>', endpoint="mailing_letter")
@read_mailing
def show_letter(mailing: Mailing, language: str) -> Response:
    """The mail itself, for the frame."""
    return letter(preview(mailing, language).html)
