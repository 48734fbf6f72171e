"""Pages for developers: the design system, and the mailbox that keeps what the site sends."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, render_template

from cesi_site.core.headers import content_security_policy
from cesi_site.core.languages import LANGUAGES, use_language
from cesi_site.development.mailbox import KeptMail, find_mail, kept_mails
from cesi_site.development.showcase import showcase_context

blueprint = Blueprint("development", __name__, url_prefix="/dev")

# A mail runs no script and fetches nothing; its links open outside the frame, as in a mail program.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox"
)


@blueprint.get("/components", defaults={"language": LANGUAGES[0]})
@blueprint.get("/components/<any(nl, fr):language>")
def components(language: str) -> str:
    """Show every component in all its states."""
    with use_language(language):
        return render_template("development/components.html", **showcase_context())


@blueprint.get("/mailbox")
def mailbox() -> str:
    """List the mails that the site sent, the newest first."""
    return render_template("development/mailbox.html", mails=kept_mails(_folder()))


@blueprint.get("/mailbox/<mail_id>")
def kept_mail(mail_id: str) -> Response:
    """Show one mail: its headers, its text, and its HTML in a frame."""
    response = Response(render_template("development/kept_mail.html", mail=_find(mail_id)))
    response.headers["Content-Security-Policy"] = content_security_policy().frame_src("'self'").header_value
    return response


@blueprint.get("/mailbox/<mail_id>/html")
def kept_mail_html(mail_id: str) -> Response:
    """Return the HTML part of a mail as it was sent, with links that open in a page of their own."""
    page = _find(mail_id).html.replace("<head>", '<head><base target="_blank">', 1)
    response = Response(page)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def _find(mail_id: str) -> KeptMail:
    mail = find_mail(_folder(), mail_id)
    if mail is None:
        abort(404)
    return mail


def _folder() -> Path:
    return Path(current_app.config["INSTANCE_PATH"]) / "mailbox"
