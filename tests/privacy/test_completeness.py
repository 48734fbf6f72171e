"""Nothing is kept or shown that is not declared, and the policy's version follows what is declared."""

from __future__ import annotations

import itertools
import re

from flask import Flask

from cesi_site.core.database import db
from cesi_site.privacy.versions import CURRENT, VERSIONS, policy_fingerprint
from cesi_site.register import Activity
from cesi_site.register.schema import unclaimed_columns


def test_every_column_of_the_database_is_declared(app: Flask) -> None:
    faults = unclaimed_columns(db.metadata, app.extensions["register"])
    assert not faults, "\n".join(faults)


def test_the_newest_version_of_the_policy_is_the_one_that_is_shown(app: Flask) -> None:
    now = policy_fingerprint(app.extensions["register"])
    assert CURRENT.fingerprint == now, (
        "The register or the prose of the policy changed. Add a PolicyVersion to cesi_site/privacy/versions.py with "
        f"the day from which it holds, what changed in a reader's words, and the fingerprint {now}."
    )


def test_versions_follow_each_other() -> None:
    assert [version.number for version in VERSIONS] == list(range(1, len(VERSIONS) + 1))
    days = [version.since for version in VERSIONS]
    assert days == sorted(days)


def test_texts_of_the_register_are_well_written(app: Flask) -> None:
    for activity in app.extensions["register"].activities:
        for french in _french(activity):
            assert not re.search(r" [;:?!»]|«[^\u00a0]", french), f"no-break space missing: {french}"


def test_sentences_end_and_list_items_do_not(app: Flask) -> None:
    for activity in app.extensions["register"].activities:
        sentences = [activity.purpose, activity.ground_in_words, activity.source, activity.obligatory]
        for text in (*sentences, *activity.details, *filter(None, [activity.balancing])):
            assert text.nl.endswith(".")
            assert text.fr.endswith(".")
        for text in (*activity.persons, *activity.data, *activity.recipients, *activity.security):
            assert not text.nl.endswith(".")
            assert not text.fr.endswith(".")
            assert text.nl[0].islower() or text.nl.startswith("OneManagement")


def _french(activity: Activity) -> list[str]:
    lists = (activity.persons, activity.data, activity.recipients, activity.security, activity.details)
    texts = [activity.name, activity.purpose, activity.ground_in_words, activity.source, activity.obligatory]
    texts += [activity.balancing] if activity.balancing else []
    return [text.fr for text in (*texts, *itertools.chain(*lists), *activity.kept_in_words)]
