"""The letters of texts, for which fonts need glyphs."""


def collect_letters(value: object) -> set[str]:
    """Return the letters of all texts in a tree of plain values."""
    if isinstance(value, str):
        return set(value)
    if isinstance(value, dict):
        return set[str]().union(*map(collect_letters, value.values()))
    if isinstance(value, list | tuple):
        return set[str]().union(*map(collect_letters, value))
    return set()
