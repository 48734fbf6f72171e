"""Receipts of erasures: signed (Ed25519), so that anybody can check one when the data it speaks of is gone.

A receipt holds a mark of the erased address, made with a salt that only the receipt knows: whoever has both the
receipt and the address can show that they belong together. We keep neither the salt nor the mark.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app

from cesi_site.core.companies import companies
from cesi_site.privacy.models import ErasureReceipt
from cesi_site.register.erasing import Fate, Plan

KIND = "receipt of an erasure (article 17 GDPR)"
LONGEST = 100_000


class NotAReceipt(ValueError):
    """The text is no receipt of ours, or something in it was changed."""


@dataclass(frozen=True)
class Mark:
    """What ties a receipt to the addresses that were erased."""

    salt: str
    holders: tuple[str, ...]


def mark_of(emails: Iterable[str]) -> Mark:
    """Return a new mark of these addresses."""
    salt = secrets.token_hex(16)
    return Mark(salt, tuple(_holder(salt, email) for email in sorted(emails)))


def _holder(salt: str, email: str) -> str:
    return hashlib.sha256(f"{salt}:{email}".encode()).hexdigest()


def body_of(plan: Plan) -> dict[str, Any]:
    """Return what a receipt tells of an erasure."""
    return {
        "erased": [_line(fate, len(fate.goes)) for fate in plan.gone],
        "kept": [_kept(fate) for fate in plan.kept],
    }


def _line(fate: Fate, rows: int) -> dict[str, Any]:
    name = fate.holding.name
    return {"what": fate.holding.key, "rows": rows, "nl": name.nl, "fr": name.fr}


def _kept(fate: Fate) -> dict[str, Any]:
    why, until = fate.why, fate.until
    return _line(fate, len(fate.stays)) | {
        "why_nl": why.nl if why else "",
        "why_fr": why.fr if why else "",
        "until": until.isoformat() if until else None,
    }


def signed(receipt: ErasureReceipt, mark: Mark) -> str:
    """Return the receipt as the person gets it: JSON, with its signature."""
    company = companies()[0]
    document = {
        "kind": KIND,
        "number": receipt.number,
        "at": receipt.at.isoformat(timespec="seconds"),
        "issuer": f"{company.name}, {company.enterprise_number}",
        "salt": mark.salt,
        "holders": list(mark.holders),
        **receipt.body,
    }
    signature = base64.b64encode(_key().sign(_canonical(document))).decode()
    sealed = {"document": document, "signature": signature, "public_key": public_key()}
    return json.dumps(sealed, ensure_ascii=False, indent=2) + "\n"


def read(text: str) -> dict[str, Any]:
    """Return the document of a receipt whose signature is ours. Raises `NotAReceipt`."""
    try:
        sealed = json.loads(text[:LONGEST])
        document, signature = sealed["document"], base64.b64decode(sealed["signature"], validate=True)
        _public().verify(signature, _canonical(document))
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error, InvalidSignature):
        raise NotAReceipt from None
    assert isinstance(document, dict)
    return document


def belongs_to(document: dict[str, Any], email: str) -> bool:
    """Tell whether a receipt is about this (normalised) address."""
    mark = _holder(document["salt"], email)
    return any(hmac.compare_digest(mark, holder) for holder in document["holders"])


def public_key() -> str:
    """Return the key with which others can check receipts: 32 bytes in base64."""
    return base64.b64encode(_public().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def _canonical(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(current_app.config["RECEIPTS_KEY"])


def _public() -> Ed25519PublicKey:
    return _key().public_key()
