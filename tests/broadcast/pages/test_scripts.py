"""The modules of the board's pages, tried in Node where they need no page (tests/vectors/*.test.mjs)."""

import subprocess
from pathlib import Path

import pytest

VECTORS = Path(__file__).parents[2] / "vectors"


@pytest.mark.parametrize("name", ["board", "feed", "goodbye", "highlights", "renewal", "views"])
def test_scripts_follow_their_vectors(name: str) -> None:
    result = subprocess.run(
        ["node", "--test", str(VECTORS / f"{name}.test.mjs")], capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
