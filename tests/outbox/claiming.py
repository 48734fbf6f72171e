"""A process that claims rows until none is left, and prints the ids it got: `python -m tests.outbox.claiming`."""

from __future__ import annotations

import json
import sys
import time

from cesi_site.app import create_app
from cesi_site.outbox import claims


def main(settings: str) -> None:
    """Say that all is ready, wait for a line, then claim all rows in small batches."""
    app = create_app(**json.loads(settings))
    with app.app_context():
        claims.is_due("job")
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        taken = []
        while batch := claims.claim("job", 7):
            taken += [row.id for row in batch]
            time.sleep(0.005)
    sys.stdout.write(json.dumps(taken))


if __name__ == "__main__":
    main(*sys.argv[1:])
