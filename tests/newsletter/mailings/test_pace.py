"""Mails to one domain are spread over the minute; each that is put off is asked about once more."""

from __future__ import annotations

from itertools import pairwise

import pytest
from flask import Flask

from cesi_site.newsletter.sending import pace as paces
from cesi_site.newsletter.sending.pace import Pace, pace_of


class Clock:
    """A clock that goes when it is told to."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_without_a_limit_nobody_waits() -> None:
    pace = Pace(0)
    assert {pace.wait_for("vol.example") for _ in range(1000)} == {0.0}


def test_so_many_a_minute_and_no_more() -> None:
    clock = Clock()
    pace = Pace(60, clock)
    waiting = [(0.0, number) for number in range(50)]
    sent: list[float] = []
    asked = 0
    while waiting:
        due = min(when for when, _ in waiting)
        clock.now = 1_000.0 + due
        for one in [one for one in waiting if one[0] <= due]:
            waiting.remove(one)
            asked += 1
            if wait := pace.wait_for("vol.example"):
                waiting.append((due + wait, one[1]))
            else:
                sent.append(clock.now)
    assert len(sent) == 50
    assert sent == sorted(sent)
    assert all(later - earlier >= 0.999 for earlier, later in pairwise(sent))
    assert sent[-1] - sent[0] < 55
    assert asked <= 100


def test_domains_do_not_wait_for_each_other() -> None:
    pace = Pace(1, Clock())
    assert [pace.wait_for(f"{name}.example") for name in "abc"] == [0.0, 0.0, 0.0]
    assert pace.wait_for("a.example") > 0


def test_quiet_domains_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paces, "MOST_DOMAINS", 10)
    clock = Clock()
    pace = Pace(60, clock)
    for number in range(1_000):
        clock.now += 1
        pace.wait_for(f"d{number}.example")
    assert len(pace._domains) <= 10


def test_a_mailing_keeps_its_pace_from_one_turn_to_the_next() -> None:
    app = Flask("pace")
    app.config["NEWSLETTER_DOMAIN_RATE"] = 1
    assert pace_of(app).wait_for("vol.example") == 0.0
    assert pace_of(app).wait_for("vol.example") > 0
