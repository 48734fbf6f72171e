"""The forms of a word end at one stem, in each language."""

from __future__ import annotations

import pytest

from cesi_site.core.stemming import stems

FAMILIES = {
    "nl": [
        "opleiding opleidingen opleiden",
        "veilig veilige veiligheid",
        "ergonomisch ergonomische",
        "brief brieven",
        "huis huizen",
        "gevaar gevaren",
        "hulpverlener hulpverleners",
        "evacuatie evacuaties",
        "vertrouwenspersoon vertrouwenspersonen",
        "risico risico's risico’s",
        "brand branden",
    ],
    "fr": [
        "formation formations",
        "secourisme secouriste secouristes secours",
        "ergonomie ergonomique ergonome",
        "évacuation évacuer",
        "psychosocial psychosociaux psychosociale psychosociales",
        "dangereux dangereuse dangereuses",
        "agressif agressive agressivité",
        "incendie incendies l’incendie d'incendie",
        "désigné désignée",
    ],
}


@pytest.mark.parametrize(("language", "family"), [(lang, family) for lang in FAMILIES for family in FAMILIES[lang]])
def test_the_forms_of_a_word_share_a_stem(language: str, family: str) -> None:
    assert len(set(stems(family, language))) == 1, stems(family, language)


def test_a_word_is_found_without_its_accents() -> None:
    assert stems("évacuation prévention", "fr") == stems("evacuation prevention", "fr")


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "brand brandweer bril brief"), ("fr", "incendie incident conseil concert")]
)
def test_different_words_stay_apart(language: str, words: str) -> None:
    assert len(set(stems(words, language))) == len(words.split())


def test_stop_words_signs_and_letters_alone_are_left_out() -> None:
    assert stems("De hulp, en het vuur – van A tot Z!", "nl") == ["hulp", "vuur"]
    assert stems("L’aide et le cœur d’un ami", "fr") == ["aid", "coeur", "ami"]
    assert stems("", "nl") == stems("здравствуйте", "fr") == []


def test_a_code_is_found_by_its_parts_and_a_word_has_its_limit() -> None:
    assert stems("DEMO-EHB-01", "nl") == ["demo", "ehb", "01"]
    assert max(map(len, stems("a" * 3 + "b" * 500, "fr"))) <= 40
