"""The processors that the settings name (promise J2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cesi_site.core.languages import Text
from cesi_site.register import Processor

SERVICES = {
    "hosting": ("HOSTING_PROVIDER", Text("hosting van de websites", "hébergement des sites")),
    "mail": ("MAIL_PROVIDER", Text("versturen van e-mails", "envoi des e-mails")),
}


def declarations(config: Mapping[str, Any]) -> tuple[Processor, ...]:
    """Return the companies that the settings name, each as "name|web address"."""
    return tuple(
        _processor(key, config[setting], service) for key, (setting, service) in SERVICES.items() if config[setting]
    )


def _processor(key: str, value: str, service: Text) -> Processor:
    name, _, url = (part.strip() for part in value.partition("|"))
    return Processor(key=key, name=name, service=service, url=url or None)
