"""Screens that are asked to show their name, so that a technician finds the one that a list names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

IDENTIFIED_FOR = timedelta(seconds=20)
"""How long a screen shows its name: long enough to walk along a wall of screens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """The name of the screen that shows its name until `until`; None: every screen shows its own."""

    screen: str | None
    until: datetime
