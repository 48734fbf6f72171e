"""Words for addresses, made from names."""

from __future__ import annotations

import re
import unicodedata


def slug_of(name: str) -> str:
    """Return a name in small letters, digits and hyphens: "La Louvière" becomes "la-louviere"."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "-").replace("'", "-")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
