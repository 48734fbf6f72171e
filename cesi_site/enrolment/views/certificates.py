"""The page at which anybody who holds a certificate can check it, by its code alone."""

from __future__ import annotations

from flask import Response, g, make_response, render_template

from cesi_site.core.abuse import within_limit
from cesi_site.core.languages import LANGUAGES, localized_route
from cesi_site.enrolment.certificates import show_code
from cesi_site.enrolment.queries.certificates import find_by_code
from cesi_site.enrolment.views.area import blueprint

# A code has 80 bits: at this rate nobody finds one, and who types over from paper has tries enough.
CHECKING_RATE = "20 per 1 minute"


@localized_route(blueprint, nl="/attest/<code>", fr="/attestation/<code>")
def certificate(code: str) -> Response:
    """Say whose initials, which training and which day belong to a code; nothing else of anybody."""
    g.twin_args = {language: {"code": code} for language in LANGUAGES}
    if not within_limit("certificate", CHECKING_RATE):
        response = make_response(render_template("enrolment/certificate.html", found=None, busy=True), 429)
        response.headers["Retry-After"] = "60"
    else:
        found = find_by_code(code)
        shown = show_code(found.code) if found else None
        page = render_template("enrolment/certificate.html", found=found, code=shown, busy=False)
        response = make_response(page, 200 if found else 404)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
