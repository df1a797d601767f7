"""The first acts of two days, in a real browser, at a size that takes seconds."""

import asyncio
from argparse import Namespace

import pytest

from bench.two_days.__main__ import main_async


@pytest.mark.browser
def test_first_acts_are_on_every_screen_and_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    """All of it: `python -m bench.two_days`."""
    options = Namespace(acts=6, hours=48.0, headless=2, real=1, longest_wait=0.0, aims=False)
    assert asyncio.run(main_async(options)) == 0, capsys.readouterr().out
    assert "6 acts on 3 screens: 3 changes of room, 2 changes of time" in capsys.readouterr().out
