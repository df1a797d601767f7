"""The modules of the board's pages, tried in Node where they need no page (tests/javascript/*.test.mjs)."""

import subprocess

import pytest

from tests.support.paths import JAVASCRIPT


@pytest.mark.parametrize("name", ["board", "feed", "goodbye", "highlights", "page_reload", "screen_agent", "views"])
def test_scripts_follow_their_vectors(name: str) -> None:
    result = subprocess.run(
        ["node", "--test", str(JAVASCRIPT / f"{name}.test.mjs")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
