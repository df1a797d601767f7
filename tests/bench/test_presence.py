"""The measurement of presence: the badge is that of the first signatory, and a late change misses the aim."""

from pathlib import Path

import pytest

from bench.door_site import open_site
from bench.presence import DOOR, prepare_signing, print_times
from broadcast.signing.actions.register import read_register
from rostrum.parts.board.signing import hall_zones, signing_services
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import open_runtime


async def test_badge_is_tied_to_the_state_that_signs_first(tmp_path: Path) -> None:
    """All of it: `python -m bench.presence`."""
    async with open_site("sqlite", badges=1, folder=tmp_path) as site:
        signing = await prepare_signing(site)
        async with open_runtime(site.settings) as runtime:
            services = signing_services(runtime, assemble_broadcast(runtime).board)
            first = (await read_register(services)).entries[0]
            door = next(one for one in runtime.event.doors if one.id == DOOR)
            assert (first.country, bool(first.badge_id)) == (signing.country, True)
            assert door.zone in hall_zones(runtime.event)


def test_one_late_change_misses_the_aim(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_times("one process", [20.0, 30.0])
    assert not print_times("one process", [20.0, 2001.0])
    assert capsys.readouterr().out.count("NOT met") == 1
