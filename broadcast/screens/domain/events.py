"""Events of screens."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScreensChanged:
    """A screen was paired, changed, unpaired or removed in this process."""

    name: str
