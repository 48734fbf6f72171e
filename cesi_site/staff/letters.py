"""How a desk shows a mail before it leaves: the page around it, and the mail itself, for the frame in that page."""

from __future__ import annotations

from flask import Response, make_response

from cesi_site.core.headers import content_security_policy

CSP = "Content-Security-Policy"
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'; base-uri 'none'"


def page_with_letter(page: str) -> Response:
    """Return a page that may frame a letter of this site."""
    response = make_response(page)
    response.headers[CSP] = content_security_policy().frame_src("'self'").header_value
    return response


def letter(html: str) -> Response:
    """Return a mail as its reader will see it, in a frame that may do nothing.

    A mail carries its styles inside, as mails must. So it is an answer of its own, under a policy that allows them
    and nothing else.
    """
    response = make_response(html)
    response.headers[CSP] = LETTER_POLICY
    return response
