"""The measurements run, at a size that takes seconds, and tell a right snapshot from a wrong one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.storm import is_right

ROOT = Path(__file__).parents[2]
BOARD = (
    b'{"type":"snapshot","version":1,"offset":9,"recovered":false,"at":"2025-10-25T02:00:00Z",'
    b'"keys":{"a":{"offset":3,"state":1},"b":{"offset":9,"state":{"at":"x"}}}}'
)


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
@pytest.mark.skipif(not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2, reason="one core")
def test_fanout_measures_every_server_that_is_there() -> None:
    command = [sys.executable, "-m", "bench.fanout", "--viewers=35", "--updates=2", "--rounds=1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "every viewer had every update" in done.stdout
    for name in ("rostrum", "websockets", "aiohttp", "floor"):
        assert f"\nround 1  {name} " in done.stdout


def test_a_snapshot_is_right_when_only_its_moment_differs() -> None:
    assert is_right(BOARD.replace(b"02:00:00", b"02:00:07"), BOARD, None)
    assert not is_right(BOARD.replace(b'"at":"x"', b'"at":"y"'), BOARD, None)
    assert not is_right(BOARD.replace(b'"offset":9,"r', b'"offset":8,"r'), BOARD, None)


def test_a_resumed_snapshot_holds_exactly_what_was_missed() -> None:
    missed = BOARD.replace(b"false", b"true").replace(b'"a":{"offset":3,"state":1},', b"")
    assert is_right(missed, BOARD, 3)
    assert is_right(missed, BOARD, 8)
    assert not is_right(missed, BOARD, 2)
    assert not is_right(missed.replace(b"true", b"false"), BOARD, 3)
    assert not is_right(BOARD, BOARD, 3)
    assert not is_right(missed, BOARD, 9)
