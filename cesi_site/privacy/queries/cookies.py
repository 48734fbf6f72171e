"""Reads about cookies: the choices of a browser, and what the gate did not let out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from cesi_site.core.database import db
from cesi_site.privacy.models import CookieChoice, DroppedCookie


def choices_of(number: str) -> Sequence[CookieChoice]:
    """Return what the browser with this number chose, the newest first."""
    of_number = select(CookieChoice).where(CookieChoice.number == number)
    return db.session.scalars(of_number.order_by(CookieChoice.at.desc(), CookieChoice.id.desc())).all()


def dropped_cookies(since: dt.date) -> Sequence[DroppedCookie]:
    """Return the cookies that the gate dropped since a day, the newest first."""
    lately = select(DroppedCookie).where(DroppedCookie.day >= since)
    return db.session.scalars(lately.order_by(DroppedCookie.day.desc(), DroppedCookie.name)).all()
