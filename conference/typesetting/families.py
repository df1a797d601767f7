"""Texts of one drawing as its template reads them; each list of font families is stored once."""

from collections.abc import Sequence

from conference.typesetting.text import printable, set_text


class TextFamilies:
    """Distinct lists of font families; the texts of a run use only a few."""

    def __init__(self) -> None:
        self._indexes: dict[tuple[str, ...], int] = {}

    def _index_of(self, families: tuple[str, ...]) -> int:
        return self._indexes.setdefault(families, len(self._indexes))

    def list_all(self) -> list[list[str]]:
        """List every list of families; `families` of a text is an index of this list."""
        return [list(families) for families in self._indexes]

    def text(self, text: str, country: str = "") -> dict[str, object]:
        """Return a text with its language, direction and families (`SetText`), as JSON data."""
        words = set_text(printable(text), country)
        return {
            "text": words.text,
            "broken": words.broken,
            "language": words.language,
            "region": words.region,
            "direction": words.direction,
            "rise": words.rise,
            "fall": words.fall,
            "spaced": words.spaced,
            "families": self._index_of(words.families),
        }

    def texts(self, texts: Sequence[str]) -> list[dict[str, object]]:
        """Return texts as JSON data, in their order."""
        return [self.text(text) for text in texts]
