"""What the documents name exists: paths, make targets and commands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cesi_site.app import create_app
from cesi_site.core.settings import PROJECT

DOCUMENTS = sorted([PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")])
PATH = re.compile(r"`((?:cesi_site|templates|static|translations|tests|bench|docs|instance)/[\w./<>*-]*)`")
COMMAND = re.compile(r"`flask ([a-z]+(?: [a-z]+)*)(?: --?[a-z-]*| [A-Z|-]+)*`")


def _name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_path_exists(document: Path) -> None:
    named = {path for path in PATH.findall(document.read_text(encoding="utf-8")) if not re.search(r"[<>*]", path)}
    assert [path for path in sorted(named) if not (PROJECT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_make_target_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", document.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_command_exists(document: Path, tmp_path: Path) -> None:
    app = create_app(INSTANCE_PATH=str(tmp_path), DEVELOPMENT=True)
    for words in set(COMMAND.findall(document.read_text(encoding="utf-8"))):
        group: Any = app.cli
        for word in words.split():
            command = getattr(group, "commands", {}).get(word)
            assert command is not None or word == "db", f"{document.name} names `flask {words}`"
            group = command
            if word == "db":
                break
