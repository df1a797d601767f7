"""Typed text: kept, cleaned, or refused with a code (A8)."""

import unicodedata
from collections.abc import Callable

import pytest

from conference.texts.folding import fold
from conference.texts.typed_text import (
    LINE_LENGTH,
    NOTE_LENGTH,
    Problem,
    clean_line,
    clean_note,
    presentable,
    presentable_lines,
    problem_of,
    read_line,
    read_note,
    western_digits,
)

KEPT = [
    "{",
    "}",
    "%s",
    "<b>x</b>",
    "O'Brien",
    "=cmd()",
    "a" * LINE_LENGTH,
    "Cher",
    "สมศรี ใจดี",
    "ကျော်စွာ",
    "क्ष‍त्रिय",
    "علی‌رضا",
]


@pytest.mark.parametrize("text", KEPT)
def test_harmless_text_is_kept_as_it_is(text: str) -> None:
    assert clean_line(text) == unicodedata.normalize("NFC", text)
    assert problem_of(clean_line(text)) is None


def test_decomposed_and_composed_spellings_become_one() -> None:
    assert clean_line(unicodedata.normalize("NFD", "Nguyễn")) == "Nguyễn"


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200f", "\ufeff", "\u00ad", "\u200b"])
def test_invisible_formatting_characters_are_removed(hidden: str) -> None:
    assert clean_line(f"An{hidden}na") == "Anna"


def test_white_space_becomes_single_spaces() -> None:
    assert clean_line("  Anna\t \u3000Maria\r\n") == "Anna Maria"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("An\x00na", "text.control"),
        ("An\x1bna", "text.control"),
        ("\udcff", "text.encoding"),
        ("An\ufffdna", "text.encoding"),
        ("\ue000", "text.unknown"),
        ("\U0003ffff", "text.unknown"),
        ("a" + "\u0323\u0302" * 9, "text.marks"),
    ],
)
def test_unstorable_characters_are_refused_by_name(text: str, code: str) -> None:
    assert problem_of(clean_line(text)) == Problem(code)


def test_too_long_text_reports_its_length() -> None:
    assert problem_of("a" * 121) == Problem("text.too_long", {"most": 120, "length": 121})


@pytest.mark.parametrize(("read", "most"), [(read_line, LINE_LENGTH), (read_note, NOTE_LENGTH)])
def test_far_too_long_text_is_returned_as_it_is(read: Callable[[str], tuple[str, Problem | None]], most: int) -> None:
    typed = "a" + "\u0301\u0316" * 500_000
    text, problem = read(typed)
    assert text == typed[: 4 * most]
    assert problem == Problem("text.too_long", {"most": most, "length": 1_000_001})


def test_line_typed_decomposed_may_be_as_long_as_any() -> None:
    assert read_line(unicodedata.normalize("NFD", "ᾂ" * LINE_LENGTH)) == ("ᾂ" * LINE_LENGTH, None)
    text, problem = read_line("ᾂ" * (LINE_LENGTH + 1))
    assert problem == Problem("text.too_long", {"most": LINE_LENGTH, "length": LINE_LENGTH + 1})
    assert len(text) == LINE_LENGTH + 1


def test_length_is_reported_before_other_problems() -> None:
    assert problem_of("\x00" * 121) == Problem("text.too_long", {"most": 120, "length": 121})


def test_note_keeps_its_lines() -> None:
    assert clean_note("  one \r\ntwo\r\n\r\n") == "one\ntwo"
    assert problem_of(clean_note("one\ntwo"), most=1000) is None


def test_text_to_show_again_has_nothing_that_breaks_a_page() -> None:
    assert presentable("a\x00b\udcffc") == "a\ufffdb\ufffdc"
    assert presentable_lines("a\tb\r\nc\x00") == "a\tb\nc\ufffd"


def test_digits_of_every_script_are_read() -> None:
    assert western_digits("+٨٤ ۹۱۲ ０１") == "+84 912 01"


@pytest.mark.parametrize("name", ["\ufa19\ufa1b", "\ufa19 太郎", "\U0002f80c"])
def test_compatibility_ideographs_are_kept_as_typed(name: str) -> None:
    assert read_line(name) == (name, None)
    assert fold(name) == fold(unicodedata.normalize("NFC", name))


def test_letters_beside_a_compatibility_ideograph_are_composed() -> None:
    assert clean_line("e\u0301\ufa19e\u0301") == "é\ufa19é"
