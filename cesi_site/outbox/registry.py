"""Which mails, jobs and schedules exist: decorators put them here when their modules are imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from cesi_site.outbox.mail import Mail
from cesi_site.outbox.slots import Schedule

MailMaker = Callable[..., Mail | None]
Work = Callable[..., object]
AnyMaker = TypeVar("AnyMaker", bound=MailMaker)
AnyWork = TypeVar("AnyWork", bound=Work)

MAILS: dict[str, MailMaker] = {}
JOBS: dict[str, Work] = {}
SCHEDULES: dict[str, Schedule] = {}


class UnknownName(LookupError):
    """No mail or job has this name: a slip, or a row that a newer version of the site has queued."""


def mail(name: str) -> Callable[[AnyMaker], AnyMaker]:
    """Register the function that makes the mail `name` ("contact.receipt") from the arguments it was queued with.

    It runs in the worker when the mail leaves; None drops it: the row that it speaks of is gone.
    """

    def register(maker: AnyMaker) -> AnyMaker:
        _add(MAILS, name, maker)
        return maker

    return register


def job(name: str) -> Callable[[AnyWork], AnyWork]:
    """Register the function that does the job `name`.

    It runs in the worker, and again when a worker died over it: what it does twice must be as done once.
    """

    def register(work: AnyWork) -> AnyWork:
        _add(JOBS, name, work)
        return work

    return register


def scheduled(
    name: str, *, hour: int | None = None, minute: int = 0, weekday: int | None = None, day: int | None = None
) -> Callable[[AnyWork], AnyWork]:
    """Register a job without arguments that runs by the clock of Brussels, once however many machines there are.

    Daily at `hour`:`minute`; only on `weekday` (0 is Monday) or on `day` of the month where given; without
    `hour`, every hour at `minute`. A slot missed while everything was down is caught up, once.
    """
    schedule = Schedule(hour=hour, minute=minute, weekday=weekday, day=day)

    def register(work: AnyWork) -> AnyWork:
        _add(JOBS, name, work)
        _add(SCHEDULES, name, schedule)
        return work

    return register


def find(known: dict[str, Any], name: str) -> Any:
    """Return what is registered as `name`; raises `UnknownName`."""
    try:
        return known[name]
    except KeyError:
        raise UnknownName(name) from None


def _add(known: dict[str, Any], name: str, value: object) -> None:
    if name in known:
        raise ValueError(f"{name!r} is registered twice")
    known[name] = value
