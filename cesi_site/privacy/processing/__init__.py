"""What the sites keep beside their features, and what they keep to honour people's rights."""

from cesi_site.privacy.processing import breaches, policy, rights, security
from cesi_site.privacy.processing.security import LANGUAGE_COOKIE, RETIRED_COOKIES

DECLARATIONS = (*security.DECLARATIONS, *rights.DECLARATIONS, *policy.DECLARATIONS, *breaches.DECLARATIONS)

__all__ = ["DECLARATIONS", "LANGUAGE_COOKIE", "RETIRED_COOKIES"]
