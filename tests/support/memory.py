"""Where the tests keep their databases: in memory where the system has room there, which no disk comes near to."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

IN_MEMORY = Path("/dev/shm")
ENOUGH = 3 * 2**30


def quick_folder() -> str:
    """Return a folder in memory, or the usual one for temporary files where there is none with room."""
    if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= ENOUGH:
        return str(IN_MEMORY)
    return tempfile.gettempdir()
