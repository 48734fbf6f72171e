"""Work that the pages of the newsletter leave to the worker: only here is it looked up who is known."""

from __future__ import annotations

from cesi_site.newsletter.operations import answer_link, answer_signup
from cesi_site.outbox import job


@job("newsletter.answer")
def answer(*, signup_id: int) -> None:
    """Mail whoever asked for the newsletter."""
    answer_signup(signup_id)


@job("newsletter.send_link")
def send_link(*, email_hash: str, language: str) -> None:
    """Mail the personal link to an address, if it is known."""
    answer_link(email_hash=email_hash, language=language)
