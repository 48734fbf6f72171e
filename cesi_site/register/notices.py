"""The short notice beside a form's button (promise K1): why, on what ground, how long, and where to read more."""

from __future__ import annotations

from dataclasses import dataclass

from cesi_site.register.book import Register


@dataclass(frozen=True)
class Notice:
    """What stands beside the button, in one language. `activity` is also the anchor on the policy page."""

    activity: str
    why: str
    ground: str
    keep: str
    policy_url: str


def notice_for(register: Register, key: str, language: str, *, policy_url: str) -> Notice:
    """Return the notice of the activity `key` in `language`; `policy_url` leads to its part of the policy.

    Raises `KeyError` for an activity that is not declared.
    """
    activity = register.activity(key)
    ground = activity.ground
    keep = [text.in_language(language) for text in activity.kept_in_words]
    return Notice(
        activity=key,
        why=activity.purpose.in_language(language),
        ground=f"{ground.title.in_language(language)} ({ground.article.in_language(language)})",
        keep=" ; ".join(keep) if language == "fr" else "; ".join(keep),
        policy_url=policy_url,
    )
