"""Events of screens."""

from msgspec import Struct


class ScreensChanged(Struct, frozen=True):
    """A screen was paired, changed, unpaired or removed in this process."""

    name: str
