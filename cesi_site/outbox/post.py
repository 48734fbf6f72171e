"""The way to the SMTP server: one connection kept for many letters, and its answers put into our words."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import flask_mail
from flask import current_app

from cesi_site.outbox.composing import Letter


class ServerUnreachable(Exception):
    """The mail server does not answer, or lets us no further than its door."""


class ConnectionLost(Exception):
    """The mail server went away over a letter: whether it took it is in doubt."""


@dataclass(frozen=True)
class Refusals:
    """The addresses that did not get the letter, with the server's words: for good, or for now.

    `of_the_letter`: it was what the letter says that was refused, not the addresses.
    """

    permanent: Mapping[str, str] = field(default_factory=dict)
    temporary: Mapping[str, str] = field(default_factory=dict)
    of_the_letter: bool = False


class _Server(smtplib.SMTP):
    """Remembers the addresses that were refused while others were taken, which Flask-Mail does not hand on."""

    refused: dict[str, tuple[int, bytes]]

    def sendmail(
        self,
        from_addr: str,
        to_addrs: str | Sequence[str],
        msg: object,
        mail_options: Sequence[str] = (),
        rcpt_options: Sequence[str] = (),
    ) -> dict[str, tuple[int, bytes]]:
        """Send as `smtplib` does, and keep what it returns."""
        self.refused = super().sendmail(from_addr, to_addrs, msg, mail_options, rcpt_options)  # type: ignore[arg-type]
        return self.refused


class Post(flask_mail.Connection):
    """A connection that gives up on a silent server, and checks whom it speaks to under TLS."""

    def configure_host(self) -> smtplib.SMTP:
        """Connect and sign in."""
        state = self.mail
        host = _Server(state.server, state.port, timeout=current_app.config["MAIL_TIMEOUT"])
        try:
            if state.use_tls:
                host.starttls(context=ssl.create_default_context())
            if state.username and state.password:
                host.login(state.username, state.password)
        except BaseException:
            host.close()
            raise
        return host

    def hand_over(self, letter: Letter) -> Refusals:
        """Send one letter. Raises `ConnectionLost`."""
        assert isinstance(self.host, _Server)
        try:
            self.send(letter, envelope_from=letter.envelope_from)
            refused = self.host.refused
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except smtplib.SMTPServerDisconnected as error:
            raise ConnectionLost(str(error)) from error
        except smtplib.SMTPSenderRefused as error:
            # Our own address is refused: a setting to mend, no reason to give any letter up.
            return Refusals(temporary=_for_all(letter, error))
        except smtplib.SMTPResponseException as error:
            words = _for_all(letter, error)
            if error.smtp_code < 500:
                return Refusals(temporary=words)
            return Refusals(permanent=words, of_the_letter=True)
        except OSError as error:
            raise ConnectionLost(str(error)) from error
        words = {address: _words(*answer) for address, answer in refused.items()}
        return Refusals(
            permanent={address: words[address] for address, answer in refused.items() if answer[0] >= 500},
            temporary={address: words[address] for address, answer in refused.items() if answer[0] < 500},
        )

    def leave(self) -> None:
        """Say good-bye, if anybody still listens."""
        if self.host is not None:
            try:
                self.host.quit()
            except OSError:
                self.host.close()


def open_server() -> smtplib.SMTP:
    """Connect, greet and sign in, for who speaks SMTP without `Post`. Raises `ServerUnreachable`."""
    try:
        host = Post(current_app.extensions["mail"]).configure_host()
        host.ehlo_or_helo_if_needed()
    except OSError as error:
        raise ServerUnreachable(str(error)) from error
    return host


@contextmanager
def connected() -> Iterator[Post]:
    """Open a connection to the server of the settings. Raises `ServerUnreachable`."""
    post = Post(current_app.extensions["mail"])
    try:
        post.host = post.configure_host()
    except OSError as error:
        raise ServerUnreachable(str(error)) from error
    try:
        yield post
    finally:
        post.leave()


def _for_all(letter: Letter, error: smtplib.SMTPResponseException) -> dict[str, str]:
    return dict.fromkeys(sorted(letter.envelope_to), _words(error.smtp_code, error.smtp_error))


def _words(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
