"""Companions are started again when they die, and nobody outlives the process that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from cesi_site.core.processes import Companion
from tests.support.live import wait_until

CHILD = """
import os, pathlib, sys, time
from cesi_site.core.processes import end_with_parent
end_with_parent()
with pathlib.Path(sys.argv[1]).open("a") as file:
    file.write(f"{os.getpid()}\\n")
time.sleep(60)
"""
PARENT = """
import sys, time
from cesi_site.core.processes import Companion
Companion("child", [sys.executable, "-c", sys.argv[1], sys.argv[2]]).start()
time.sleep(60)
"""

# Forks all the time, as a web server does when its processes keep dying. Each fork lives on for a while.
FORKING_PARENT = """
import os, signal, sys, time
from cesi_site.core.processes import Companion
for _ in range(40):
    Companion("child", [sys.executable, "-c", sys.argv[1], sys.argv[2]]).start()
    if os.fork() == 0:
        time.sleep(8)
        os._exit(0)
time.sleep(60)
"""


@pytest.fixture
def pids(tmp_path: Path) -> Iterator[Path]:
    """The file in which children write their process ids."""
    file = tmp_path / "pids"
    file.touch()
    yield file
    for pid in file.read_text().split():
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)


def _lives(pid: str) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_a_companion_that_dies_is_started_again_and_one_that_is_stopped_is_not(pids: Path) -> None:
    companion = Companion("child", [sys.executable, "-c", CHILD, str(pids)])
    companion.start()
    wait_until(lambda: len(pids.read_text().split()) == 1, seconds=20, what="the child")
    os.kill(int(pids.read_text()), signal.SIGKILL)
    wait_until(lambda: len(pids.read_text().split()) == 2, seconds=20, what="the second child")
    companion.stop()
    assert not any(_lives(pid) for pid in pids.read_text().split())
    companion.start()
    companion.stop()
    assert len(pids.read_text().split()) == 2


def test_no_child_outlives_a_parent_that_is_killed(pids: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, CHILD, str(pids)])
    wait_until(lambda: pids.read_text().split(), seconds=20, what="the child")
    child = pids.read_text().strip()
    assert _lives(child)
    parent.kill()
    parent.wait()
    wait_until(lambda: not _lives(child), seconds=5, what="the child to end")


def test_a_companion_is_watched_though_its_parent_forks_in_the_moment_it_starts(pids: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", FORKING_PARENT, CHILD, str(pids)], start_new_session=True) as parent:
        try:
            wait_until(lambda: len(pids.read_text().split()) >= 40, seconds=60, what="the children")
            for pid in pids.read_text().split()[:40]:
                os.kill(int(pid), signal.SIGKILL)
            wait_until(lambda: len(pids.read_text().split()) >= 80, seconds=7, what="a new child for each")
        finally:
            os.killpg(parent.pid, signal.SIGKILL)
