"""The versions of the policy: a change of what is declared or written is a new one, dated by a person.

`flask privacy version` prints the fingerprint of what stands there now; a test compares it with the last line here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cesi_site.core.languages import Text
from cesi_site.core.settings import PROJECT
from cesi_site.register import Register
from cesi_site.register.version import fingerprint

PROSE = ("policy/nl.html", "policy/fr.html", "cookies/nl.html", "cookies/fr.html")


@dataclass(frozen=True)
class PolicyVersion:
    """One version: from which day it holds, what changed, and the fingerprint of its texts and declarations.

    `material`: the change matters to people, who are told of it where they have an account.
    """

    number: int
    since: dt.date
    change: Text
    fingerprint: str
    material: bool = True


VERSIONS = (
    PolicyVersion(
        number=1,
        since=dt.date(2026, 11, 22),
        change=Text("Eerste versie.", "Première version."),
        fingerprint="5a5b91b574c0",
        material=False,
    ),
)

CURRENT = VERSIONS[-1]


def policy_fingerprint(register: Register) -> str:
    """Return the fingerprint of the policy as it stands: declarations and prose."""
    folder: Path = PROJECT / "templates" / "privacy"
    return fingerprint(register.fingerprint, [(folder / name).read_text(encoding="utf-8") for name in PROSE])
