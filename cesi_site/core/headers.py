"""Security headers on every answer: what a browser may load, keep, frame and tell others."""

from __future__ import annotations

from flask import Flask, Response, request
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


def init_app(app: Flask) -> None:
    """Add the headers; a view that set one of its own keeps it. HSTS is sent under TLS only."""
    plain, tls = _headers(tls=False), _headers(tls=True)

    @app.after_request
    def add_headers(response: Response) -> Response:
        own = {name.lower() for name, _ in response.headers}
        headers = tls if request.is_secure else plain
        response.headers.extend([pair for pair in headers if pair[0].lower() not in own])
        return response
