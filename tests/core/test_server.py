"""The server as a process of its own: it survives its web processes, and stops in order."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.live import wait_until
from tests.support.postgres import free_port

# A WSGI application that tells its process id; /slow takes a while.
APPLICATION = """
import os, time
from cesi_site.core.processes import end_with_parent
end_with_parent()
def app(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1.5)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""
SERVE = """
import sys
from cesi_site.core.server import Companion, serve
serve("little:app", host="127.0.0.1", port=int(sys.argv[1]), workers=2, threads=2,
      companions=[Companion("sleeper", ["sleep", "60"])])
"""


class Server:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        (folder / "little.py").write_text(APPLICATION)
        self.port = free_port()
        environment = {**os.environ, "PYTHONPATH": str(folder)}
        self.process = subprocess.Popen([sys.executable, "-c", SERVE, str(self.port)], env=environment)
        wait_until(lambda: self.answer(), seconds=30, what="the server")

    def answer(self, path: str = "/") -> int:
        """Return the pid of the process that answers; 0 for no answer."""
        with suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return int(answer.read())
        return 0

    def children(self) -> list[int]:
        """Return the processes that the server has started."""
        found: list[int] = []
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
        return found


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server with two web processes and a companion."""
    server = Server(tmp_path)
    yield server
    server.process.kill()
    server.process.wait()


def _gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_it_survives_its_web_processes_however_often_they_die(server: Server) -> None:
    for _ in range(4):
        if web := server.answer():
            os.kill(web, signal.SIGKILL)
        time.sleep(0.2)
    wait_until(server.answer, seconds=30, what="an answer")
    wait_until(lambda: len(server.children()) == 3, seconds=30, what="two web processes and the companion")
    assert server.process.poll() is None


def test_it_answers_what_was_asked_then_stops_with_all_its_children(server: Server) -> None:
    children = server.children()
    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(server.answer("/slow")))
    asking.start()
    time.sleep(0.5)
    server.process.terminate()
    assert server.process.wait(15) == 0
    asking.join()
    assert answers[0] in children
    assert _gone(children)


def test_nothing_survives_a_server_that_is_killed(server: Server) -> None:
    web = [server.answer(), server.answer()]
    server.process.kill()
    server.process.wait()
    wait_until(lambda: _gone(web) and not server.answer(), seconds=10, what="the end of the web processes")


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run([sys.executable, "-c", SERVE, str(port)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        1,
        f"The site cannot listen on 127.0.0.1:{port}: Address already in use.\n",
    )
