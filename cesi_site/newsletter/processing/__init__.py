"""What the newsletter keeps, why, and how long: each part declares its own, collected here."""

from __future__ import annotations

from dataclasses import replace

from cesi_site.newsletter.processing.bounces import UNDELIVERABLE
from cesi_site.newsletter.processing.mailings import IMPERSONAL, NEWSLETTER_RECIPIENTS, STATUTORY
from cesi_site.newsletter.processing.subscriptions import NEWSLETTER

DECLARATIONS = (
    replace(NEWSLETTER, holdings=(*NEWSLETTER.holdings, NEWSLETTER_RECIPIENTS)),
    STATUTORY,
    UNDELIVERABLE,
    *IMPERSONAL,
)
