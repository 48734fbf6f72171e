"""The policy and the cookies, for everybody to read."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, url_for

from cesi_site.core.companies import PRIVACY_ADDRESS
from cesi_site.core.languages import current_language, localized_route
from cesi_site.core.page_cache import cached_page
from cesi_site.core.sites import all_sites
from cesi_site.privacy import commands, jobs, preferences, tables  # noqa: F401 - jobs register themselves
from cesi_site.privacy.processors import configured_processors
from cesi_site.privacy.versions import CURRENT
from cesi_site.register import Notice, current_register
from cesi_site.register import notice_for as register_notice

blueprint = Blueprint("privacy", __name__, cli_group=None)
blueprint.cli.add_command(commands.privacy)
preferences.register(blueprint)


@localized_route(blueprint, nl="/privacy", fr="/vie-privee")
@cached_page()
def policy() -> str:
    """The privacy policy: the short answer first, then the details."""
    register, processors = current_register(), configured_processors(current_app.config)
    return render_template(
        "privacy/policy.html",
        register=register,
        processors=processors,
        tables=tables,
        version=CURRENT,
        privacy_address=PRIVACY_ADDRESS,
    )


@localized_route(blueprint, nl="/cookies", fr="/cookies")
@cached_page()
def cookies() -> str:
    """Every cookie that these sites set, and those that old tools left behind."""
    return render_template("privacy/cookies.html", register=current_register(), tables=tables, sites=all_sites())


@blueprint.app_template_global()
def notice_for(activity: str) -> Notice:
    """Return the notice that stands beside a form's button, in the language in use (promise K1)."""
    policy_url = url_for("privacy.policy", _anchor=activity)
    return register_notice(current_register(), activity, current_language(), policy_url=policy_url)
