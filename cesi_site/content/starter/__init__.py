"""The pages the site starts with.

Each is a folder: `facts.toml` (what both languages share, and the short texts of each), `nl.md` and `fr.md` (the
text itself). The folder's name is the page's key.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cesi_site.content.models import Article, Page, Service
from cesi_site.core.languages import LANGUAGES

FOLDERS: dict[str, type[Page]] = {"services": Service, "news": Article}


@dataclass(frozen=True)
class StarterPage:
    """A page as its folder describes it. `columns` are the values of `model`, without its dates."""

    key: str
    model: type[Page]
    columns: dict[str, Any]
    written_at: dt.datetime


def read_starter_pages() -> Iterator[StarterPage]:
    """Yield every starter page, services first."""
    for name, model in FOLDERS.items():
        for folder in sorted((Path(__file__).parent / name).iterdir()):
            yield _read(folder, model)


def _read(folder: Path, model: type[Page]) -> StarterPage:
    facts = tomllib.loads((folder / "facts.toml").read_text("utf-8"))
    written_at: dt.datetime = facts.pop("written_at")
    columns: dict[str, Any] = {"key": folder.name}
    for language in LANGUAGES:
        columns |= {f"{name}_{language}": text for name, text in facts.pop(language).items()}
        columns[f"body_{language}"] = (folder / f"{language}.md").read_text("utf-8")
    return StarterPage(folder.name, model, columns | facts, written_at)
