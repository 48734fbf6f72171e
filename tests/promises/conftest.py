"""The register as the application collects it, without a database."""

from __future__ import annotations

from pathlib import Path

import pytest

from cesi_site.app import create_app
from cesi_site.register import Register


@pytest.fixture(scope="session")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """What all parts declare."""
    folder: Path = tmp_path_factory.mktemp("declared")
    register: Register = create_app(INSTANCE_PATH=str(folder)).extensions["register"]
    return register
