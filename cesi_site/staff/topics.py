"""The topics of the contact form: their words in both languages, their promise, who reads them, and their order."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Regexp

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.contact import operations, queries
from cesi_site.contact.operations import NobodyReads, TopicExists
from cesi_site.contact.queries import Topic
from cesi_site.core.forms import REQUIRED, LineField, ParagraphField
from cesi_site.core.languages import LANGUAGES, _, _l
from cesi_site.staff.area import TOPICS, blueprint, require_token, tell
from cesi_site.staff.forms import AddressesField, StaffForm

WORD = Regexp(r"[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Use small letters, digits and hyphens."))
TEXTS = ("name", "slug", "team", "note")

Answer = str | tuple[str, int] | Response


class TopicForm(StaffForm):
    """A topic, both languages side by side."""

    name_nl = LineField(_l("Name in Dutch"), required=True, max_length=120)
    name_fr = LineField(_l("Name in French"), required=True, max_length=120)
    team_nl = LineField(_l("Team in Dutch"), required=True, max_length=120)
    team_fr = LineField(_l("Team in French"), required=True, max_length=120)
    addresses_nl = AddressesField(_l("Who reads Dutch messages"), required=True, attributes={"rows": 3})
    addresses_fr = AddressesField(_l("Who reads French messages"), required=True, attributes={"rows": 3})
    note_nl = ParagraphField(_l("What to know before writing, in Dutch"), max_length=400, attributes={"rows": 3})
    note_fr = ParagraphField(_l("What to know before writing, in French"), max_length=400, attributes={"rows": 3})
    slug_nl = LineField(_l("Word in the Dutch address"), required=True, max_length=60, validators=[WORD])
    slug_fr = LineField(_l("Word in the French address"), required=True, max_length=60, validators=[WORD])
    answer_days = IntegerField(
        _l("Answered within how many working days"),
        validators=[
            InputRequired(REQUIRED),
            NumberRange(1, 30, message=_l("Enter a number between %(min)d and %(max)d.")),
        ],
    )
    restricted = BooleanField(_l("Confidential: one team alone reads it, its text is in no receipt and in no file"))
    active = BooleanField(_l("Visitors can choose it"))

    @property
    def facts(self) -> dict[str, Any]:
        """What the columns of the topic become, once the form is valid."""
        texts = {f"{name}_{lang}": self[f"{name}_{lang}"].data or "" for name in TEXTS for lang in LANGUAGES}
        chosen = {"restricted": self.restricted.data, "active": self.active.data}
        return {**texts, **chosen, "answer_days": self.answer_days.data}

    @property
    def readers(self) -> dict[str, list[str]]:
        """Who reads it, by language."""
        return {"nl": self.addresses_nl.addresses(), "fr": self.addresses_fr.addresses()}


class NewTopicForm(TopicForm):
    """A topic that is added, with the key by which it is known for ever."""

    in_order = ("key",)

    key = LineField(_l("Key"), required=True, max_length=40, validators=[WORD])


@blueprint.get("/topics", endpoint="topics")
@staff_only(*TOPICS)
def show_topics() -> str:
    """All topics in their order, and who of staff reads them."""
    found = queries.all_topics()
    return render_template(
        "staff/topics/list.html", topics=found, readers={topic.key: queries.readers_of(topic.key) for topic in found}
    )


@blueprint.route("/topics/new", methods=["GET", "POST"], endpoint="topic_new")
@staff_only(*TOPICS)
def new_topic() -> Answer:
    """Add a topic at the end of the list."""
    form = NewTopicForm(answer_days=2, active=True)
    if form.validate_on_submit() and _saved(
        form, lambda: operations.add_topic(form.key.data, addresses=form.readers, by=me(), **form.facts)
    ):
        return redirect(url_for("staff.topics"), 303)
    return _page(form, None)


@blueprint.route("/topics/<key>", methods=["GET", "POST"], endpoint="topic")
@staff_only(*TOPICS)
def change_topic(key: str) -> Answer:
    """Change a topic."""
    topic = queries.find_topic(key)
    if topic is None:
        abort(404)
    form = TopicForm(**_as_typed(topic))
    if form.validate_on_submit() and _saved(
        form, lambda: operations.edit_topic(key, addresses=form.readers, by=me(), **form.facts)
    ):
        return redirect(url_for("staff.topics"), 303)
    return _page(form, topic)


@blueprint.post("/topics/<key>/<any(up, down):way>", endpoint="topic_move")
@staff_only(*TOPICS)
def move_topic(key: str, way: str) -> Response:
    """Let a topic change places with the one above or below it."""
    if queries.find_topic(key) is None:
        abort(404)
    require_token()
    operations.move_topic(key, up=way == "up", by=me())
    return redirect(url_for("staff.topics"), 303)


def _as_typed(topic: Topic) -> dict[str, Any]:
    texts = {f"{n}_{lang}": getattr(topic, n).in_language(lang) for n in TEXTS for lang in LANGUAGES}
    addresses = {f"addresses_{lang}": "\n".join(topic.addresses_in(lang)) for lang in LANGUAGES}
    facts = {name: getattr(topic, name) for name in ("answer_days", "restricted", "active")}
    return {**texts, **addresses, **facts}


def _saved(form: TopicForm, save: Any) -> bool:
    try:
        save()
    except TopicExists as error:
        form.refuse(_("Another topic uses “%(word)s” already.", word=error))
    except NobodyReads as error:
        form.refuse(_("Nobody would read this topic in: %(languages)s.", languages=error))
    else:
        tell(_("The topic “%(name)s” is kept.", name=form.name_nl.data))
        return True
    return False


def _page(form: TopicForm, topic: Topic | None) -> str | tuple[str, int]:
    readers = queries.readers_of(topic.key) if topic else []
    page = render_template("staff/topics/topic.html", form=form, topic=topic, readers=readers)
    return (page, 422) if form.errors else page
