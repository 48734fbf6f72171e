"""The list of messages, its search and its file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import Response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.contact import queries
from cesi_site.contact.models import OPEN_STATES, MessageState
from cesi_site.contact.queries import ANY, NOBODY, OPEN, InboxFilter, InboxRow, Order, Topic
from cesi_site.core.languages import LANGUAGES, NAMES, _
from cesi_site.staff.area import blueprint
from cesi_site.staff.forms import SearchForm
from cesi_site.staff.inbox.access import for_readers, my_topics
from cesi_site.staff.lists import MOST_EXPORTED, FilterLink, Listing, csv_file, everything, keep_search, read_listing

LIST = "staff.inbox"
SHOWN_STATES = (
    MessageState.RECEIVED,
    MessageState.IN_PROGRESS,
    MessageState.ANSWERED,
    MessageState.CLOSED,
    MessageState.QUARANTINED,
    MessageState.REJECTED,
)


@blueprint.get("/inbox")
@for_readers
def inbox() -> str:
    """The messages on one's own topics; at first those that wait, the most pressing on top."""
    topics = _own_topics()
    if not topics:
        return render_template("staff/inbox/no_topics.html")
    listing, shown = _read(topics)
    page = queries.find_messages(shown, order=Order(listing.sort), cursor=listing.cursor)
    return render_template(
        "staff/inbox/list.html",
        listing=listing,
        rows=page.rows,
        pages=listing.neighbours(page),
        topics={topic.key: topic for topic in topics},
        names=names_of([row.owner_id for row in page.rows]),
        states=_state_links(listing, shown),
        facets=_facets(listing, shown, topics),
        form=SearchForm(formdata=None, text=listing.text),
    )


@blueprint.post("/inbox/search")
@for_readers
def inbox_search() -> AnyResponse:
    """Look for a reference, a name or an address, among all messages on one's own topics."""
    form = SearchForm()
    text = form.text.value if form.validate_on_submit() else None
    address = keep_search(LIST, text)
    return redirect(f"{address}&state={ANY}" if text else address, 303)


@blueprint.get("/inbox.csv")
@for_readers
def inbox_csv() -> Response:
    """The list as a file: states and days, nothing of who wrote or what."""
    topics = _own_topics()
    listing, shown = _read(topics)
    rows = queries.find_messages(shown, order=Order(listing.sort), size=MOST_EXPORTED).rows
    names = names_of([row.owner_id for row in rows])
    header = (
        _("Reference"),
        _("Topic"),
        _("Language"),
        _("State"),
        _("Received"),
        _("Answer by"),
        _("Answered"),
        _("Owner"),
    )
    filters = {**listing.words, **({"text": ""} if listing.text else {})}
    return csv_file("messages", header, [*_cells(rows, topics, names)], by=me(), filters=filters)


def _cells(rows: Iterable[InboxRow], topics: Sequence[Topic], names: Mapping[int, str]) -> Iterable[Sequence[object]]:
    words = {topic.key: str(topic.name) for topic in topics}
    for row in rows:
        answered = row.answered_at.date() if row.answered_at else None
        owner = names.get(row.owner_id) if row.owner_id else None
        yield (
            *(row.reference, words.get(row.topic, row.topic), row.language, row.status.label),
            *(row.received_at.date(), row.answer_by, answered, owner),
        )


def _own_topics() -> list[Topic]:
    mine = my_topics()
    return [topic for topic in queries.all_topics() if topic.key in mine]


def _read(topics: Sequence[Topic]) -> tuple[Listing, InboxFilter]:
    keys = frozenset(topic.key for topic in topics)
    colleagues = {str(number) for number in queries.colleagues_on(keys)}
    listing = read_listing(
        LIST,
        sorts=list(Order),
        state={ANY, *SHOWN_STATES},
        topic=keys,
        owner={NOBODY, *colleagues, str(me().id)},
        language=LANGUAGES,
        late={"1"},
    )
    shown = InboxFilter(
        topics=keys,
        state=listing.get("state") or OPEN,
        topic=listing.get("topic"),
        owner=listing.get("owner"),
        language=listing.get("language"),
        overdue=listing.get("late") is not None,
        text=listing.text,
    )
    return listing, shown


def _state_links(listing: Listing, shown: InboxFilter) -> list[FilterLink]:
    """Return what waits, what is late, and each state, with how many there are."""
    found = queries.counts(shown, "state")
    late = shown.overdue
    open_ = sum(found.get(state, 0) for state in OPEN_STATES)
    overdue = queries.count_late(shown)
    chosen = listing.get("state")
    return [
        (_("To answer"), listing.url(state=None, late=None), None if late else open_, not late and chosen is None),
        (_("Late"), listing.url(state=None, late="1"), overdue, late),
        *(
            (
                str(state.label),
                listing.url(state=state, late=None),
                None if late else found.get(state, 0),
                chosen == state,
            )
            for state in SHOWN_STATES
            if state not in {MessageState.RECEIVED, MessageState.REJECTED} or found.get(state) or chosen == state
        ),
        (_("All"), listing.url(state=ANY, late=None), None, not late and chosen == ANY),
    ]


def _facets(listing: Listing, shown: InboxFilter, topics: Sequence[Topic]) -> list[tuple[str, list[FilterLink]]]:
    """Return the other filters as (label, links); one with a single choice is left out."""
    facets = [(_("Owner"), _owner_links(listing, shown))]
    if len(topics) > 1:
        words = [everything(), *((topic.key, str(topic.name)) for topic in topics)]
        facets.append((_("Topic"), listing.links("topic", words, _with_all(queries.counts(shown, "topic")))))
    words = [everything(), *((language, NAMES[language]) for language in LANGUAGES)]
    facets.append((_("Language"), listing.links("language", words, _with_all(queries.counts(shown, "language")))))
    return facets


def _owner_links(listing: Listing, shown: InboxFilter) -> list[FilterLink]:
    found = dict(queries.counts(shown, "owner"))
    all_of_them = sum(found.values())
    nobodys = found.pop(None, 0)
    mine = str(me().id)
    names = names_of([int(key) for key in found if key is not None])
    counted: dict[str | None, int] = {**found, None: all_of_them, NOBODY: nobodys}
    others = sorted((name, str(key)) for key, name in names.items() if str(key) != mine)
    choices = [everything(), (mine, _("Mine")), (NOBODY, _("Nobody’s yet")), *((key, name) for name, key in others)]
    return listing.links("owner", choices, counted)


def _with_all(found: Mapping[str | None, int]) -> dict[str | None, int]:
    return {**found, None: sum(found.values())}
