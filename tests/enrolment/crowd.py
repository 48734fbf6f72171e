"""One of several processes that enrol people at the same moment: rounds come in, answers go out.

Run as `python -m tests.enrolment.crowd <settings as JSON>`. A round is a line with the addresses of check pages and
the terms that each showed; the answer is a line with, for each, the status and where it leads.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from cesi_site.app import create_app

# With four processes at most eighty at the same moment: PostgreSQL lets in a hundred, unless it is told otherwise.
THREADS = 20


def send(app: Flask, address: str, terms: str) -> tuple[int, str]:
    """Press the button of one check page, which showed these terms: a place, or the waiting list."""
    answer: Any = app.test_client().post(address, data={"go": "wait", "terms": terms})
    return answer.status_code, answer.headers.get("Location", "")


def say(line: str) -> None:
    """Answer with a line."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Serve rounds until the input ends."""
    app = create_app(**json.loads(sys.argv[1]))
    app.test_client().get("/health")
    say("ready")
    with ThreadPoolExecutor(THREADS) as pool:
        for line in sys.stdin:
            answers = list(pool.map(lambda page: send(app, *page), json.loads(line)))
            say(json.dumps(answers))


if __name__ == "__main__":
    main()
