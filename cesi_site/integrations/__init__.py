"""Services of other companies that an operator may switch on: each a module with all that it declares.

Switched off, as they are by default, they are not there: nothing is declared, asked, loaded or called.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cesi_site.core.optional_tools import OptionalTool
from cesi_site.integrations import google_analytics
from cesi_site.integrations.dynamics import processing as dynamics
from cesi_site.register.book import Declaration


def declarations(config: Mapping[str, Any]) -> tuple[Declaration, ...]:
    """Return what the integrations that are switched on declare."""
    return (*google_analytics.declarations(config), *dynamics.declarations(config))


def tools(config: Mapping[str, Any]) -> tuple[OptionalTool, ...]:
    """Return the scripts that they load after consent."""
    return google_analytics.tools(config)
