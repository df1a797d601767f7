"""The measurement of streams: another tone is not the language, and what is not seen is not right."""

import pytest

from bench.streams import PLACES, HeardLanguage, print_heard, print_stop
from tests.browser.stream_server import TONES


def test_another_tone_is_not_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    """All of it: `python -m bench.streams`."""
    right = HeardLanguage("fr", TONES["fr"] + 5, 0.4)
    assert print_heard("plenary", [right, right]) == (True, True)
    assert print_heard("plenary", [right, HeardLanguage("vi", TONES["fr"], 20.0)]) == (False, False)
    assert capsys.readouterr().out.count("NOT heard") == 1


def test_late_choice_misses_the_aim(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_heard("plenary", [HeardLanguage("fr", TONES["fr"], 1.01)]) == (True, False)
    assert "NOT met" in capsys.readouterr().out


def test_stop_is_right_when_each_place_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    soon = dict.fromkeys(PLACES, 12.0)
    assert print_stop("ru", soon, soon) == (True, True)
    assert print_stop("ru", {**soon, "console": 15.1}, soon) == (True, False)
    assert print_stop("ru", {**soon, "page": None}, soon) == (False, False)
    assert print_stop("ru", soon, {**soon, "player": None}) == (False, True)
    assert capsys.readouterr().out.count("NOT seen") == 2
