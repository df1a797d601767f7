"""The first acts of two days, in a real browser, at a size that takes seconds."""

import asyncio
from argparse import Namespace

import pytest

from bench.two_days.__main__ import main_async


@pytest.mark.browser
def test_first_acts_are_on_every_screen_and_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    """All of it: `python -m bench.two_days`."""
    short = {"acts": 3, "hours": 48.0, "sessions": ["se-01", "welcome"], "headless": 2, "real": 1, "longest_wait": 0.0}
    options = Namespace(**short, aims=False)
    assert asyncio.run(main_async(options)) == 0, capsys.readouterr().out
    assert "3 acts on 3 screens: changes of room 1" in capsys.readouterr().out
