"""The WSGI entry: any WSGI server can run `wsgi:app`."""

import os

from cesi_site.app import create_app
from cesi_site.core.settings import PREFIX

app = create_app()

# A WSGI server may hand the process environment on with every request; secrets have no business there.
for name in [name for name in os.environ if name.startswith((PREFIX, "HTTP_"))]:
    del os.environ[name]
