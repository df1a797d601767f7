"""The source of a count, as typed in the event's languages."""

from collections.abc import Mapping, Sequence

from broadcast.board.domain.announcements import required_languages
from conference.errors import InvalidError
from conference.languages import Text
from conference.texts.typed_text import clean_line


def read_source(languages: Sequence[str], typed: Mapping[str, str] | None) -> Text | None:
    """Return a source in the event's languages; None when no source is given.

    Raises: InvalidError `signing.source_missing`: a required language has no text.
    """
    if typed is None:
        return None
    source = {code: clean_line(typed.get(code, ""))[:200] for code in languages}
    missing = [code for code in required_languages(languages) if not source[code]]
    if missing:
        raise InvalidError("signing.source_missing", {"source": "signing.source_missing"})
    return {code: text for code, text in source.items() if text}
