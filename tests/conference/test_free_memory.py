"""Release of the C library's free memory, and systems without that function."""

import ctypes

import pytest

from conference.free_memory import release_free_memory


class RecordingLibrary:
    """C library whose `malloc_trim` records its arguments."""

    def __init__(self) -> None:
        self.kept: list[int] = []

    def malloc_trim(self, keep: int) -> int:
        self.kept.append(keep)
        return 1


def test_release_keeps_no_free_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    library = RecordingLibrary()
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: library)
    release_free_memory()
    assert library.kept == [0]


def test_release_ignores_a_library_without_the_function(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str | None] = []

    def open_library(name: str | None) -> object:
        opened.append(name)
        return object()

    monkeypatch.setattr(ctypes, "CDLL", open_library)
    release_free_memory()
    assert opened == [None]


def test_release_ignores_a_library_that_cannot_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str | None) -> object:
        raise OSError(f"cannot load {name}")

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    release_free_memory()
