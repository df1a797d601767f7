"""Transliterations of one name have words and keys in common; other names do not."""

import pytest

from accreditation.duplicates.domain.spellings import consonants, is_latin, latin_words, sound_key, sound_keys


@pytest.mark.parametrize(
    "spellings",
    [
        ("Mohammed", "Muhammad", "Mohamed", "محمد"),
        ("Khaled", "Khalid"),
        ("Gamal", "Jamal"),
        ("Qasim", "Kassem"),
        ("Yousef", "Yusuf"),
        ("Aleksandr", "Alexander"),
        ("Sergey", "Sergei", "Сергей"),
        ("Shcherbakov", "Щербаков", "Shcherbakow"),
        ("Evgeniy", "Yevgeny"),
        ("LYU", "LV", "LÜ", "LU"),
        ("Nguyen", "Nguyễn"),
        ("El Sayed", "Al-Sayed", "Alsayed"),
        ("Abdelrahman", "Abd al-Rahman", "Abdul Rahman"),
        ("Fatima", "Fatimah"),
    ],
)
def test_spellings_of_one_name_have_one_key(spellings: tuple[str, ...]) -> None:
    assert len({sound_keys(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Hoa", "Huy"), ("Minh", "Mai"), ("Anna", "Ina"), ("Karim", "Salim"), ("Petrov", "Pavlov")]
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert sound_keys(one) != sound_keys(other)


def test_short_words_keep_their_vowels() -> None:
    assert sound_key("petr") != sound_key("pyotr")
    assert consonants("petr") == consonants("pyotr")


def test_words_are_folded_and_without_articles() -> None:
    assert latin_words("Đỗ Thị  Hòa") == ("do", "thi", "hoa")
    assert latin_words("محمد القاسم") == ("mhmd", "qasm")
    assert latin_words("陳小龍") == ("陈小龙",)
    assert latin_words("AL") == ("al",)
    assert latin_words("") == ()


def test_plain_latin_name_says_no_more_than_a_passport() -> None:
    assert is_latin("Nguyen Van A")
    assert not is_latin("Nguyễn Văn A")
