"""The lock files: every dependency with its version and hashes, and no download address."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; [^\\]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)
LOCKS = ("requirements.lock", "requirements-dev.lock")


def read_lock(name: str) -> dict[str, str]:
    """Package → version. A package without hashes is left out."""
    return {canonicalize_name(package): version for package, version, _ in ENTRY.findall((ROOT / name).read_text())}


def declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return {str(canonicalize_name(Requirement(line).name)) for line in lines} - {"rostrum"}


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_has_hashes(name: str) -> None:
    text = (ROOT / name).read_text()
    assert ENTRY.sub("", text).strip() == ""
    assert "://" not in text


@pytest.mark.parametrize(("name", "extras"), [(LOCKS[0], ["build"]), (LOCKS[1], ["build", "dev"])])
def test_every_declared_dependency_is_locked(name: str, extras: list[str]) -> None:
    assert declared(*extras) - read_lock(name).keys() == set()


def test_program_runs_on_the_versions_that_are_tested() -> None:
    assert read_lock(LOCKS[0]).items() <= read_lock(LOCKS[1]).items()
