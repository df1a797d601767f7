"""The measurement of presence runs, at a size that takes seconds."""

import asyncio
from argparse import Namespace
from pathlib import Path

import pytest

from bench.door_site import open_site
from bench.presence import measure_site


@pytest.mark.browser
def test_console_shows_who_enters_and_leaves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of it: `python -m bench.presence`."""

    async def story() -> None:
        async with open_site("sqlite", badges=1, folder=tmp_path) as site:
            assert await measure_site("sqlite", site, Namespace(rounds=1, aims=False, served=["one process"]))

    asyncio.run(story())
    assert "in the hall" in capsys.readouterr().out
