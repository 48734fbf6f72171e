"""The tables of privacy: evidence of the purge, cookie choices, links to one's own data, requests, erasures."""

from cesi_site.privacy.models.cookies import CookieChoice, DroppedCookie
from cesi_site.privacy.models.data import DataLink, ErasureEntry, ErasureReceipt
from cesi_site.privacy.models.requests import (
    OPEN,
    RightsEvent,
    RightsRequest,
)
from cesi_site.privacy.models.retention import RetentionRun
from cesi_site.privacy.models.words import Channel, Identity, Right, RightsAct, RightsState

__all__ = [
    "OPEN",
    "Channel",
    "CookieChoice",
    "DataLink",
    "DroppedCookie",
    "ErasureEntry",
    "ErasureReceipt",
    "Identity",
    "RetentionRun",
    "Right",
    "RightsAct",
    "RightsEvent",
    "RightsRequest",
    "RightsState",
]
