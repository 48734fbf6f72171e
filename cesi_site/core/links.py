"""Signed links with one purpose: what a token opens is written in it and cannot be used elsewhere."""

from __future__ import annotations

import hmac
from functools import cached_property, lru_cache
from typing import Any

from flask import current_app
from itsdangerous import (
    BadSignature,
    Serializer,
    SignatureExpired,
    TimestampSigner,
    URLSafeTimedSerializer,
)
from itsdangerous.encoding import base64_encode
from itsdangerous.signer import SigningAlgorithm

# In bytes: nothing shorter is worth packing, and to try takes longer than the rest.
WORTH_PACKING = 200


class BadLink(Exception):
    """The token is not one of ours, or was made for another purpose."""


class ExpiredLink(BadLink):
    """The token was ours, and its time is over."""


class _Sha1(SigningAlgorithm):
    """The signature that itsdangerous makes, in one call."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        """Return the HMAC of `value`."""
        return hmac.digest(key, value, "sha1")


class _LinkSerializer(URLSafeTimedSerializer):
    """Packs only what is long, and keeps its signer: nearly every page and form signs something."""

    @cached_property
    def _kept_signer(self) -> TimestampSigner:
        return TimestampSigner(self.secret_keys, salt=self.salt, algorithm=_Sha1())

    def make_signer(self, salt: str | bytes | None = None) -> TimestampSigner:
        """Return what signs for this purpose; another `salt` is never asked for."""
        assert salt in {None, self.salt}
        return self._kept_signer

    def dump_payload(self, obj: Any) -> bytes:
        """Write the payload as it stands in an address."""
        written = Serializer.dump_payload(self, obj)
        return base64_encode(written) if len(written) < WORTH_PACKING else super().dump_payload(obj)


@lru_cache(maxsize=64)
def _serializer_of(key: str, purpose: str) -> URLSafeTimedSerializer:
    return _LinkSerializer(key, salt=f"link:{purpose}")


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return _serializer_of(current_app.config["SECRET_KEY"], purpose)


def sign(purpose: str, payload: Any) -> str:
    """Return a token that carries `payload` (JSON) for this purpose alone; it holds the time it was made."""
    return _serializer(purpose).dumps(payload)


def read(purpose: str, token: str, max_age: float | None = None) -> Any:
    """Return the payload of a token made by `sign` for this purpose.

    `max_age` is in seconds; None means for ever. Raises `ExpiredLink` or `BadLink`.
    """
    if not token:
        raise BadLink(purpose)
    try:
        return _serializer(purpose).loads(token, max_age=None if max_age is None else int(max_age))
    except SignatureExpired:
        raise ExpiredLink(purpose) from None
    except BadSignature:
        raise BadLink(purpose) from None
