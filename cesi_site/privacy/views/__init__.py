"""The pages of privacy: the policy, one's own data, and one's rights."""

from cesi_site.privacy.views import erasing, my_data, policy, rights  # noqa: F401 - they put themselves on the blueprint
from cesi_site.privacy.views.area import blueprint

__all__ = ["blueprint"]
