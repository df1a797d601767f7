"""Alias keys of outlet names (A17)."""

import unicodedata

import pytest

from accreditation.applications.domain.outlets import KEY_LENGTH, alias_key, spelling_key
from conference.texts.folding import fold_to_key


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
def test_spellings_of_one_name_fold_to_one_key(same: tuple[str, ...]) -> None:
    assert len({fold_to_key(name) for name in same}) == 1


@pytest.mark.parametrize(
    "same",
    [
        ("NBC News", "nbc  news", "ＮＢＣ Ｎｅｗｓ"),
        ("Báo Nhân Dân", unicodedata.normalize("NFD", "Báo Nhân Dân"), "BÁO NHÂN DÂN"),
        ("Straßenbote", "STRASSENBOTE"),
    ],
)
def test_case_width_and_spaces_share_a_spelling_key(same: tuple[str, ...]) -> None:
    assert len({spelling_key(name) for name in same}) == 1


@pytest.mark.parametrize(
    "pair", [("R&T", "RT"), ("N1", "N+1"), ("Canal", "Canal+"), ("Tuổi Trẻ", "Tươi Trẻ"), ("الجزيرة", "الجزيره")]
)
def test_signs_and_marks_tell_outlets_apart(pair: tuple[str, str]) -> None:
    assert spelling_key(pair[0]) != spelling_key(pair[1])
    assert alias_key(pair[0]) != alias_key(pair[1])


@pytest.mark.parametrize("pair", [("हिन्दी", "हनद"), ("がぎ", "かき"), ("ไทยรัฐ", "ไทยรฐ"), ("BBC", "NBC"), ("A1", "A2")])
def test_names_that_differ_keep_different_keys(pair: tuple[str, str]) -> None:
    assert alias_key(pair[0]) != alias_key(pair[1])


@pytest.mark.parametrize("name", ["", "—", "{}%", "😀", "\u202e"])
def test_name_without_letters_folds_to_an_empty_key(name: str) -> None:
    assert fold_to_key(name) == ""


def test_key_length_is_bounded_after_normalisation() -> None:
    assert len(alias_key("n" * 256)) == KEY_LENGTH
