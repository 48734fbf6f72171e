"""The processors (promise J2): the companies named in the settings, and those of services that are switched on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cesi_site.core.languages import Text
from cesi_site.register import Processor, Register

SERVICES = {
    "hosting": ("HOSTING_PROVIDER", Text("hosting van de websites", "hébergement des sites")),
    "mail": ("MAIL_PROVIDER", Text("versturen van e-mails", "envoi des e-mails")),
}


def configured_processors(config: Mapping[str, Any], register: Register) -> tuple[Processor, ...]:
    """Return the processors of this installation: of settings ("name|web address"), then those of the register."""
    named = (
        _processor(key, config[setting], service) for key, (setting, service) in SERVICES.items() if config[setting]
    )
    return (*named, *register.processors)


def _processor(key: str, value: str, service: Text) -> Processor:
    name, _, url = (part.strip() for part in value.partition("|"))
    return Processor(key=key, name=name, service=service, url=url or None)
