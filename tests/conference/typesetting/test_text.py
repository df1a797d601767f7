"""Typed text prepared for print: invisible characters, scripts, Han forms, line breaks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.fonts.families import CJK, FAMILIES, coverage
from conference.typesetting.text import clusters, main_script, printable, set_text
from tests.support.badge_samples import NAMES


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (unicodedata.normalize("NFD", "Nguyễn Thị Hường"), "Nguyễn Thị Hường"),
        ("A\x00B\x1bC\x9f", "ABC"),
        ("\u202eevil\u202c \u2066x\u2069\u200e\u200f\u061c", "evil x"),
        ("soft\u00adhyphen\u2060\ufeff\u200b", "softhyphen"),
        (" a\tb\r\n c\u2028d\u00a0e ", "a b c d e"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("\u200d \u200c", ""),
        ("\u0303\u0303", ""),
        ("x\U000e0041\U000e0042", "x"),
        ("\ufa19 \ufa11", "\ufa19 \ufa11"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("Q" + "\u0303" * 9, "Q" + "\u0303" * 3),
        ("\ud800A", "A"),
        ("", ""),
    ],
)
def test_printable_keeps_letters_and_drops_invisible_ones(typed: str, printed: str) -> None:
    assert printable(typed) == printed
    assert printable(printed) == printed


@pytest.mark.parametrize("script", NAMES)
def test_text_is_set_in_its_own_script(script: str) -> None:
    expected = {"Hant": "Hani"}.get(script, script)
    words = set_text(printable(NAMES[script]))
    assert main_script(NAMES[script]) == expected
    assert words.direction == ("rtl" if script in {"Arab", "Hebr"} else "ltr")
    first = words.families[0]
    letters = {ord(letter) for letter in words.text if letter.isalpha()}
    assert letters <= coverage()[first]
    assert set(words.families) == set(FAMILIES)


@pytest.mark.parametrize(
    ("name", "country", "form"),
    [
        ("王小明", "", "SC"),
        ("王小明", "TW", "TC"),
        ("王小明", "HK", "HK"),
        ("王小明", "JP", "JP"),
        ("王小明", "KR", "KR"),
        ("刘晓东", "", "SC"),
        ("陳美齡", "", "TC"),
        ("黒沢辻", "", "JP"),
        ("小野寺 あおい", "CN", "JP"),
        ("김서연", "CN", "KR"),
    ],
)
def test_han_letters_take_the_forms_of_the_country(name: str, country: str, form: str) -> None:
    words = set_text(name, country)
    assert words.families[0] == f"Noto Sans CJK {form}"
    assert words.families[0] in CJK
    assert (words.language, words.region) == {
        "SC": ("zh", "CN"),
        "TC": ("zh", "TW"),
        "HK": ("zh", "HK"),
        "JP": ("ja", "JP"),
        "KR": ("ko", "KR"),
    }[form]


def test_long_words_break_only_between_letters() -> None:
    words = set_text("W" * 30)
    assert words.broken.replace("\u200b", "") == words.text
    assert words.broken.count("\u200b") == 29
    assert set_text("Nguyễn Thị Minh Khai").broken == ""
    conjuncts = set_text("श्री" * 12).broken
    assert "श्\u200b" not in conjuncts
    assert "\u200b" in conjuncts


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", "Latn"),
        ("2025 – 100 %", "Latn"),
        ("Anna Иван", "Latn"),
        ("Иванов A.", "Cyrl"),
        ("王さん", "Hira"),
        ("李 BBC ニュース", "Kana"),
    ],
)
def test_main_script_is_that_of_most_letters(text: str, script: str) -> None:
    assert main_script(text) == script


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("abc", ["a", "b", "c"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("ශ්\u200dරී", ["ශ්\u200d", "රී"]),
        ("\u0301x", ["\u0301", "x"]),
        ("\U0001f469\U0001f3fb!", ["\U0001f469\U0001f3fb", "!"]),
    ],
    ids=ascii,
)
def test_cluster_is_a_letter_with_its_marks(text: str, parts: list[str]) -> None:
    assert list(clusters(text)) == parts


@given(st.text(max_size=60))
def test_any_text_becomes_one_line_without_controls(typed: str) -> None:
    printed = printable(typed)
    assert printable(printed) == printed
    assert printed == " ".join(printed.split())
    assert not {unicodedata.category(letter) for letter in printed} & {"Cc", "Cs"}
    assert "".join(clusters(printed)) == printed


def test_stacked_marks_need_a_higher_line() -> None:
    plain, vietnamese, piled = (set_text(text) for text in ("aaa", "Ễ", "x\u0303"))
    assert plain.rise < vietnamese.rise < piled.rise
    assert plain.fall < piled.fall


@pytest.mark.parametrize(
    ("text", "spaced"), [("Nguyễn Hoa", True), ("สมชาย", False), ("王小明", False), ("ليلى", True)]
)
def test_scripts_without_spaces_may_break_anywhere(text: str, spaced: bool) -> None:
    assert set_text(text).spaced is spaced
