"""What is refused before the application looks at it: behind the ready pages, which answer known hosts alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PLAIN = [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]


class FrontDoor:
    """Answer only for the hosts in `hostnames` (without port), and take only bodies that say their length.

    A body sent in chunks passes the limit on its size, so it is refused (411). A host that is not ours is
    refused (400): links in mails and pages are built from hosts.
    """

    def __init__(self, app: WSGIApplication, hostnames: Collection[str]) -> None:
        self.app = app
        self.hostnames = frozenset(name.lower() for name in hostnames)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Refuse, or let in."""
        if environ.get("HTTP_HOST", "").rsplit(":", 1)[0].lower() not in self.hostnames:
            return _refuse(start_response, "400 Bad Request", "Onbekende host. / Hôte inconnu.")
        if "HTTP_TRANSFER_ENCODING" in environ:
            return _refuse(start_response, "411 Length Required", "Geen lengte vermeld. / Longueur non indiquée.")
        return self.app(environ, start_response)


def _refuse(start_response: StartResponse, status: str, reason: str) -> Iterable[bytes]:
    start_response(status, list(PLAIN))
    return [f"{reason}\n".encode()]
