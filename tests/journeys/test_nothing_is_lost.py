"""What was acknowledged is in the database and is mailed, whatever dies on the way."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

import pytest

from tests.support import live, smtp
from tests.support.live import LiveSite, wait_until
from tests.support.postgres import free_port
from tests.support.smtp import Inbox

FULL = os.environ.get("PROOF") == "full"
MESSAGES = 500 if FULL else 40
KILLS = 12 if FULL else 3
SENDERS = 4
pytestmark = [pytest.mark.journey, pytest.mark.proof]


def _post(site: LiveSite, number: int) -> str | None:
    """Send one message; return its address where the answer was success, None where no answer came."""
    email = f"bezoeker{number}@voorbeeld.be"
    fields = {
        "topic": "other",
        "subject": f"Vraag nummer {number}",
        "name": "Noor Janssens",
        "email": email,
        "message": "Goedendag, dit is een bericht dat moet aankomen.",
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection = HTTPConnection("localhost", site.port, timeout=20)
    with closing(connection), suppress(HTTPException, OSError):
        connection.request("POST", "/nl/contact", urlencode(fields), headers)
        answer = connection.getresponse()
        assert answer.status == 303, answer.read().decode()
        return email
    return None


def _post_all(site: LiveSite) -> list[str]:
    with ThreadPoolExecutor(SENDERS) as pool:
        return [email for email in pool.map(lambda number: _post(site, number), range(MESSAGES)) if email]


@pytest.fixture
def port() -> int:
    """The port on which the SMTP server will listen, once it is there."""
    return free_port()


@pytest.fixture
def site_without_mail(database: str, tmp_path: Path, port: int) -> Iterator[LiveSite]:
    """A site whose SMTP server is not there yet."""
    environ = live.environment(database, tmp_path / "instance", MAIL_SERVER="127.0.0.1", MAIL_PORT=port)
    live.flask(environ, "demo", "load")
    with live.running(environ) as site:
        yield site


def _receipts(inbox: Inbox) -> Counter[str]:
    return Counter(mail.recipients[0] for mail in list(inbox.received) if not mail.sender)


def test_messages_sent_while_the_mail_server_is_away_all_arrive_once(site_without_mail: LiveSite, port: int) -> None:
    accepted = _post_all(site_without_mail)
    assert len(accepted) == MESSAGES
    with smtp.running(port) as inbox:
        wait_until(lambda: len(inbox.received) >= 2 * MESSAGES, seconds=180, what="all mails")
        time.sleep(2)
    assert _receipts(inbox) == Counter(accepted)
    assert len(inbox.received) == 2 * MESSAGES


def _strike(victims: Callable[[], int], stop: Event) -> None:
    for _ in range(KILLS):
        if stop.wait(random.uniform(0.3, 1.2)):
            return
        with suppress(StopIteration, IndexError, ProcessLookupError):
            os.kill(victims(), signal.SIGKILL)


def test_killed_workers_and_web_processes_lose_nothing(site_without_mail: LiveSite, port: int) -> None:
    site, stop = site_without_mail, Event()
    with smtp.running(port) as inbox:
        strikers = [
            Thread(target=_strike, args=(site.worker, stop)),
            Thread(target=_strike, args=(lambda: random.choice(site.web()), stop)),
        ]
        for striker in strikers:
            striker.start()
        accepted = _post_all(site)
        for striker in strikers:
            striker.join()
        stop.set()
        assert site.process.poll() is None, "the server itself stopped"
        wait_until(lambda: set(accepted) <= set(_receipts(inbox)), seconds=180, what="a receipt for each message")
    receipts, team = _receipts(inbox), [mail for mail in inbox.received if mail.sender]
    doubles = sum(count - 1 for count in receipts.values())
    assert doubles <= KILLS * SENDERS * 2
    numbers = {re.search(r"CESI-\d{4}-\d{6}", mail.message["Subject"])[0] for mail in team}  # type: ignore[index]
    assert len(numbers) >= len(accepted)
    identities = Counter((mail.message["Message-ID"], mail.recipients[0]) for mail in inbox.received)
    assert len({identity for identity, _ in identities}) == len(identities), "one mail, one Message-ID"
