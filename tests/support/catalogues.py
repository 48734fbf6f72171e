"""The translation catalogues: complete in both languages, in step with the code, and writable from it.

Run as `python -m tests.support.catalogues` it checks; with `--update` it reads new texts into the catalogues.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).resolve().parents[2]
LANGUAGES = ("nl", "fr")
METHODS = [("cesi_site/**.py", "python"), ("templates/**", "jinja2")]
OPTIONS = {"templates/**": {"encoding": "utf-8", "trimmed": "true"}}
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "translated": None}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|<[^>]+>")


def path_of(language: str) -> Path:
    """Return the catalogue's file."""
    return PROJECT / "translations" / language / "LC_MESSAGES" / "messages.po"


def extracted() -> Catalog:
    """Return the texts that code and templates hold now."""
    catalogue = Catalog()
    found = extract_from_dir(str(PROJECT), METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",))
    for _file, _line, message, comments, context in found:
        # Without file names and lines: they change with every edit and say nothing to a translator.
        catalogue.add(message, None, [], auto_comments=comments, context=context)
    return catalogue


def load(language: str) -> Catalog:
    """Return a catalogue as it stands."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update() -> None:
    """Bring new texts into both catalogues, drop those that are gone; nothing is guessed."""
    template = extracted()
    for language in LANGUAGES:
        catalogue = load(language)
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        catalogue.header_comment = f"# Texts of the CESI sites: {language}."
        out = io.BytesIO()
        write_po(out, catalogue, width=120, no_location=True, omit_header=False, sort_output=True)
        text = re.sub(
            rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team).*\n',
            b"",
            out.getvalue(),
            flags=re.MULTILINE,
        )
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_bytes(text)


def problems() -> list[str]:
    """Return what is wrong with the catalogues, one sentence each."""
    wanted = {message.id: message for message in extracted() if message.id}
    found = []
    for language in LANGUAGES:
        catalogue = load(language)
        present = {message.id: message for message in catalogue if message.id}
        found += [f"{language}: not in the catalogue: {key!r}" for key in wanted.keys() - present.keys()]
        found += [f"{language}: no longer used: {key!r}" for key in present.keys() - wanted.keys()]
        for message in present.values():
            found += [f"{language}: {fault}: {message.id!r}" for fault in _faults(message)]
    return sorted(found)


def _faults(message: Message) -> list[str]:
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    if message.fuzzy:
        return ["unsure (fuzzy)"]
    if not all(texts):
        return ["not translated"]
    ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    return (
        ["placeholders or tags differ"] if any(set(PLACEHOLDER.findall(text or "")) - wanted for text in texts) else []
    )


def main() -> int:
    """Check or update; the exit code says whether all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="read new texts into the catalogues")
    if parser.parse_args().update:
        update()
    found = problems()
    print("\n".join(found) if found else "The catalogues are complete.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
