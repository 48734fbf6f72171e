"""Writes of visits: what gathered in memory, the figures of a day, and what goes when somebody says no."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import delete, func, select, text, update

from cesi_site.accounts.models import Account
from cesi_site.choices.models import Use
from cesi_site.choices.queries import has_refused
from cesi_site.core import clock
from cesi_site.core.clock import day_in_brussels, start_of_day
from cesi_site.core.database import db, insert_or, transaction
from cesi_site.outbox import queue_job
from cesi_site.register.terms import ONE_DAY
from cesi_site.visits.models import Interest, PageCount, Part, ViewedPage, Visit, VisitFigure
from cesi_site.visits.purposes import COOKIE_OF
from cesi_site.visits.reading import Batch, Read, View, code_of, number_in

VISIT_ENDS_AFTER = dt.timedelta(minutes=30)
# A visit that went on past midnight belongs to the day on which it began.
VISITS_END_WITHIN = dt.timedelta(hours=3)
NOT_KNOWN = "-"
FORGET_AGAIN = "visits.forget_again"
# Each process writes every two seconds what it noted before a no.
UNTIL_ALL_HAVE_WRITTEN = dt.timedelta(seconds=10)


def write(batch: Batch) -> None:
    """Write what gathered: counts are added up, and pages read go to the visit that is under way, or begin one."""
    with transaction():
        # First, so that on SQLite this has the turn to write before it reads which visits are under way.
        _add_counts(batch)
        if batch.views:
            _take_turn()
            _add_views(batch.views)
        for read in sorted(batch.reads, key=Read.row):  # one order: two processes never wait for each other
            _add_read(read)


def _add_counts(batch: Batch) -> None:
    day = clock.today()
    rows = [
        {"day": day, "site": site, "language": language, "page": page, "views": times}
        for (site, language, page), times in sorted(batch.counts.items())
    ]
    if rows:
        new = insert_or(PageCount)
        keys = [PageCount.day, PageCount.site, PageCount.page]
        added = new.on_conflict_do_update(index_elements=keys, set_={"views": PageCount.views + new.excluded.views})
        db.session.connection().execute(added, rows)


def _take_turn() -> None:
    """Let one process at a time add to visits, so that two never begin the same one."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE visit IN SHARE ROW EXCLUSIVE MODE"))


def _add_views(views: Iterable[View]) -> None:
    by_visitor: dict[str, list[View]] = defaultdict(list)
    for view in views:
        by_visitor[view.visitor].append(view)
    last = _last_visits(by_visitor)
    for visitor, pages in by_visitor.items():
        visit = last.get(visitor)
        for view in sorted(pages, key=lambda one: one.at):
            visit = _go_on(visit, view)
            db.session.add(ViewedPage(visit_id=visit.id, at=view.at, page=view.page))


def _last_visits(visitors: Collection[str]) -> dict[str, Visit]:
    newest = select(func.max(Visit.id)).where(Visit.visitor.in_(list(visitors))).group_by(Visit.visitor)
    return {visit.visitor: visit for visit in db.session.scalars(select(Visit).where(Visit.id.in_(newest)))}


def _go_on(visit: Visit | None, view: View) -> Visit:
    if visit is not None and view.at - visit.last_at <= VISIT_ENDS_AFTER:
        visit.last_at = max(visit.last_at, view.at)
        visit.pages += 1
        return visit
    begun = Visit(
        visitor=view.visitor,
        began_at=view.at,
        last_at=view.at,
        pages=1,
        came_back=visit is not None,
        site=view.site,
        language=view.language,
        browser=view.browser,
        system=view.system,
        network=view.network,
        country=view.country,
        region=view.region,
        referrer=view.referrer,
    )
    db.session.add(begun)
    db.session.flush()
    return begun


def _add_read(read: Read) -> None:
    account = select(Interest.account_id).where(Interest.reader == read.reader).limit(1).scalar_subquery()
    new = insert_or(Interest).values(
        reader=read.reader,
        account_id=account,
        subject=read.subject,
        slug=read.slug,
        language=read.language,
        views=1,
        last_at=read.at,
    )
    keys = [Interest.reader, Interest.subject, Interest.slug]
    db.session.execute(
        new.on_conflict_do_update(index_elements=keys, set_={"views": Interest.views + 1, "last_at": read.at})
    )


def forget(granted: Collection[str], cookies: Mapping[str, str]) -> list[str]:
    """Let go what was measured of a browser for purposes that it allows no more; `cookies` are those it showed.

    Returns the numbers that it showed for those. What other processes still write of them goes a little later.
    """
    refused = [name for purpose, name in COOKIE_OF.items() if purpose not in granted]
    numbers = [number for name in refused if (number := number_in(cookies, name))]
    if numbers:
        codes = [code_of(number) for number in numbers]
        with transaction():
            delete_measured(codes)
            queue_job(FORGET_AGAIN, available_at=clock.now() + UNTIL_ALL_HAVE_WRITTEN, codes=codes)
    return numbers


def delete_measured(codes: Collection[str]) -> None:
    """Delete the visits and the interests that stand under these codes."""
    with transaction() as session:
        theirs = select(Visit.id).where(Visit.visitor.in_(codes))
        session.execute(delete(ViewedPage).where(ViewedPage.visit_id.in_(theirs)))
        session.execute(delete(Visit).where(Visit.visitor.in_(codes)))
        session.execute(delete(Interest).where(Interest.reader.in_(codes)))


def tie(number: str, account: Account) -> None:
    """Note whose interests these are: a browser that allows it signed in. `number` stands in its cookie.

    What somebody else read about who signed in with the same browser goes, and all of it where this person objected
    to being analysed.
    """
    mine = Interest.reader == code_of(number)
    with transaction() as session:
        if has_refused(Use.ANALYSIS, account.email):
            session.execute(delete(Interest).where(mine))
            return
        session.execute(delete(Interest).where(mine, Interest.account_id != account.id))
        session.execute(update(Interest).where(mine).values(account_id=account.id))


def forget_interests(email: str) -> None:
    """Let go of what the person with this address is interested in, whatever browser it came from."""
    theirs = select(Account.id).where(Account.email == email)
    with transaction() as session:
        session.execute(delete(Interest).where(Interest.account_id.in_(theirs)))


def sum_up() -> list[dt.date]:
    """Make the figures of each day that is over and has none yet; return those days."""
    last = db.session.scalar(select(func.max(VisitFigure.day)))
    first = db.session.scalar(select(func.min(Visit.began_at)))
    if first is None:
        return []
    day = max(day_in_brussels(first), last + ONE_DAY) if last else day_in_brussels(first)
    days = []
    over = day_in_brussels(clock.now() - VISITS_END_WITHIN)
    while day < over:
        sum_up_day(day)
        days.append(day)
        day += ONE_DAY
    return days


def sum_up_day(day: dt.date) -> None:
    """Make the figures of a day anew, from the visits that began on it."""
    with transaction() as session:
        session.execute(delete(VisitFigure).where(VisitFigure.day == day))
        visits = select(Visit).where(Visit.began_at >= start_of_day(day), Visit.began_at < start_of_day(day + ONE_DAY))
        figures: dict[tuple[str, Part, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for visit in session.scalars(visits).yield_per(1_000):
            _add_to(figures, visit)
        session.add_all(_figure(day, key, sums) for key, sums in figures.items())


def _add_to(figures: dict[tuple[str, Part, str], list[int]], visit: Visit) -> None:
    seconds = int((visit.last_at - visit.began_at).total_seconds())
    for part in Part:
        word = NOT_KNOWN if part is Part.ALL else getattr(visit, part.value) or NOT_KNOWN
        sums = figures[visit.site, part, word]
        for place, number in enumerate((1, int(visit.came_back), visit.pages, seconds)):
            sums[place] += number


def _figure(day: dt.date, key: tuple[str, Part, str], sums: list[int]) -> VisitFigure:
    site, part, word = key
    visits, came_back, pages, seconds = sums
    return VisitFigure(
        day=day,
        site=site,
        part=part,
        word=word,
        visits=visits,
        came_back=came_back,
        pages=pages,
        seconds=seconds,
    )
