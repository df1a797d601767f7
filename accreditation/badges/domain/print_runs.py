"""Print runs: the badges of one file in their order, and the part of it that came out of the printer. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from accreditation.badges.domain.badges import read_number, read_short_code


class PrintOrder(StrEnum):
    """Order of the badges in a file."""

    NUMBER = "number"
    NAME = "name"
    OUTLET = "outlet"


class PrintLayout(Struct, frozen=True, kw_only=True):
    """How badges are laid out in a file: with the event's back after each if `two_sided`, for cutting with `bleed`."""

    two_sided: bool = False
    bleed: bool = False


PLAIN = PrintLayout()
"""One page of the badge's size for each badge."""


class RunIssue(Struct, frozen=True):
    """One issue of a badge in a print run."""

    badge_id: str
    serial: int
    number: str


@dataclass(frozen=True, slots=True)
class PrintRun:
    """The badges of one file, in its order. `ended_at` is None until the desk has said which of them came out."""

    id: str
    issues: tuple[RunIssue, ...]
    started_at: datetime
    started_by: str
    ended_at: datetime | None = None
    layout: PrintLayout = PLAIN


def find_position(issues: Sequence[RunIssue], typed: str) -> int | None:
    """Return the position of the badge with this typed number or short code; None when it is not among the issues."""
    code = read_short_code(typed)
    number = code.number if code is not None and code.sound else read_number(typed)
    return next((position for position, issue in enumerate(issues) if issue.number == number), None)
