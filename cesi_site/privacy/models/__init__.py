"""The tables of privacy: evidence of the purge, editions of the policy, choices about cookies, links to one's own data,
requests, breaches, erasures.
"""

from cesi_site.privacy.models.breaches import Breach, BreachAct, BreachEvent, Harm, Risk
from cesi_site.privacy.models.cookies import CookieChoice, DroppedCookie
from cesi_site.privacy.models.data import DataLink, ErasureEntry, ErasureReceipt
from cesi_site.privacy.models.policy import PolicyEdition, PolicyNotice
from cesi_site.privacy.models.requests import (
    OPEN,
    RightsEvent,
    RightsRequest,
)
from cesi_site.privacy.models.retention import RetentionRun
from cesi_site.privacy.models.words import Channel, Identity, Right, RightsAct, RightsState

__all__ = [
    "OPEN",
    "Breach",
    "BreachAct",
    "BreachEvent",
    "Channel",
    "CookieChoice",
    "DataLink",
    "DroppedCookie",
    "ErasureEntry",
    "ErasureReceipt",
    "Harm",
    "Identity",
    "PolicyEdition",
    "PolicyNotice",
    "RetentionRun",
    "Right",
    "RightsAct",
    "RightsEvent",
    "RightsRequest",
    "RightsState",
    "Risk",
]
