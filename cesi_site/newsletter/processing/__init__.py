"""What the newsletter keeps, why, and how long: each part declares its own, collected here."""

from __future__ import annotations

from cesi_site.newsletter.processing.subscriptions import NEWSLETTER

DECLARATIONS = (NEWSLETTER,)
