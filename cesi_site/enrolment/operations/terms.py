"""What an enrolment costs and under which conditions: shown before it is sent, and kept as it was shown."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from decimal import Decimal
from typing import Any

from cesi_site.enrolment.conditions import CONDITIONS, freeze
from cesi_site.enrolment.models import Enrolment, Training
from cesi_site.members.queries import organisation

CURRENCY = "EUR"


@dataclass(frozen=True)
class Terms:
    """The terms of this moment. `price` is for one participant, without VAT; None where none is set."""

    price: Decimal | None
    vat_rate: Decimal
    conditions: int
    cancellation: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """A short word that is another one as soon as anything of the terms is."""
        return hashlib.sha256(json.dumps(astuple(self), default=_written).encode()).hexdigest()[:16]

    def write_on(self, enrolment: Enrolment) -> None:
        """Keep the terms on an enrolment."""
        enrolment.price_each, enrolment.vat_rate, enrolment.currency = self.price, self.vat_rate, CURRENCY
        enrolment.conditions_version, enrolment.cancellation = self.conditions, self.cancellation


def terms_for(training: Training, organisation_id: int | None) -> Terms:
    """Return the terms for somebody who enrols for a member (its key), or for anybody else (None)."""
    price = training.member_price if pays_as_member(training, organisation_id) else training.price
    return Terms(price, training.vat_rate, CONDITIONS[-1].number, freeze(training.policy))


def pays_as_member(training: Training, organisation_id: int | None) -> bool:
    """Whether the member price applies: there is one, MyCESI knows the member, and its affiliation runs."""
    if organisation_id is None or training.member_price is None:
        return False
    member = organisation(organisation_id)
    return member is not None and member.is_active


def _written(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
