"""The unit file for boxes is one that systemd accepts, and starts a profile that is kept."""

import shutil
import subprocess
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[3] / "docs/screens/rostrum-screen.service"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    copy = tmp_path / UNIT.name
    text = UNIT.read_text("utf-8").replace("/usr/bin/cage", "/usr/bin/env")  # a program that is installed here
    copy.write_text(text, "utf-8")
    result = subprocess.run(
        ["systemd-analyze", "verify", copy], capture_output=True, text=True, timeout=60, check=False
    )
    told = [line for line in result.stderr.splitlines() if UNIT.name in line]
    assert told == []


def test_box_starts_at_the_page_of_screens_with_its_profile() -> None:
    text = UNIT.read_text("utf-8")
    assert "${ROSTRUM_SERVER}/screens" in text
    assert "StateDirectory=rostrum-screen" in text
    assert "--user-data-dir=%S/rostrum-screen/profile" in text
    assert "Restart=always" in text
