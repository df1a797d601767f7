"""The names of the doors' devices."""

import pytest

from accreditation.domain.devices import MOST_NAME, tidy_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" Phone\t7\n", "Phone 7"),
        ("e\u0301" * MOST_NAME, "é" * MOST_NAME),
        ("x" * (MOST_NAME + 1), ""),
        ("x" + " " * 1000 + "y", ""),
        ("a" + "\u0301\u0316" * 500_000, ""),
    ],
)
def test_device_name_is_one_line_or_nothing(typed: str, name: str) -> None:
    assert tidy_name(typed) == name
