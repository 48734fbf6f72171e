"""The pages of privacy: the policy, cookies, one's own data, and one's rights."""

from cesi_site.privacy.views import (  # noqa: F401 - they put themselves on the blueprint
    cookies,
    erasing,
    my_data,
    policy,
    rights,
)
from cesi_site.privacy.views.area import blueprint

__all__ = ["blueprint"]
