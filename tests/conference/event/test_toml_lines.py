"""Lines of the keys of a TOML file."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from conference.event.toml_lines import find_lines
from tests.conference.event.folders import HANOI

TEXT = '''# [[rooms]] in a comment
id = "a # b" # more
name.fr = "[[x]]"
"name" . \'en\' = """
[[rooms]]
"""
[desk]
hours = [
  { opens_at = 2025-10-25 09:00:00, zones = ["a", "b"] }, # first

  {
  }
]
[[rooms]]
code = "R1"
[[rooms]]
code = \'R2\'
[rooms.size]
seats = 1_000
'''


def test_line_of_each_key_and_entry_is_found() -> None:
    assert find_lines(TEXT) == {
        ("id",): 2,
        ("name",): 3,
        ("name", "fr"): 3,
        ("name", "en"): 4,
        ("desk",): 7,
        ("desk", "hours"): 8,
        ("desk", "hours", 0): 9,
        ("desk", "hours", 0, "opens_at"): 9,
        ("desk", "hours", 0, "zones"): 9,
        ("desk", "hours", 0, "zones", 0): 9,
        ("desk", "hours", 0, "zones", 1): 9,
        ("desk", "hours", 1): 11,
        ("rooms",): 14,
        ("rooms", 0): 14,
        ("rooms", 0, "code"): 15,
        ("rooms", 1): 16,
        ("rooms", 1, "code"): 17,
        ("rooms", 1, "size"): 18,
        ("rooms", 1, "size", "seats"): 19,
    }


def value_paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Iterate over the paths of all values but whole sections, which have no line of their own."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in pairs:
        if not (isinstance(one, list) and one and isinstance(one[0], dict)) or isinstance(value, list):
            yield (*path, key)
        yield from value_paths(one, (*path, key))


@pytest.mark.parametrize("file", [path.relative_to(HANOI) for path in sorted(HANOI.rglob("*.toml"))], ids=str)
def test_every_value_of_the_reference_files_has_a_line(file: Path) -> None:
    text = (HANOI / file).read_text("utf-8")
    lines = find_lines(text)
    assert not {path for path in value_paths(tomllib.loads(text)) if path not in lines}
