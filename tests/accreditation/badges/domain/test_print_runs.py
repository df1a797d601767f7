"""Positions in a print run, by typed numbers."""

import pytest

from accreditation.badges.domain.badges import short_code
from accreditation.badges.domain.print_runs import RunIssue, find_position

ISSUES = [RunIssue(f"{n:016x}", 1, number) for n, number in enumerate(("P-0003", "P-0001", "G-0007"))]


@pytest.mark.parametrize(
    ("typed", "position"),
    [
        ("P-0003", 0),
        ("p1", 1),
        ("g0007", 2),
        (short_code("P-0001"), 1),
        ("P-0002", None),
        ("", None),
        ("P-0001-00", None),
    ],
)
def test_number_is_found_in_the_order_of_the_run(typed: str, position: int | None) -> None:
    assert find_position(ISSUES, typed) == position
