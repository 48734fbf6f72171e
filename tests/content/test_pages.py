"""Pages go public in both languages or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cesi_site.audit.models import AuditEntry
from cesi_site.content import queries
from cesi_site.content.models import Article, Service
from cesi_site.content.operations import TranslationMissing, load_starter_content, publish, withdraw
from cesi_site.core.clock import now
from cesi_site.core.database import db, transaction
from cesi_site.core.stamps import read_stamps


def add_article(key: str = "noise", **texts: str) -> Article:
    columns = {f"{name}_{lang}": f"{key} {name}" for name in ("title", "summary", "body") for lang in ("nl", "fr")}
    columns |= {"slug_nl": f"{key}-nl", "slug_fr": f"{key}-fr"} | texts
    with transaction() as session:
        session.add(article := Article(key=key, scene="office", updated_at=now(), **columns))
    return article


def test_a_new_page_is_not_public(context: Flask) -> None:
    add_article()
    assert queries.find_article("noise-nl", "nl") is None
    assert queries.articles("nl") == ()
    assert queries.addresses(Article) == []


def test_a_page_goes_public_in_both_languages_at_once(context: Flask) -> None:
    article = publish(add_article())
    for language in ("nl", "fr"):
        assert queries.find_article(f"noise-{language}", language) is article
        assert [card.slug for card in queries.articles(language)] == [f"noise-{language}"]
    assert queries.find_article("noise-fr", "nl") is None


@pytest.mark.parametrize("name", ["slug_fr", "title_nl", "summary_fr", "body_nl"])
def test_a_page_with_a_text_missing_stays_private_and_says_which(context: Flask, name: str) -> None:
    article = add_article(**{name: " "})
    with pytest.raises(TranslationMissing) as refusal:
        publish(article)
    assert refusal.value.missing == (name,)
    assert queries.articles("nl") == queries.articles("fr") == ()


def test_the_database_refuses_half_a_page_too(context: Flask) -> None:
    article = add_article(body_fr="")
    with pytest.raises(IntegrityError), transaction():
        article.published_at = now()


def test_a_withdrawn_page_is_gone(context: Flask) -> None:
    withdraw(publish(add_article()))
    assert queries.find_article("noise-nl", "nl") is None


def test_the_newest_article_stands_first(context: Flask) -> None:
    for key, day in (("old", 1), ("new", 3), ("middle", 2)):
        publish(add_article(key), at=dt.datetime(2026, 9, day, tzinfo=dt.UTC))
    newest = queries.find_article("new-nl", "nl")
    assert newest is not None
    assert [card.slug for card in queries.articles("fr")] == ["new-fr", "middle-fr", "old-fr"]
    assert [card.slug for card in queries.articles("nl", limit=1, without=newest.id)] == ["middle-nl"]


def test_each_change_is_logged_and_makes_ready_pages_stale(context: Flask) -> None:
    article = add_article()
    before = read_stamps()["content"]
    publish(article, actor="staff:7")
    withdraw(article, actor="staff:7")
    lines = db.session.execute(select(AuditEntry.action, AuditEntry.subject, AuditEntry.actor).order_by(AuditEntry.id))
    assert [tuple(line) for line in lines] == [
        ("content:article:published", f"article:{article.id}", "staff:7"),
        ("content:article:withdrawn", f"article:{article.id}", "staff:7"),
    ]
    assert read_stamps()["content"] == before + 2


def test_starter_content_is_loaded_once_and_never_over_what_staff_wrote(context: Flask) -> None:
    assert load_starter_content() == 14
    service = queries.find_service("gezondheidstoezicht", "nl")
    assert service is not None
    with transaction():
        service.title_nl = "Onze onderzoeken"
    assert load_starter_content() == 0
    assert queries.services("nl")[0].title == "Onze onderzoeken"
    assert len(queries.services("fr")) == 8
    assert len(queries.articles("fr")) == 6


def test_a_page_that_was_taken_out_of_the_starter_set_is_added_again_alone(context: Flask) -> None:
    load_starter_content()
    with transaction() as session:
        session.delete(session.scalars(select(Service).where(Service.key == "ergonomic-advice")).one())
    assert load_starter_content() == 1
    assert [service.key for service in queries.services("nl")][3] == "ergonomic-advice"
