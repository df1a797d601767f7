"""Plain text of letters: width of lines, scripts without spaces, isolates."""

import pytest

from conference.mail.plain_text import wrap_line
from conference.texts.isolates import FIRST_STRONG, POP_ISOLATE, isolate


def test_words_fill_lines_of_the_width() -> None:
    assert wrap_line("one two three four", 9) == ["one two", "three", "four"]


def test_word_longer_than_a_line_is_not_broken() -> None:
    address = "https://press.example.org/en/applications/abcdefghijkl"
    assert wrap_line(f"See {address} now", 20) == ["See", address, "now"]


def test_no_break_space_holds_words_together() -> None:
    assert wrap_line("le 25\u00a0octobre", 8) == ["le", "25\u00a0octobre"]


def test_wide_characters_take_two_columns() -> None:
    assert wrap_line("您的申请已收到", 6) == ["您的申", "请已收", "到"]


def test_punctuation_does_not_begin_a_line() -> None:
    assert wrap_line("申请已收到。谢谢", 10) == ["申请已收", "到。谢谢"]


def test_opening_sign_does_not_end_a_line() -> None:
    assert wrap_line("签署《河内公约》", 6) == ["签署", "《河内", "公约》"]


@pytest.mark.parametrize("value", ["Anna Maria Luisa Ferreira", "منظمة الأخبار الوطنية", "新华通讯社记者站"])
def test_each_line_closes_its_isolates(value: str) -> None:
    lines = wrap_line(f"Dear {isolate(value)}, welcome", 12)
    assert len(lines) > 2
    for line in lines:
        assert line.count(FIRST_STRONG) == line.count(POP_ISOLATE)
    inner = "".join(line.replace(FIRST_STRONG, "").replace(POP_ISOLATE, "") for line in lines)
    assert inner.replace(" ", "") == f"Dear{value},welcome".replace(" ", "")
