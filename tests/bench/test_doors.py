"""The doors' server as a process: killed while its doors scan, it loses nothing."""

import asyncio
from pathlib import Path

from bench.door_crash import crash, flaws_of
from bench.door_site import open_site


def test_killed_server_keeps_each_acknowledged_scan_once(tmp_path: Path) -> None:
    """All of it: `python -m bench.door_crash`."""

    async def story() -> None:
        async with open_site("sqlite", badges=20, folder=tmp_path) as site:
            told = await crash(site, scans_wanted=240, kills=1)
            assert len(told.answers) == 240
            assert told.again > 0
            assert await flaws_of(site, told) == []

    asyncio.run(story())
