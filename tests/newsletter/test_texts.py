"""The words that a reader says yes to change only with a new version."""

from __future__ import annotations

import hashlib

from cesi_site.core.languages import LANGUAGES
from cesi_site.newsletter.versions import CURRENT, VERSIONS, words_of_version

FINGERPRINT = "b87e33398704"


def test_who_changes_the_words_adds_a_version() -> None:
    words = "\n".join(CURRENT.words.in_language(language) for language in LANGUAGES)
    found = hashlib.sha256(words.encode()).hexdigest()[:12]
    assert found == FINGERPRINT, f"add a version to newsletter/versions.py, and write {found} here"


def test_versions_are_numbered_and_found_again() -> None:
    assert [one.number for one in VERSIONS] == [*range(1, len(VERSIONS) + 1)]
    assert words_of_version(CURRENT.version) == CURRENT.words
