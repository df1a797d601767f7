"""The texts of one drawing as its template is given them, each list of faces said once."""

from accreditation.badges.art.text import printable, set_text


class TextFamilies:
    """Lists of faces, each once: a run's texts use a handful."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, ...], int] = {}

    def _place(self, families: tuple[str, ...]) -> int:
        return self._places.setdefault(families, len(self._places))

    def listed(self) -> list[list[str]]:
        """Every list of faces; `families` of a text is its index here."""
        return [list(families) for families in self._places]

    def text(self, text: str, country: str = "") -> dict[str, object]:
        """A text with its language, direction and faces (`SetText`), as JSON has it."""
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
            "families": self._place(words.families),
        }
