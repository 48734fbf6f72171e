"""The policy, for everybody to read."""

from __future__ import annotations

from flask import current_app, render_template, url_for

from cesi_site.core.companies import PRIVACY_ADDRESS
from cesi_site.core.languages import current_language, localized_route
from cesi_site.core.page_cache import cached_page
from cesi_site.privacy import tables
from cesi_site.privacy.processors import configured_processors
from cesi_site.privacy.versions import CURRENT
from cesi_site.privacy.views.area import blueprint
from cesi_site.register import Notice, current_register
from cesi_site.register import notice_for as register_notice


@localized_route(blueprint, nl="/privacy", fr="/vie-privee")
@cached_page()
def policy() -> str:
    """The privacy policy: the short answer first, then the details."""
    register = current_register()
    processors = configured_processors(current_app.config, register)
    return render_template(
        "privacy/policy.html",
        register=register,
        processors=processors,
        tables=tables,
        version=CURRENT,
        privacy_address=PRIVACY_ADDRESS,
    )


@blueprint.app_template_global()
def notice_for(activity: str) -> Notice:
    """Return the notice that stands beside a form's button, in the language in use (promise K1)."""
    policy_url = url_for("privacy.policy", _anchor=activity)
    return register_notice(current_register(), activity, current_language(), policy_url=policy_url)
