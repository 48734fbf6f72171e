"""Adding and removing places of work without a script: the buttons change the answers before they are kept."""

from __future__ import annotations

import re

Answers = dict[str, list[str]]

FIELDS = ("name", "street", "postcode", "town", "unit_number", "worker_count")
ENTRY = re.compile(r"places-(\d{1,3})-([a-z_]+)")


def changed_places(answers: Answers, go: str) -> tuple[Answers, str | None]:
    """Return answers after the button `go` ("add", "remove-1"), and where on the page to go on.

    Other buttons change nothing, and lead nowhere on the page.
    """
    removed = re.fullmatch(r"remove-(\d{1,3})", go)
    if go != "add" and not removed:
        return answers, None
    groups: dict[int, Answers] = {}
    for name, values in answers.items():
        if entry := ENTRY.fullmatch(name):
            groups.setdefault(int(entry[1]), {})[entry[2]] = values
    if removed:
        groups.pop(int(removed[1]), None)
    places = [groups[number] for number in sorted(groups)]
    if go == "add":
        places.append({name: [""] for name in FIELDS})
    others = {name: values for name, values in answers.items() if not ENTRY.fullmatch(name)}
    numbered = {f"places-{n}-{name}": values for n, place in enumerate(places) for name, values in place.items()}
    return others | numbered, f"places-{len(places) - 1}-name" if go == "add" else "places"
