"""The two companies behind the sites (promise A3): one place for every fact that identifies them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from cesi_site.core.identifiers import show_enterprise_number
from cesi_site.core.languages import Text

STREET = Text(nl="Konrad Adenauerlaan 8", fr="avenue Konrad Adenauer 8")
POSTCODE = "1200"
TOWN = Text(nl="Brussel", fr="Bruxelles")
PRIVACY_ADDRESS = "privacy@cesi.be"


@dataclass(frozen=True)
class Company:
    """A company as it must identify itself; what is not known is empty and is left out."""

    key: str
    name: str
    trade_name: str | None
    legal_form: Text
    enterprise_digits: str
    phone: str
    email: str
    vat: str
    bank: str
    street: Text = STREET
    postcode: str = POSTCODE
    town: Text = TOWN

    @property
    def enterprise_number(self) -> str:
        """The enterprise number as it is written."""
        return show_enterprise_number(self.enterprise_digits)


def _contact(config: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {fact: config[f"COMPANY_{key}_{fact.upper()}"] for fact in ("phone", "email", "vat", "bank")}


def companies() -> tuple[Company, Company]:
    """Return CESI, the controller, and ONE, its partner that trades as OneManagement."""
    known: tuple[Company, Company] = current_app.extensions["companies"]
    return known


def init_app(app: Flask) -> None:
    """Read the companies' facts from the settings."""
    config, association, limited = app.config, Text(nl="vzw", fr="ASBL"), Text(nl="bv", fr="SRL")
    app.extensions["companies"] = (
        Company("cesi", "CESI", None, association, "0409122442", **_contact(config, "CESI")),
        Company("onemanagement", "ONE", "OneManagement", limited, "0439131767", **_contact(config, "ONEMANAGEMENT")),
    )
