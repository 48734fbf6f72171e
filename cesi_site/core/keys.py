"""Keys that the installation makes for itself, once, in the instance folder."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

LENGTH = 32


def load_or_create_key(instance: Path, name: str) -> bytes:
    """Return the key `name` of this installation (32 bytes), making it at the first call.

    Two processes that start together get the same key: the file is linked into place only when whole.
    """
    path = instance / "keys" / f"{name}.key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.{time.monotonic_ns()}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.token_bytes(LENGTH))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()
