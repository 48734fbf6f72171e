"""The WSGI entry: any WSGI server can run `wsgi:app`."""

import gc
import os

from cesi_site.app import create_app
from cesi_site.core.processes import end_with_parent
from cesi_site.core.settings import forget_environment
from cesi_site.outbox import wake_worker_at_commit

app = create_app()

if os.environ.get("FLASK_RUN_FROM_CLI") != "true":  # a command may start others, which read the settings again
    end_with_parent()
    forget_environment()
    wake_worker_at_commit(app)
    app.extensions["behind"].start()
    gc.freeze()  # what a start made lives on: looking through it again and again would hold up requests
    gc.set_threshold(10_000, 20, 20)  # and nearly all that a request makes is gone with it
