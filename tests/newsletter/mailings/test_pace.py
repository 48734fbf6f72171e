"""Mails to one domain are spread over the minute, whoever sends them; each put off is asked about once more."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cesi_site.core.database import db, transaction
from cesi_site.newsletter.models import DomainPace
from cesi_site.newsletter.sending.pace import forget_quiet, wait_for

START = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)
VOL = "vol.example"


def ask(*domains: str, rate: int = 60) -> list[float]:
    """Take places, and return for each how many seconds are to be waited."""
    with transaction():
        return [wait.total_seconds() for wait in wait_for(domains, rate)]


def known() -> set[str]:
    return set(db.session.scalars(select(DomainPace.domain)))


def test_without_a_limit_nobody_waits_and_nothing_is_kept(context: Flask) -> None:
    assert ask(*[VOL] * 1000, rate=0) == [0.0] * 1000
    assert known() == set()


def test_so_many_a_minute_and_no_more(context: Flask) -> None:
    waiting = [(0.0, number) for number in range(30)]
    sent: list[float] = []
    asked = 0
    with time_machine.travel(START, tick=False) as travel:
        while waiting:
            due = min(when for when, _ in waiting)
            travel.move_to(START + dt.timedelta(seconds=due))
            turn = [one for one in waiting if one[0] <= due]
            waiting = [one for one in waiting if one[0] > due]
            asked += len(turn)
            for one, wait in zip(turn, ask(*[VOL] * len(turn)), strict=True):
                if wait:
                    waiting.append((due + wait, one[1]))
                else:
                    sent.append(due)
    assert len(sent) == 30
    assert sent == sorted(sent)
    assert all(later - earlier >= 0.999 for earlier, later in pairwise(sent))
    assert sent[-1] - sent[0] < 33
    assert asked <= 60


def test_domains_do_not_wait_for_each_other(context: Flask) -> None:
    assert ask("a.example", "b.example", "c.example", rate=1) == [0.0, 0.0, 0.0]
    assert ask("a.example", rate=1)[0] > 0


def test_processes_keep_one_pace_together(context: Flask) -> None:
    """As many at once as would send at once: one mail goes, each other has a place of its own behind it."""
    several = 6
    start = Barrier(several)

    def process(number: int) -> list[float]:
        with context.app_context():
            start.wait(timeout=30)
            # In another order each, as the readers of two mailings stand.
            domains = [VOL, "other.example"] if number % 2 else ["other.example", VOL]
            waits = dict(zip(domains, ask(*domains, rate=6), strict=True))
            return [waits[VOL], waits["other.example"]]

    with ThreadPoolExecutor(several) as pool:
        found = list(pool.map(process, range(several)))
    for waits in zip(*found, strict=True):
        ordered = sorted(waits)
        assert ordered[0] == 0.0 and ordered[1] > 0
        assert all(later - earlier > 8 for earlier, later in pairwise(ordered[1:]))


@pytest.mark.parametrize("away", [dt.timedelta(seconds=20), dt.timedelta(days=9)])
def test_the_pace_outlives_a_process_and_nobody_catches_up(context: Flask, away: dt.timedelta) -> None:
    with time_machine.travel(START, tick=False) as travel:
        assert ask(VOL, rate=1) == [0.0]
        db.session.remove()
        travel.shift(away)
        first, second = ask(VOL, VOL, rate=1)
        assert (first == 0.0) is (away > dt.timedelta(minutes=1)) and second > 0


def test_quiet_domains_are_forgotten(context: Flask) -> None:
    with time_machine.travel(START, tick=False) as travel:
        ask("quiet.example")
        travel.shift(dt.timedelta(minutes=50))
        ask(*["busy.example"] * 2)
        travel.shift(dt.timedelta(minutes=15))
        assert forget_quiet() == 1
        assert known() == {"busy.example"}
