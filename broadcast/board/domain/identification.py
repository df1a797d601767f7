"""Screens that are asked to show their name, so that a technician finds the one that a list names."""

from datetime import datetime, timedelta

from msgspec import Struct

IDENTIFIED_FOR = timedelta(seconds=20)
"""How long a screen shows its name: long enough to walk along a wall of screens."""


class Identification(Struct, frozen=True, kw_only=True):
    """The name of the screen that shows its name until `until`; None: every screen shows its own."""

    screen: str | None
    until: datetime
