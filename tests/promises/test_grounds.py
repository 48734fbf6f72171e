"""The grounds on which data is used (chapter H)."""

from __future__ import annotations

import pytest

from cesi_site.register import Ground, Register


@pytest.mark.promise("H3")
@pytest.mark.promise("H5")
@pytest.mark.parametrize("key", ["contact", "security"])
def test_H3_H5_contact_and_security_rest_on_a_weighed_interest(declared: Register, key: str) -> None:
    activity = declared.activity(key)
    assert activity.ground is Ground.LEGITIMATE_INTEREST
    assert activity.balancing is not None


@pytest.mark.promise("H5")
def test_H5_security_names_the_duty_of_article_32(declared: Register) -> None:
    words = declared.activity("security").ground_in_words
    assert "artikel 32" in words.nl
    assert "article 32" in words.fr


@pytest.mark.promise("H1")
def test_H1_an_interest_shown_in_the_policy_is_always_weighed(declared: Register) -> None:
    for activity in declared.activities:
        assert (activity.balancing is not None) == (activity.ground is Ground.LEGITIMATE_INTEREST)


@pytest.mark.promise("I1")
def test_I1_nothing_is_kept_over_three_years_without_its_law(declared: Register) -> None:
    assert [holding.key for holding in declared.holdings if holding.kept.months > 36 and holding.law is None] == []


@pytest.mark.promise("H1")
def test_H1_the_newsletter_rests_on_consent_and_its_memory_on_the_law(declared: Register) -> None:
    assert declared.activity("newsletter").ground is Ground.CONSENT
    assert declared.activity("choices").ground is Ground.LEGAL_DUTY
