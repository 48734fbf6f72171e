"""What `flask privacy audit` looks at beside the features' own checks."""

from cesi_site.privacy.checks import declared, languages, ledger, requests, retention, schedules

__all__ = ["declared", "languages", "ledger", "requests", "retention", "schedules"]
