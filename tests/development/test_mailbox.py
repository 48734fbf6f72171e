"""The local mailbox keeps what it is sent, delivers nowhere, and shows it."""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cesi_site.development.mailbox import find_mail, keep_mails, kept_mails
from tests.support.client import CheckingClient
from tests.support.live import wait_until
from tests.support.postgres import free_port


def _send(port: int, subject: str, *, html: str = "<html><head></head><body><p>Hallo</p></body></html>") -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "CESI <no-reply@cesi.be>", "team@cesi.example"
    message.set_content("Hallo & dag")
    message.add_alternative(html, subtype="html")
    message.add_attachment(b"12345", maintype="image", subtype="png", filename="foto é.png")
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail("", ["team@cesi.example", "other@cesi.example"], message.as_bytes())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A mailbox with two mails."""
    folder, port = tmp_path / "instance" / "mailbox", free_port()
    server = keep_mails(folder, port=port)
    try:
        _send(port, "Eerste bericht")
        _send(
            port,
            "Tweede bericht <b>",
            html='<html><head></head><body><script>x()</script><a href="/x">x</a></body></html>',
        )
    finally:
        server.stop()
    return folder


def test_mails_are_kept_as_files_with_their_envelope(folder: Path) -> None:
    newest, oldest = kept_mails(folder)
    assert [newest.subject, oldest.subject] == ["Tweede bericht <b>", "Eerste bericht"]
    assert oldest.headers[:2] == [
        ("X-Envelope-From", "<>"),
        ("X-Envelope-To", "team@cesi.example, other@cesi.example"),
    ]
    assert (oldest.text, oldest.attachments) == ("Hallo & dag\n", [("foto é.png", "image/png", 5)])
    assert "<p>Hallo</p>" in oldest.html
    assert oldest.received_at < newest.received_at
    assert len(kept_mails(folder, at_most=1)) == 1
    assert not list(folder.glob("*.part"))


@pytest.mark.parametrize("name", ["../secret", "20270101T000000000000-00000000", "", "x/../../keys/secret"])
def test_only_mails_of_the_mailbox_are_found(folder: Path, name: str) -> None:
    (folder.parent / "secret.eml").write_text("Subject: x\n\nx")
    assert find_mail(folder, name) is None


@pytest.fixture
def visitor(make_app: Callable[..., Flask], engine: str) -> CheckingClient:
    """A developer's browser."""
    if engine != "sqlite":
        pytest.skip("the mailbox asks no database")
    client = make_app(DEVELOPMENT=True, LOCAL_MAILBOX=True, PORT=80).test_client()
    assert isinstance(client, CheckingClient)
    return client


def test_the_pages_show_a_mail_and_run_nothing_of_it(visitor: CheckingClient, folder: Path) -> None:
    newest = kept_mails(folder)[0]
    listed = visitor.get("/dev/mailbox")
    assert "Tweede bericht &lt;b&gt;" in listed.text
    shown = visitor.get(f"/dev/mailbox/{newest.id}")
    assert "Hallo &amp; dag" in shown.text
    assert "frame-src 'self'" in shown.headers["Content-Security-Policy"]
    assert "team@cesi.example, other@cesi.example" in shown.text
    assert visitor.get("/dev/mailbox/20270101T000000000000-00000000").status_code == 404
    framed = FlaskClient(visitor.application, visitor.application.response_class).get(f"/dev/mailbox/{newest.id}/html")
    policy = framed.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


def test_an_empty_mailbox_says_what_to_do(visitor: CheckingClient) -> None:
    assert visitor.get("/dev/mailbox").status_code == 200


def test_the_pages_exist_in_development_only(client: CheckingClient) -> None:
    assert client.get("/dev/mailbox").status_code == 404


def test_the_server_is_a_process_of_its_own(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "cesi_site.development.mailbox", str(tmp_path / "mailbox"), str(port)]
    process = subprocess.Popen(command)
    try:
        wait_until(lambda: _listens(port), seconds=20, what="the server")
        _send(port, "Bericht")
        assert len(kept_mails(tmp_path / "mailbox")) == 1
        process.terminate()
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
