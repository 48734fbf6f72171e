"""A worker process with short leases, and a mail and a job of its own: `python -m tests.outbox.working SETTINGS`."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from pathlib import Path

from cesi_site.app import create_app
from cesi_site.outbox import claims, worker
from cesi_site.outbox.registry import job, mail
from tests.outbox.rows import add_templates, letter

LEASE_SECONDS = 1.5


def main(settings: str) -> None:
    """Run the worker until it is told to stop."""
    claims.LEASE = dt.timedelta(seconds=LEASE_SECONDS)
    own = json.loads(settings)
    app = create_app(**own)
    add_templates(app)
    mail("test.letter")(letter)

    @job("test.long")
    def long(number: int) -> None:
        started = Path(own["INSTANCE_PATH"]) / f"started-{number}"
        started.write_text(started.read_text() + "x" if started.exists() else "x")
        time.sleep(LEASE_SECONDS * 2)

    worker.run(app)


if __name__ == "__main__":
    main(*sys.argv[1:])
