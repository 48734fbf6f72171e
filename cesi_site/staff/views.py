"""The pages of the back office. Each view declares the staff roles that it is for."""

from cesi_site.staff import (  # noqa: F401 - importing a desk puts it on the blueprint
    affiliations,
    announcements,
    bounces,
    breaches,
    catalogue,
    connections,
    dashboard,
    inbox,
    mailings,
    members,
    people,
    policy,
    promises,
    proofs,
    requests,
    rights,
    sessions,
    statistics,
    subscribers,
    topics,
)
from cesi_site.staff.area import blueprint

__all__ = ["blueprint"]
