"""A training goes public in both languages at once, or not at all; each act is logged."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cesi_site.audit.models import AuditEntry
from cesi_site.core.clock import now
from cesi_site.core.database import db, transaction
from cesi_site.core.stamps import read_stamps
from cesi_site.enrolment import queries
from cesi_site.enrolment.errors import CodeTaken, InUse, SlugTaken, TranslationMissing
from cesi_site.enrolment.models import OPTIONAL_TEXTS, TEXTS, Theme
from cesi_site.enrolment.operations import (
    change_training,
    copy_training,
    missing_texts,
    publish_training,
    remove_row,
    save_row,
    withdraw_training,
)
from tests.enrolment.conftest import add, add_theme, add_venue, days_ahead, plan

BOTH = [f"{name}_{language}" for name in TEXTS[1:] for language in ("nl", "fr")]


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_new_training_is_a_draft_that_visitors_do_not_find(theme: Theme) -> None:
    training = add("C-1", theme, public=False)
    assert queries.find_training("c-1-nl", "nl") is None
    assert queries.addresses() == []
    publish_training(training, by=None)
    for language in ("nl", "fr"):
        assert queries.find_training(f"c-1-{language}", language) is training
    assert queries.find_training("c-1-fr", "nl") is None
    withdraw_training(training, by=None)
    assert queries.find_training("c-1-nl", "nl") is None


@pytest.mark.parametrize("name", BOTH)
def test_it_goes_public_only_with_every_text_in_both_languages(theme: Theme, name: str) -> None:
    training = add("C-2", theme, public=False, **{name: " "})
    with pytest.raises(TranslationMissing) as refusal:
        publish_training(training, by=None)
    assert refusal.value.missing == (name,)
    assert missing_texts(training) == [name]
    assert training.published_at is None


@pytest.mark.parametrize("name", OPTIONAL_TEXTS)
def test_what_may_be_left_out_is_left_out_in_both(theme: Theme, name: str) -> None:
    half = add("C-3", theme, public=False, **{f"{name}_fr": "La loi"})
    assert missing_texts(half) == [f"{name}_nl"]
    assert missing_texts(add("C-4", theme, public=False)) == []


def test_a_public_training_cannot_lose_a_text(theme: Theme) -> None:
    training = add("C-5", theme)
    with pytest.raises(TranslationMissing):
        change_training(training, by=None, recognitions=[], summary_fr="")
    db.session.refresh(training)
    assert training.summary_fr == "summary C-5 fr"
    with pytest.raises(IntegrityError), transaction():
        training.title_nl = ""


def test_codes_and_addresses_are_used_once(theme: Theme) -> None:
    add("C-6", theme)
    with pytest.raises(CodeTaken):
        add("C-6", theme, slug_nl="another", slug_fr="autre")
    with pytest.raises(SlugTaken):
        add("C-7", theme, slug_nl="c-6-nl")
    with pytest.raises(SlugTaken):
        add("C-8", theme, slug_fr="calendrier")


def test_a_copy_is_a_draft_of_its_own(theme: Theme) -> None:
    training = add("C-9", theme)
    copies = [copy_training(training, by=None) for _ in range(2)]
    assert [copy.code for copy in copies] == ["C-9-2", "C-9-3"]
    assert [copy.slug_fr for copy in copies] == ["c-9-fr-2", "c-9-fr-3"]
    assert all(copy.published_at is None and copy.objectives_nl == training.objectives_nl for copy in copies)


def test_each_act_is_logged_and_what_stays_is_not(theme: Theme, context: Flask) -> None:
    training = add("C-10", theme)
    before = read_stamps()["catalogue"]
    change_training(training, by=None, recognitions=[], title_nl="Nieuw", method_nl=training.method_nl)
    change_training(training, by=None, recognitions=[], title_nl="Nieuw")
    assert acts() == ["enrolment:training:added", "enrolment:training:published", "enrolment:training:changed"]
    assert read_stamps()["catalogue"] == before + 1
    line = db.session.scalars(select(AuditEntry.details).order_by(AuditEntry.id.desc())).first()
    assert line == '{"columns":["title_nl"]}'


def test_prices_are_whole_cents_with_vat(theme: Theme) -> None:
    training = add("C-11", theme, price=Decimal("263.50"), vat_rate=Decimal("21"))
    assert training.with_vat(Decimal("263.50")) == Decimal("318.84")
    assert training.with_vat(Decimal("0")) == Decimal("0.00")
    exempt = add("C-12", theme, vat_rate=Decimal(0))
    assert exempt.with_vat(Decimal("99.99")) == Decimal("99.99")


def test_related_are_the_refresher_first_and_then_the_theme(theme: Theme) -> None:
    refresher = add("C-20", add_theme("Elders"))
    training = add("C-13", theme, refresher_id=refresher.id)
    neighbour, draft = add("C-14", theme), add("C-15", theme, public=False)
    assert queries.related(training) == [refresher.id, neighbour.id]
    assert draft.id not in queries.related(neighbour)


def test_what_is_in_use_stays(theme: Theme) -> None:
    training, venue = add("C-16", theme), add_venue("Gent", "Gand")
    plan(training, days_ahead(9), venue=venue)
    for row in (theme, venue):
        with pytest.raises(InUse):
            remove_row(row, by=None)
    free = add_theme("Vrij")
    remove_row(free, by=None)
    assert "enrolment:theme:removed" in acts()


def test_a_theme_has_words_of_its_own(theme: Theme) -> None:
    facts = {"name_nl": "Brand", "name_fr": "Feu", "icon": "bell", "slug_fr": "feu"}
    with pytest.raises(SlugTaken):
        save_row(Theme, None, by=None, slug_nl=theme.slug_nl, **facts)
    made = save_row(Theme, None, by=None, slug_nl="brand", **facts)
    assert isinstance(made, Theme) and made.position > theme.position
    assert save_row(Theme, made, by=None, slug_nl="brand", **facts) is made


def test_a_training_is_dated_by_its_last_change(theme: Theme) -> None:
    began, later = now(), now() + dt.timedelta(hours=1)
    with time_machine.travel(began, tick=False):
        training = add("C-17", theme, public=False)
    assert training.updated_at == began
    assert publish_training(training, by=None, at=began).published_at == began
    with time_machine.travel(later, tick=False):
        change_training(training, by=None, recognitions=[], title_nl="Nieuw")
    assert (training.updated_at, training.published_at) == (later, began)
