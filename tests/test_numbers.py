"""Numbers of migrations and of decisions: each is used once."""

import re
from pathlib import Path

from tests.support.paths import ROOT

VERSIONS = sorted((ROOT / "rostrum/migrations/versions").glob("[0-9]*.py"))


def test_each_migration_follows_the_one_before() -> None:
    numbers = [path.name[:4] for path in VERSIONS]
    assert numbers == [f"{n:04}" for n in range(1, len(VERSIONS) + 1)]
    assert [_read_constant(path, "revision") for path in VERSIONS] == numbers
    assert [_read_constant(path, "down_revision") for path in VERSIONS[1:]] == numbers[:-1]


def test_each_decision_has_its_own_number() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]


def _read_constant(path: Path, name: str) -> str:
    match = re.search(rf'^{name} = "(\d+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    return match[1] if match else ""
