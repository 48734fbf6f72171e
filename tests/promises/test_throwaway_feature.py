"""A feature that forgets to declare something makes the suite fail, with a message that says what to declare."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask, Response, make_response, render_template_string
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from cesi_site.core.languages import Text
from cesi_site.core.settings import PROJECT
from cesi_site.register import Holding, Register, Term, by_address
from cesi_site.register.labels import unlabelled
from cesi_site.register.schema import unclaimed_columns
from tests.register.throwaway import make_activity
from tests.support.declared import forms_without_notice, undeclared_cookies

# What is forgotten, a test of this suite that meets it, and what it says to declare.
FORGOTTEN = {
    "column": (
        "tests/privacy/test_completeness.py::test_every_column_of_the_database_is_declared",
        "party_guest.shoe_size: name it in `export`",
    ),
    "cookie": ("tests/privacy/test_policy.py::test_A2_one_policy_names_its_readers", "declare Cookie(name='confetti'"),
    "form": (
        "tests/promises/test_notices.py::test_K1_every_form_has_its_notice_and_link",
        "/nl/feest: a form asks for data without its notice: declare its Activity",
    ),
}


@pytest.mark.promise("F9")
@pytest.mark.promise("K1")
@pytest.mark.parametrize("what", FORGOTTEN)
def test_a_feature_that_forgets_to_declare_makes_the_suite_fail_and_is_told_what_to_write(what: str) -> None:
    place, message = FORGOTTEN[what]
    file, _colons, name = place.partition("::")
    words = ["-p", "tests.promises.forgetful", "-p", "no:randomly", "-p", "no:cacheprovider", "--engine", "sqlite"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, file, "-k", name],
        env=os.environ | {"FORGOTTEN": what},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    assert message in done.stdout


class Base(DeclarativeBase):
    """Apart from the site's own tables."""

    registry = registry(metadata=MetaData())


class Guest(Base):
    """Who came to the party; nobody thought of the shoe size."""

    __tablename__ = "throwaway_guest"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    shoe_size: Mapped[int]


def holding(**export: object) -> Holding:
    return Holding(
        key="party.guests",
        name=Text("uw komst", "votre venue"),
        model=Guest,
        subject=by_address(Guest.email),
        clock=Guest.id,  # type: ignore[arg-type]
        kept=Term(days=1),
        clock_in_words=Text("vanaf het feest", "à partir de la fête"),
        export={"email": Guest.email, **export},  # type: ignore[dict-item]
    )


def test_a_column_that_nobody_claims(tmp_path: Path) -> None:
    forgotten = Register([make_activity(key="party", holdings=(holding(),))])
    (message,) = unclaimed_columns(Base.metadata, forgotten)
    assert message.startswith("throwaway_guest.shoe_size: name it in `export`")
    assert "processing.py" in message
    declared = Register([make_activity(key="party", holdings=(holding(shoes=Guest.shoe_size),))])
    assert unclaimed_columns(Base.metadata, declared) == []


def test_a_name_in_an_export_that_nobody_translated() -> None:
    (message,) = unlabelled([holding(shoes=Guest.shoe_size)])
    assert "'shoes' has no label; add it to LABELS" in message


@pytest.mark.promise("F9")
@pytest.mark.engine("sqlite")
def test_a_cookie_that_nobody_declared(make_app: object, app: Flask) -> None:
    @app.get("/nl/party")
    def party() -> Response:
        response = make_response("x", {"Content-Type": "text/plain"})
        response.set_cookie("confetti", "1")
        return response

    answer = app.test_client().get("/nl/party")
    assert "Set-Cookie" not in answer.headers
    (message,) = undeclared_cookies(app)
    assert "declare Cookie(name='confetti'" in message
    gate = app.wsgi_app
    while not hasattr(gate, "violations"):
        gate = gate.app  # type: ignore[attr-defined]
    gate.violations.clear()  # else this very suite would fail


@pytest.mark.promise("K1")
@pytest.mark.engine("sqlite")
def test_a_form_without_its_notice(app: Flask) -> None:
    page = "<!doctype html><html lang='nl-BE'><head><title>x</title></head><body><h1>x</h1>{}</body></html>"
    form = "<form method='post'><label>Name <input name='name'></label>{}<button>Go</button></form>"
    (message,) = forms_without_notice("/nl/party", page.format(form.format("")))
    assert "declare its Activity" in message
    assert "notice_for" in message
    with app.test_request_context("/nl/"):
        notice = render_template_string(
            "{% from 'components/processing_notice.html' import processing_notice %}"
            "{{ processing_notice(notice_for('contact')) }}"
        )
    assert forms_without_notice("/nl/party", page.format(form.format(notice))) == []
