"""Lines of the keys of a TOML file, for messages about its values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Keys and indexes that lead to a value, such as ("rooms", 0, "name", "fr")."""

_TOKEN = re.compile(
    r'(?P<text>"""(?:\\.|[^\\])*?"{3,5}|\'{3}.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<bare>[^\s\"'#=.,\[\]{}]+)|(?P<mark>[=.,\[\]{}\n])|(?P<skip>#[^\n]*|[^\S\n]+)",
    re.DOTALL,
)

_Token = tuple[str, int]


def find_lines(text: str) -> dict[Path, int]:
    """Return the line of each key and of each entry of an array. `text` is valid TOML."""
    return _LineFinder(text).find()


class _LineFinder:
    def __init__(self, text: str) -> None:
        self._tokens = list(_split_tokens(text))
        self._at = 0
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}

    def find(self) -> dict[Path, int]:
        base: Path = ()
        while self._at < len(self._tokens):
            if self._accept_token("\n"):
                continue
            if self._peek() == "[":
                base = self._read_header()
            else:
                self._read_pair(base)
        return self._lines

    def _read_header(self) -> Path:
        line = self._tokens[self._at][1]
        self._accept_token("[")
        is_entry = self._accept_token("[")
        path = self._resolve_path(self._read_key(), line)
        while self._accept_token("]"):
            pass
        if is_entry:
            path = (*path, self._next_index(path))
        self._note_line(path, line)
        return path

    def _read_pair(self, base: Path) -> None:
        line = self._tokens[self._at][1]
        path: Path = base
        for part in self._read_key():
            path = (*path, part)
            self._note_line(path, line)
        self._accept_token("=")
        self._read_value(path)

    def _read_key(self) -> Path:
        parts = [_key_part(self._take_token())]
        while self._accept_token("."):
            parts.append(_key_part(self._take_token()))
        return tuple(parts)

    def _read_value(self, path: Path) -> None:
        if self._accept_token("["):
            self._read_array(path)
        elif self._accept_token("{"):
            while not self._accept_token("}"):
                if self._peek() in {",", "\n"}:
                    self._take_token()
                else:
                    self._read_pair(path)
        else:
            while self._at < len(self._tokens) and self._peek() not in {",", "]", "}", "\n"}:
                self._take_token()

    def _read_array(self, path: Path) -> None:
        index = 0
        while not self._accept_token("]"):
            if self._peek() in {",", "\n"}:
                self._take_token()
                continue
            self._note_line((*path, index), self._tokens[self._at][1])
            self._read_value((*path, index))
            index += 1

    def _resolve_path(self, keys: Path, line: int) -> Path:
        """Return the path of a header: below an array of tables, that of its last entry."""
        path: Path = ()
        for number, key in enumerate(keys, start=1):
            path = (*path, key)
            if path in self._counts and number < len(keys):
                path = (*path, self._counts[path] - 1)
            self._note_line(path, line)
        return path

    def _next_index(self, path: Path) -> int:
        index = self._counts.get(path, 0)
        self._counts[path] = index + 1
        return index

    def _note_line(self, path: Path, line: int) -> None:
        self._lines.setdefault(path, line)

    def _peek(self) -> str:
        return self._tokens[self._at][0]

    def _take_token(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][0]

    def _accept_token(self, token: str) -> bool:
        if self._at < len(self._tokens) and self._peek() == token:
            self._at += 1
            return True
        return False


def _split_tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "skip":
            yield match.group(), line
        line += match.group().count("\n")


def _key_part(token: str) -> str:
    if token[:1] in {'"', "'"}:
        (part,) = tomllib.loads(f"{token} = 0")
        return str(part)
    return token
