"""Locations of files that are not code: in the source tree during development, inside the package once installed."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_BUNDLED = _PACKAGE / "bundled"


def _data_folder(name: str) -> Path:
    bundled = _BUNDLED / name
    return bundled if bundled.is_dir() else _PACKAGE.parent / name


def locales_folder() -> Path:
    """Return the folder that holds one catalogue per language."""
    return _data_folder("locales")


def event_folder(event: str) -> Path:
    """Return the folder of an event. `event` is the name of a shipped event, or a path, which contains a slash."""
    return Path(event) if "/" in event else _data_folder("events") / event
