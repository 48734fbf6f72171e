"""The short notice beside a form's button (promise K1): why, on what ground, how long, and where to read more."""

from __future__ import annotations

from dataclasses import dataclass

from cesi_site.register.book import Register


@dataclass(frozen=True)
class Notice:
    """What stands beside the button, in one language.

    `version` is the register's fingerprint: kept with what was sent, it says which notice the person saw.
    """

    activity: str
    why: str
    ground: str
    keep: str
    policy_url: str
    version: str


def notice_for(register: Register, key: str, language: str, *, policy_url: str) -> Notice:
    """Return the notice of the activity `key` in `language`; `policy_url` leads to its part of the policy.

    Raises `KeyError` for an activity that is not declared.
    """
    activity = register.activity(key)
    ground = activity.ground
    return Notice(
        activity=key,
        why=activity.purpose.in_language(language),
        ground=f"{ground.title.in_language(language)} ({ground.article.in_language(language)})",
        keep=activity.main_term.in_language(language),
        policy_url=policy_url,
        version=register.fingerprint,
    )
