"""What `docs/security.md` says is what the code does: each limit, each word, each event that is logged."""

from __future__ import annotations

import ast
import datetime as dt
import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from cesi_site.accounts import locks, passwords
from cesi_site.accounts.models import Happening
from cesi_site.accounts.operations import alerts
from cesi_site.affiliation import states
from cesi_site.contact.models import Act
from cesi_site.core.settings import PROJECT
from cesi_site.enrolment.operations.sessions import STEPS
from cesi_site.enrolment.request_words import RequestAct
from cesi_site.privacy.models import BreachAct
from cesi_site.privacy.models.words import RightsAct
from cesi_site.privacy.processing.security import AUDIT_LINES

DOCUMENT = (PROJECT / "docs" / "security.md").read_text(encoding="utf-8")
LIMIT = re.compile(r"^\| .+ \| ([\w/ ]+) \| `([a-z_.]+\.[A-Z_]+)` \|$", re.MULTILINE)
ACTS = re.compile(r"^\| `([a-z]+:[a-z_]+)` \| (.+) \|$", re.MULTILINE)
# The acts that are named by a variable, with the values that it takes.
NAMED_BY_VARIABLE = {
    "accounts:account:{}": {
        *("password_reset", "password_changed", "factor_set", "factor_removed"),
        *("passkey_added", "passkey_removed", "codes_made"),
    },
    "accounts:factor_reset:{}": {"granted", "refused"},
    "affiliation:request:{}": {act.value for act in states.Act} - {"received"},
    "contact:message:{}": {act.value for act in Act},
    "enrolment:request:{}": {act.value for act in RequestAct},
    "enrolment:session:{}": {state.value for _, state in STEPS.values()},
    "privacy:breach:{}": {act.value for act in BreachAct},
    "privacy:request:{}": {act.value for act in RightsAct},
    "members:document:{}": {"added", "removed", "downloaded"},
    "members:person:{}": {"invited", "changed", "withdrawn"},
}
NAMED_BY_TABLE = {
    "content:{}:published": ("service", "article"),
    "content:{}:withdrawn": ("service", "article"),
    "enrolment:{}:removed": ("theme", "recognition", "venue"),
}
NAMED_BY_TABLE_AND_VARIABLE = {
    "enrolment:{}:{}": {
        f"enrolment:{kind}:{act}" for kind in ("theme", "recognition", "venue") for act in ("added", "changed")
    }
}
NAMED_BY_ANNEXE = {"{}:logged": "accounts:connection:logged", "{}:purged": "accounts:connection:purged"}


def section(title: str) -> str:
    """Return one section of the document."""
    found = re.search(rf"^#+ {title}\n(.+?)(?=^#|\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title!r}"
    return found[1]


def words_in(text: str) -> set[str]:
    """Return what stands in the typeface of code."""
    return set(re.findall(r"`([a-z_]+)`", text))


def in_words(value: object) -> str:
    """Write a limit as the document does."""
    if not isinstance(value, dt.timedelta):
        return str(value)
    for unit in ("days", "hours", "minutes"):
        count, rest = divmod(value, dt.timedelta(**{unit: 1}))
        if count and not rest:
            return f"{count} {unit if count > 1 else unit.removesuffix('s')}"
    raise AssertionError(value)


def constant(name: str) -> Any:
    """Return a constant of the accounts by the name that the document gives."""
    module, _, word = name.rpartition(".")
    return getattr(importlib.import_module(f"cesi_site.accounts.{module}"), word)


def test_ASVS_6_1_1_each_limit_against_guessing_is_documented_as_it_is() -> None:
    limits = {name: written for written, name in LIMIT.findall(section("Against guessing"))}
    assert limits == {name: in_words(constant(name)) for name in limits}
    counted = {f"locks.{name}" for name in vars(locks) if name.isupper() and not name.startswith("_")}
    alarms = {f"operations.alerts.{name}" for name in vars(alerts) if name.isupper() and name != "FAILURES"}
    assert counted | alarms | {"forms.fields.LOGIN_RATE", "forms.fields.RESET_RATE"} <= set(limits)


def test_ASVS_6_1_2_the_words_of_the_context_are_documented() -> None:
    text = section("Words that make no password")
    assert words_in(text.partition("are taken out:")[2].partition("\n\n")[0]) == set(passwords.CONTEXT)


def test_ASVS_16_1_1_each_event_of_the_connection_log_stands_in_the_inventory() -> None:
    named = words_in(section("Events of the connection log"))
    ways = {"password", "totp", "passkey", "recovery_code"}
    assert named == {happening.value for happening in Happening} | ways


def test_ASVS_16_1_1_each_act_of_the_audit_log_stands_in_the_inventory() -> None:
    documented = {
        f"{thing}:{act}" for thing, acts in ACTS.findall(section("Acts of the audit log")) for act in words_in(acts)
    }
    assert documented == set(acts_in_the_code())


@pytest.mark.engine("sqlite")
def test_ASVS_16_1_1_each_log_is_kept_as_long_as_the_inventory_says(context: Flask) -> None:
    rows = re.findall(r"^\| (.+ log|alerts) \|.+\| ([^|]+) \|$", section("What is logged"), re.MULTILINE)
    kept = dict(rows)
    months = f"{context.config['CONNECTION_LOG_MONTHS']} months"
    assert kept.keys() == {"connection log", "alerts", "audit log", "process log"}
    assert kept["connection log"] == kept["alerts"] == f"{months} (`CESI_CONNECTION_LOG_MONTHS`)"
    assert kept["audit log"] == f"{AUDIT_LINES.kept.months} months"


def acts_in_the_code() -> Iterator[str]:
    """Give every act that the code records: where a variable names it, each value that it takes."""
    for pattern in sorted(_patterns()):
        if pattern in NAMED_BY_VARIABLE:
            yield from (pattern.replace("{}", word) for word in NAMED_BY_VARIABLE[pattern])
        elif pattern in NAMED_BY_TABLE:
            yield from (pattern.replace("{}", table) for table in NAMED_BY_TABLE[pattern])
        elif pattern in NAMED_BY_TABLE_AND_VARIABLE:
            yield from NAMED_BY_TABLE_AND_VARIABLE[pattern]
        else:
            assert "{}" not in pattern or pattern in NAMED_BY_ANNEXE, f"name the values of {pattern} in this test"
            yield NAMED_BY_ANNEXE.get(pattern, pattern)


def _patterns() -> Iterator[str]:
    """Give the texts in the code that name an act, with {} for a variable."""
    for file in (PROJECT / "cesi_site").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            text = _text(node)
            if text and re.fullmatch(r"([a-z]+:([a-z_]+|\{\})|\{\}):([a-z_]+|\{\})", text) and _is_act(text):
                yield text


def _is_act(text: str) -> bool:
    return text in NAMED_BY_ANNEXE or (PROJECT / "cesi_site" / text.partition(":")[0]).is_dir()


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]
    return None
