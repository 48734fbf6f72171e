"""Security headers on every answer: what a browser may load, keep, frame and tell others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

YEAR = 365 * 24 * 3600


def content_security_policy() -> ContentSecurityPolicy:
    """Return the policy of every page: our own files and nothing inline."""
    return (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'")
        .font_src("'self'")
        .connect_src("'self'")
        .manifest_src("'self'")
        .form_action("'self'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
        .require_trusted_types_for("'script'")
    )


def content_security_policy_with(tools: Iterable[Mapping[str, Iterable[str]]]) -> str:
    """Return the policy of a page that also loads tools of others: the hosts of each, by directive."""
    allowed: dict[str, list[str]] = {"script-src": [], "connect-src": [], "img-src": []}
    for sources in tools:
        for directive, hosts in sources.items():
            allowed[directive].extend(hosts)
    # Not with trusted types: scripts of others write to places of the page that they forbid.
    policy = (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'", *allowed["script-src"])
        .style_src("'self'")
        .img_src("'self'", *allowed["img-src"])
        .font_src("'self'")
        .connect_src("'self'", *allowed["connect-src"])
        .manifest_src("'self'")
        .form_action("'self'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
    )
    return str(policy.header_value)


def _headers(*, tls: bool) -> list[tuple[str, str]]:
    secure = Secure(
        csp=content_security_policy(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        referrer=ReferrerPolicy().strict_origin_when_cross_origin(),
        permissions=PermissionsPolicy().camera().geolocation().microphone().payment().usb().browsing_topics(),
        xcto=XContentTypeOptions().nosniff(),
        hsts=StrictTransportSecurity().max_age(YEAR).include_subdomains() if tls else None,
    )
    return list(secure.headers.items())


class SecurityHeaders:
    """The layer that adds them; an answer that brings one of its own keeps it. HSTS is sent under TLS only."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app
        self.ready = {
            scheme: [(name.lower(), (name, value)) for name, value in _headers(tls=scheme == "https")]
            for scheme in ("http", "https")
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does, with the headers."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            own = {name.lower() for name, _ in headers}
            added = self.ready[environ["wsgi.url_scheme"]]
            return start_response(status, headers + [pair for name, pair in added if name not in own], exc_info)

        return self.app(environ, start)
