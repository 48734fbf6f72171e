"""The choice about cookies, kept with its proof; and the record of cookies that the gate did not let out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cesi_site.choices.signals import cookies_decided
from cesi_site.core import clock
from cesi_site.core.database import insert_or, transaction
from cesi_site.privacy.models import CookieChoice, DroppedCookie


def choose_cookies(
    *,
    number: str,
    granted: Collection[str],
    asked: Collection[str],
    version: str,
    text: str,
    language: str,
    site: str,
    cookies: Mapping[str, str],
) -> CookieChoice:
    """Keep the choice of a browser; what was kept for a purpose that it allows no more is let go in the same step.

    `asked` are the keys of all purposes, `cookies` those that the browser showed.
    """
    with transaction() as session:
        choice = CookieChoice(
            number=number,
            granted=" ".join(sorted(granted)),
            refused=" ".join(sorted(set(asked) - set(granted))),
            version=version,
            text=text,
            language=language,
            site=site,
        )
        session.add(choice)
        session.flush()
        let_go(granted=granted, cookies=cookies)
    return choice


def let_go(*, granted: Collection[str], cookies: Mapping[str, str]) -> None:
    """Let go of what is kept for purposes that a browser allows no more; `cookies` are those that it showed."""
    with transaction():
        cookies_decided.send(None, granted=frozenset(granted), cookies=cookies)


def note_dropped(dropped: Mapping[tuple[str, str], int]) -> None:
    """Keep how often the gate dropped each (name, reason), by day."""
    day = clock.today()
    with transaction() as session:
        for (name, reason), times in sorted(dropped.items()):  # one order: two processes never wait for each other
            new = insert_or(DroppedCookie).values(day=day, name=name, reason=reason, times=times)
            keys = [DroppedCookie.day, DroppedCookie.name, DroppedCookie.reason]
            session.execute(
                new.on_conflict_do_update(index_elements=keys, set_={"times": DroppedCookie.times + new.excluded.times})
            )
