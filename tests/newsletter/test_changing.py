"""What a reader changes by the personal link: edition, themes, address; and getting the link back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from cesi_site.choices import operations as choices
from cesi_site.choices import queries as chosen
from cesi_site.choices.models import Address, Decision, Method, Reason, Use
from cesi_site.choices.tokens import token_for
from cesi_site.core.database import db
from cesi_site.newsletter import operations
from cesi_site.newsletter.models import Signup, Subscription
from cesi_site.newsletter.queries import subscriptions as queries
from tests.newsletter.readers import Visitor, reader
from tests.support.client import CheckingClient, find_all, parse

WHO, NEW = "noor@voorbeeld.be", "noor@nieuw.example"


def subscription(email: str = WHO) -> Subscription:
    found = queries.find_subscription(email)
    assert found is not None
    return found


def change_page(app: Flask, email: str = WHO, language: str = "nl") -> str:
    with app.app_context():
        token = token_for(reader(email).address_id)
    return {"nl": f"/nl/nieuwsbrief/wijzigen/{token}", "fr": f"/fr/newsletter/modifier/{token}"}[language]


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_themes_and_edition_are_changed_at_once(app: Flask, client: CheckingClient, language: str) -> None:
    page = change_page(app, language=language)
    ticked = [box for box in find_all(parse(client.get(page).text), "input", name="themes") if "checked" in box.attrib]
    assert len(ticked) == 3
    answer = client.post(page, data={"language": "fr", "themes": ["training"]})
    assert answer.status_code == 303
    assert answer.location.startswith("/fr/newsletter/modifier/")
    assert "Enregistré" in client.get(answer.location).text
    with app.app_context():
        assert (subscription().language, subscription().themes) == ("fr", ["training"])


def test_no_theme_at_all_is_no_choice(app: Flask, client: CheckingClient) -> None:
    answer = client.post(change_page(app), data={"language": "nl"})
    assert answer.status_code == 422
    assert "schrijf u uit" in answer.text


@pytest.mark.promise("B3")
def test_B3_a_new_address_counts_once_it_is_confirmed_and_the_old_one_is_told(app: Flask, visitor: Visitor) -> None:
    visitor.subscribe(themes=["hr"])
    visitor.client.post("/nl/nieuwsbrief/mijn-link", data={"email": WHO})
    old = {part: visitor.link(part) for part in ("wijzigen", "uitschrijven", "voorkeuren")}
    answer = visitor.press(old["wijzigen"].replace("wijzigen", "adres"), email=NEW)
    assert answer.status_code == 303
    link = visitor.link("bevestigen", NEW)
    with app.app_context():
        assert queries.find_subscription(NEW) is None
        assert subscription().runs
    assert WHO not in visitor.smtp.to(NEW)[-1].text
    visitor.press(link)
    assert visitor.mails(NEW)[-1] == "De nieuwsbrief komt voortaan op dit adres"
    assert visitor.mails(WHO)[-1] == "De nieuwsbrief komt niet meer op dit adres"
    assert NEW not in visitor.smtp.to(WHO)[-1].text
    with app.app_context():
        assert queries.find_subscription(WHO) is None
        assert subscription(NEW).themes == ["hr"]
        assert [one.method for one in chosen.choices_of(NEW)] == [Method.NEW_ADDRESS, Method.LINK]
        assert chosen.is_blocked(Use.NEWSLETTER, NEW) is None
        assert chosen.is_blocked(Use.NEWSLETTER, WHO) is Reason.MOVED
    for page in (old["wijzigen"], old["voorkeuren"]):  # an old mailbox shows nothing of the person any more
        shown = visitor.client.get(page).text
        assert "vroeger adres" in shown
        assert NEW not in shown
    assert NEW not in visitor.client.get(old["uitschrijven"]).text
    visitor.press(old["uitschrijven"])
    with app.app_context():
        assert not subscription(NEW).runs


def test_moving_to_an_address_that_reads_already_leaves_one_subscription(context: Flask) -> None:
    first, other = reader(WHO, themes=("hr",)), reader(NEW, language="fr")
    token = token_for(other.address_id)
    asked = operations.request_change_of_address(first, email=NEW, number="x")
    operations.confirm(signup_id=asked, language="nl")
    (left,) = db.session.scalars(select(Subscription)).all()
    assert (left.address.email, left.language, left.themes) == (NEW, "nl", ["hr"])
    assert token_for(left.address_id) == token  # links in mails to that address go on working


def test_an_objection_follows_to_the_new_address(context: Flask) -> None:
    first = reader(WHO)
    choices.record_choice(WHO, Use.ANALYSIS, Decision.OBJECTION, method=Method.PAGE, language="nl")
    operations.confirm(signup_id=operations.request_change_of_address(first, email=NEW, number="x"), language="nl")
    assert chosen.is_blocked(Use.ANALYSIS, NEW) is Reason.OBJECTED


def test_who_left_meanwhile_is_not_brought_back_by_a_new_address(context: Flask) -> None:
    first = reader(WHO)
    asked = operations.request_change_of_address(first, email=NEW, number="x")
    operations.unsubscribe(first.address_id, method=Method.ONE_CLICK)
    with pytest.raises(operations.LinkGone):
        operations.confirm(signup_id=asked, language="nl")
    assert queries.find_subscription(NEW) is None
    asked_again = db.session.get(Signup, asked)
    assert asked_again is None or asked_again.confirmed_at is None


def test_the_same_address_again_changes_nothing(context: Flask) -> None:
    first = reader(WHO)
    asked = operations.request_change_of_address(first, email=WHO, number="x")
    assert operations.confirm(signup_id=asked, language="nl").address.email == WHO
    assert len(db.session.scalars(select(Address)).all()) == 1


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_lost_link_comes_by_mail_and_the_page_never_tells_who_is_known(
    app: Flask, visitor: Visitor, language: str
) -> None:
    page = {"nl": "/nl/nieuwsbrief/mijn-link", "fr": "/fr/newsletter/mon-lien"}[language]
    visitor.subscribe()
    answers = [visitor.client.post(page, data={"email": email}) for email in (WHO, "onbekend@voorbeeld.be")]
    assert len({(answer.status_code, answer.location) for answer in answers}) == 1
    assert WHO not in answers[0].location
    assert visitor.client.get(answers[0].location).status_code == 200
    assert visitor.mails("onbekend@voorbeeld.be") == []
    assert visitor.client.get(visitor.link("(?:wijzigen|modifier)")).status_code == 200
    before = len(visitor.mails())
    visitor.client.post(page, data={"email": WHO})
    assert len(visitor.mails()) == before  # one in half an hour


@pytest.mark.parametrize(
    "path", ["/nl/nieuwsbrief/wijzigen/", "/nl/nieuwsbrief/adres/", "/nl/nieuwsbrief/uitschrijven/"]
)
def test_a_forged_link_is_not_found(client: CheckingClient, path: str) -> None:
    assert client.get(path + "1-aaaaaaaaaaaaaaaaaaaaaaaaaa").status_code == 404


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_pages_of_one_person_are_kept_by_nobody(app: Flask, client: CheckingClient, language: str) -> None:
    answer = client.get(change_page(app, language=language))
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in answer.headers


def test_renewing_begins_three_years_anew(context: Flask) -> None:
    first = reader(WHO)
    assert operations.renew(first.address_id, language="nl", page="renewal").renewal_asked_at is None
    last = chosen.current(WHO, Use.NEWSLETTER)
    assert last is not None
    assert last.method is Method.RENEWAL
    operations.unsubscribe(first.address_id, method=Method.PAGE)
    with pytest.raises(operations.NotReading):
        operations.renew(first.address_id, language="nl", page="renewal")
