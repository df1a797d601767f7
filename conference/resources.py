"""Where the files that are not code lie: in the tree while developing, inside the package once installed."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_BUNDLED = _PACKAGE / "bundled"


def _folder(name: str) -> Path:
    bundled = _BUNDLED / name
    return bundled if bundled.is_dir() else _PACKAGE.parent / name


def locales_folder() -> Path:
    """The folder with one catalogue a language."""
    return _folder("locales")


def event_folder(event: str) -> Path:
    """The folder of an event: one that is shipped, by name, or any other, by its path."""
    return Path(event) if "/" in event else _folder("events") / event
