"""A mailing as its readers will see it: as mail, wide and narrow, and as text.

The mail's HTML carries its styles inside, as mails must. So it is an answer of its own, under a policy that allows
them and nothing else, and is shown in a frame that may do nothing.
"""

from __future__ import annotations

from flask import Response, make_response, render_template

from cesi_site.accounts.here import me
from cesi_site.core.headers import content_security_policy
from cesi_site.core.languages import LANGUAGES, NAMES
from cesi_site.newsletter.models import Mailing
from cesi_site.newsletter.queries.previews import links_in, preview, words_to_look_at
from cesi_site.staff.area import WRITERS, blueprint
from cesi_site.staff.mailings.access import read_mailing

CSP = "Content-Security-Policy"
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'; base-uri 'none'"


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
    response = make_response(page)
    response.headers[CSP] = content_security_policy().frame_src("'self'").header_value
    return response


@blueprint.get('/mailings/<int:number>/letter/<any("nl", "fr"):language>', endpoint="mailing_letter")
@read_mailing
def show_letter(mailing: Mailing, language: str) -> Response:
    """The mail itself, for the frame."""
    response = make_response(preview(mailing, language).html)
    response.headers[CSP] = LETTER_POLICY
    return response
