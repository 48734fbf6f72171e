"""Load for a bounded time over a few kept connections: `wrk`, the same for the site and for its limit."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from bench.servers import Server

CONNECTIONS = 16


@dataclass(frozen=True)
class Measured:
    """What one round of load gave: answers a second, processor milliseconds an answer, milliseconds waited."""

    rate: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float


def needed() -> None:
    """Stop with a sentence where the load generator is missing."""
    if shutil.which("wrk") is None:
        raise SystemExit("The benchmark needs wrk (Debian: apt-get install wrk).")


def measure(server: Server, path: str, *, seconds: int, script: str = "", zipped: bool = False) -> Measured:
    """Load one address of a server. Fails on a wrong answer.

    `script` is a wrk script that makes the requests; with `zipped` the client reads gzip, as browsers do.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
        command += ["-H", "Accept-Encoding: gzip"] if zipped else []
        command += ["-s", file.name] if script else []
        before = server.cpu_seconds()
        out = subprocess.run(
            [*command, f"http://localhost:{server.port}{path}"], capture_output=True, text=True, check=True
        ).stdout
        spent = server.cpu_seconds() - before
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit(f"{path}: wrong answers\n{out}")
    answers = int(_find(r"(\d+) requests in", out))
    return Measured(
        rate=float(_find(r"Requests/sec:\s+([\d.]+)", out)),
        cpu_ms=spent * 1000 / answers,
        p50_ms=_milliseconds(_find(r"50%\s+([\d.]+\w+)", out)),
        p99_ms=_milliseconds(_find(r"99%\s+([\d.]+\w+)", out)),
    )


def _find(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, f"{pattern} not in:\n{text}"
    return match[1]


def _milliseconds(value: str) -> float:
    number, unit = float(value.rstrip("mus")), value.lstrip("0123456789.")
    return number * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def post_script(fields: str) -> str:
    """Return a wrk script that posts a form; `%d` in `fields` becomes a number that differs each time."""
    return f"""
math.randomseed(os.time() * 1000 + math.floor(os.clock() * 1e6))
local count = math.random(1, 1000000000)
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
request = function()
  count = count + 1
  return wrk.format(nil, nil, nil, string.format("{fields}", count))
end
"""


def site_bodies(server: Server, path: str, folder: Path) -> dict[str, Path]:
    """Save a page of the site, as it is and zipped, so that its limits return the same bytes."""
    saved = {"BODY": folder / "body.html", "ZIPPED": folder / "body.gz"}
    saved["BODY"].write_bytes(_read(server, path, "identity"))
    saved["ZIPPED"].write_bytes(_read(server, path, "gzip"))
    return saved


def _read(server: Server, path: str, encoding: str) -> bytes:
    asked = Request(f"http://localhost:{server.port}{path}", headers={"Accept-Encoding": encoding})
    while True:  # each process keeps a page, and zips it, from the second visit on
        with urlopen(asked) as response:
            body: bytes = response.read()
            if response.headers.get("Content-Encoding", "identity") == encoding:
                return body
