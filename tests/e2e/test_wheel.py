"""The built wheel serves the event in an empty environment."""

import json
import os
import shutil
import subprocess
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import MORNING
from tests.support.servers import free_port

TAGS = {"zh": "zh-Hans", "en": "en-GB"}
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es", "vi")


@pytest.fixture(scope="module")
def address(installed: Path, loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the installed program, serving what it loaded from a folder without any source."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(loaded, home / "var")
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "ROSTRUM_PORT": str(port), **MORNING}
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([installed / "rostrum", "serve"], stdout=log, stderr=log, cwd=home, env=environment)
        try:
            wait = [str(installed / "python"), "-c", WAIT, f"http://127.0.0.1:{port}/readyz"]
            subprocess.run(wait, cwd=home, env=environment, check=True, timeout=90)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


WAIT = """
import sys, time, urllib.request
for _ in range(600):
    try:
        urllib.request.urlopen(sys.argv[1], timeout=2)
        break
    except OSError:
        time.sleep(0.1)
else:
    sys.exit("not ready")
"""


def fetched(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as response:
        return str(response.read().decode())


def test_wheel_contains_all_data_files(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for language in LANGUAGES:
        assert f"conference/bundled/locales/{language}/LC_MESSAGES/messages.po" in names
    assert "conference/bundled/events/hanoi-2025/event.toml" in names
    assert "conference/bundled/events/hanoi-2025/badge.typ" in names
    assert "conference/templates/base.html" in names
    for subject in ("accreditation/applications", "accreditation/doors", "broadcast/pages", "broadcast/console"):
        assert any(name.startswith(f"{subject}/templates/") for name in names), subject
        assert any(name.startswith(f"{subject}/static/") for name in names), subject
    assert any(name.endswith(".woff2") for name in names)
    assert any(name.startswith("conference/static/vendor/") and name.endswith(".wasm") for name in names)
    assert any(name.startswith("rostrum/migrations/versions/0001") for name in names)
    assert not any(name.startswith(("tests/", "bench/", "var/")) for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_installed_wheel_serves_the_event_in_every_language(address: str, language: str) -> None:
    page = fetched(f"{address}/{language}/")
    assert f'lang="{TAGS.get(language, language)}"' in page
    assert f"/{language}/apply" in page
    board = json.loads(fetched(f"{address}/feed/v1/{language}/board.json"))
    sessions = [key for key in board["keys"] if key.startswith("session/")]
    assert len(sessions) >= 50
    assert fetched(f"{address}/{language}/apply")


def test_installed_wheel_needs_no_source_tree(installed: Path) -> None:
    code = "import conference.resources as r; print(r.locales_folder()); print(r.event_folder('hanoi-2025'))"
    result = subprocess.run(
        [installed / "python", "-I", "-c", code], cwd="/", check=True, capture_output=True, text=True, timeout=60
    )
    assert all(str(installed.parent) in line for line in result.stdout.splitlines())
    for tool in ("pytest", "playwright", "tests"):
        tried = [str(installed / "python"), "-I", "-c", f"import {tool}"]
        assert subprocess.run(tried, cwd="/", check=False, capture_output=True).returncode == 1
