"""Projection of the interpretation of a session to what screens show in one language."""

from datetime import UTC
from typing import Protocol

from broadcast.board.domain.interpretation import FLOOR, Interpretation
from broadcast.board.domain.shown import ShownChannel, ShownInterpretation


class InterpretationWords(Protocol):
    """Texts of the interpretation in each language."""

    def language_name(self, language: str, code: str) -> str: ...
    def lost_languages(self, language: str, names: str) -> str: ...


def project_interpretation(state: Interpretation, words: InterpretationWords, language: str) -> ShownInterpretation:
    """Return the channels with the names of their languages, and the text about those that are lost."""
    channels = tuple(
        ShownChannel(
            number=channel.number,
            language=channel.language,
            name=words.language_name(language, channel.language),
            lost=channel.language in state.lost,
        )
        for channel in state.channels
    )
    names = [channel.name for channel in channels if channel.lost and channel.language != FLOOR]
    return ShownInterpretation(
        session=state.session_id,
        channels=channels,
        until=None if state.until is None else state.until.astimezone(UTC).replace(microsecond=0),
        lost=words.lost_languages(language, _join_names(language, names)) if names else None,
    )


def _join_names(language: str, names: list[str]) -> str:
    separator = {"zh": "、", "ar": "، "}.get(language, ", ")
    return separator.join(names)
