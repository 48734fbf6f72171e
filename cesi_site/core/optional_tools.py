"""Scripts of others, loaded after consent alone: each with what the content security policy must let in for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask import Flask, Response, current_app

from cesi_site.core.consent import allowed_on_page
from cesi_site.core.headers import content_security_policy_with

HEADER = "Content-Security-Policy"


@dataclass(frozen=True, kw_only=True)
class OptionalTool:
    """A tool behind the consent to `purpose`.

    `script` is a static file of ours that loads it, `data` what the file reads from its tag (without "data-"), and
    `sources` the hosts by directive that the policy lets in on the pages that hold it.
    """

    purpose: str
    script: str
    data: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def tools_on_page() -> list[OptionalTool]:
    """Return the tools that the visitor of this page allowed."""
    tools: tuple[OptionalTool, ...] = current_app.extensions["optional_tools"]
    if not tools:
        return []
    allowed = allowed_on_page()
    return [tool for tool in tools if tool.purpose in allowed]


def init_app(app: Flask, tools: Iterable[OptionalTool]) -> None:
    """Give templates the tools of a page, and its answer their policy."""
    app.extensions["optional_tools"] = tuple(tools)
    app.jinja_env.globals["optional_tools"] = tools_on_page

    @app.after_request
    def let_in(response: Response) -> Response:
        if response.mimetype == "text/html" and (found := tools_on_page()):
            response.headers[HEADER] = content_security_policy_with(tool.sources for tool in found)
        return response
