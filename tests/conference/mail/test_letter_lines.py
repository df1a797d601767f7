"""Lines of letters: cleaned values, paragraphs of several lines, isolates, escaping."""

import pytest
from markupsafe import Markup

from conference.mail.letter_lines import Line, clean_lines, make_paragraphs, one_line
from conference.texts.isolates import isolate


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_every_line_break_of_a_value_becomes_a_space(sign: str) -> None:
    assert one_line(f"Anna{sign}Bcc: all@example.org") == "Anna Bcc: all@example.org"


def test_control_characters_are_shown_as_replaced() -> None:
    assert one_line("An\x00na\x1b[2J \ud800") == "An\ufffdna\ufffd[2J \ufffd"


def test_overrides_of_direction_are_removed() -> None:
    assert one_line("\u202eanna\u202c") == "anna"


@pytest.mark.parametrize("value", ["anna\u2069 <b>", "\u2068anna", "\u2069anna\u2068"])
def test_isolates_that_are_not_closed_are_removed(value: str) -> None:
    assert not set("\u2066\u2067\u2068\u2069") & set(one_line(value))


def test_isolates_of_a_text_of_the_catalogues_stay() -> None:
    hours = "25 تشرين الأول/أكتوبر: \u206608:00–18:00\u2069"
    assert one_line(hours) == hours


def test_empty_lines_of_a_value_are_dropped() -> None:
    assert clean_lines(" first \r\n\r\n  second  line \n") == ("first", "second line")


def test_value_is_isolated_in_text_and_escaped_in_html() -> None:
    line = Line("Dear {name} & all", {"name": "<script>alert(1)</script>"})
    assert str(line) == f"Dear {isolate('<script>alert(1)</script>')} & all"
    assert Markup(line) == "Dear <bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi> &amp; all"


def test_value_is_not_a_template() -> None:
    assert str(Line("{name}", {"name": "{secret}"})) == isolate("{secret}")


def test_paragraph_of_a_placeholder_has_the_lines_of_its_value() -> None:
    paragraphs = make_paragraphs("Hello\n\n{message}", {"message": ("one", "two")})
    assert [[str(line) for line in paragraph] for paragraph in paragraphs] == [
        ["Hello"],
        [isolate("one"), isolate("two")],
    ]


def test_paragraph_of_an_empty_value_is_left_out() -> None:
    assert len(make_paragraphs("Hello\n\n{message}\n\nBye", {"message": ()})) == 2


def test_value_in_a_sentence_is_one_line() -> None:
    ((line,),) = make_paragraphs("He said: {message}", {"message": ("one", "two")})
    assert str(line) == f"He said: {isolate('one two')}"


def test_placeholder_without_a_value_raises() -> None:
    with pytest.raises(KeyError):
        str(make_paragraphs("Dear {nobody}, hello", {})[0][0])


@pytest.mark.parametrize(("letter", "direction"), [("س", "\u2067"), ("d", "\u2066"), ("1", "\u2066")])
def test_value_with_isolates_has_its_own_direction(letter: str, direction: str) -> None:
    value = f"\u2068{letter}\u2069: \u206606:00–18:00\u2069"
    assert str(Line("{line}", {"line": value})) == f"{direction}{value}\u2069"
