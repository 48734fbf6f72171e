"""The templates: words to begin an answer with, in both languages side by side."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.contact import operations, queries
from cesi_site.contact.models import AnswerTemplate
from cesi_site.core.languages import _
from cesi_site.staff.area import blueprint, require_token, tell
from cesi_site.staff.inbox.access import for_readers, my_topics
from cesi_site.staff.inbox.forms import TemplateForm


@blueprint.get("/inbox/templates", endpoint="message_templates")
@for_readers
def show_templates() -> str:
    """The templates of one's own topics, and those for all topics."""
    topics = {topic.key: topic for topic in queries.all_topics()}
    return render_template("staff/inbox/templates.html", templates=_visible(), topics=topics)


@blueprint.route("/inbox/templates/new", methods=["GET", "POST"], endpoint="message_template_new")
@for_readers
def new_template() -> str | tuple[str, int] | Response:
    """Add a template."""
    return _edit(None)


@blueprint.route("/inbox/templates/<int:number>", methods=["GET", "POST"], endpoint="message_template")
@for_readers
def change_template(number: int) -> str | tuple[str, int] | Response:
    """Change a template."""
    return _edit(_one(number))


@blueprint.post("/inbox/templates/<int:number>/remove", endpoint="message_template_remove")
@for_readers
def remove_template(number: int) -> Response:
    """Remove a template."""
    template = _one(number)
    require_token()
    operations.remove_template(template, by=me())
    tell(_("The template “%(name)s” is gone.", name=template.name))
    return redirect(url_for("staff.message_templates"), 303)


def _edit(template: AnswerTemplate | None) -> str | tuple[str, int] | Response:
    mine = [topic for topic in queries.all_topics() if topic.key in my_topics()]
    form = TemplateForm.filled_with(template).offer(mine, everywhere=True)
    if not form.validate_on_submit():
        page = render_template("staff/inbox/template.html", form=form, template=template)
        return (page, 422) if form.errors else page
    operations.save_template(
        template=template,
        name=form.name.data,
        topic=form.topic.data or None,
        body_nl=form.body_nl.data,
        body_fr=form.body_fr.data,
        by=me(),
    )
    tell(_("The template “%(name)s” is kept.", name=form.name.data))
    return redirect(url_for("staff.message_templates"), 303)


def _visible() -> list[AnswerTemplate]:
    return [template for template in queries.templates() if template.topic is None or template.topic in my_topics()]


def _one(number: int) -> AnswerTemplate:
    found = next((template for template in _visible() if template.id == number), None)
    if found is None:
        abort(404)
    return found
