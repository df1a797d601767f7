"""Alias keys of outlet names (A17)."""

import unicodedata

import pytest

from accreditation.applications.domain.outlets import KEY_LENGTH, alias_key


@pytest.mark.parametrize(
    "same",
    [
        ("NBC News", "nbc  news", "N.B.C. News", "ＮＢＣ Ｎｅｗｓ", "NBC-News!"),
        ("Báo Nhân Dân", "bao nhan dan", unicodedata.normalize("NFD", "Báo Nhân Dân"), "BÁO NHÂN DÂN"),
        ("Đài Tiếng nói Việt Nam", "Dai Tieng noi Viet Nam"),
        ("الجَزيرة", "الجزيرة"),
        ("Gazeta Wyborcza Łódź", "gazeta wyborcza lodz"),
        ("Straßenbote", "STRASSENBOTE"),
        ("İstanbul Postası", "istanbul postasi"),
        ("Ёлка", "елка"),
        ("Ἀθῆναι", "Αθηναι"),
    ],
)
def test_spellings_of_one_name_share_a_key(same: tuple[str, ...]) -> None:
    assert len({alias_key(name) for name in same}) == 1


@pytest.mark.parametrize("pair", [("हिन्दी", "हनद"), ("がぎ", "かき"), ("ไทยรัฐ", "ไทยรฐ"), ("BBC", "NBC"), ("A1", "A2")])
def test_names_that_differ_keep_different_keys(pair: tuple[str, str]) -> None:
    assert alias_key(pair[0]) != alias_key(pair[1])


@pytest.mark.parametrize("name", ["", "—", "{}%", "😀", "\u202e"])
def test_name_without_letters_has_an_empty_key(name: str) -> None:
    assert alias_key(name) == ""


def test_key_length_is_bounded_after_normalisation() -> None:
    assert len(alias_key("\ufdfa" * 120)) == KEY_LENGTH
