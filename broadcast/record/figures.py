"""Closing figures: what the record and the board count, nothing else."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from broadcast.board.domain.board import TALLY
from broadcast.board.domain.interpretation import FLOOR, Interpretation
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.signing import Tally
from broadcast.record.entries import Happening, Record, RecordEntry

_BEGINS = frozenset({Happening.OPENED, Happening.RESUMED})
_ENDS = frozenset({Happening.SUSPENDED, Happening.ADJOURNED})


class ClosingFigures(Struct, frozen=True, kw_only=True):
    """The figures. `tally` is None before the first signature or count; `languages` are those of interpretation.

    `in_session` is the time in which sessions were in progress, until the moment of the figures.
    """

    tally: Tally | None
    sessions: int
    statements: int
    replies: int
    in_session: timedelta
    languages: tuple[str, ...]


def count_figures(record: Record, now: datetime) -> ClosingFigures:
    """Return the figures at `now`."""
    tally = record.board.get(TALLY)
    held = {one.session for one in record.entries if one.what is Happening.OPENED}
    by_session = (_list_phases(record, session) for session in held)
    kinds = [one.what for one in record.entries]
    return ClosingFigures(
        tally=tally if isinstance(tally, Tally) else None,
        sessions=len(held),
        statements=kinds.count(Happening.STATEMENT),
        replies=kinds.count(Happening.RIGHT_OF_REPLY),
        in_session=sum((_time_in_session(one, now) for one in by_session), timedelta()),
        languages=_list_languages(record, held),
    )


def _list_phases(record: Record, session: str) -> list[RecordEntry]:
    """Return what happened to a session itself, by time."""
    return [one for one in record.entries if one.session == session and isinstance(one.subject, Session)]


def _time_in_session(phases: Iterable[RecordEntry], now: datetime) -> timedelta:
    total, begun_at = timedelta(), None
    for one in phases:
        if one.what in _BEGINS:
            begun_at = begun_at or one.at
        elif one.what in _ENDS and begun_at is not None:
            total, begun_at = total + (one.at - begun_at), None
    return total + (max(now - begun_at, timedelta()) if begun_at is not None else timedelta())


def _list_languages(record: Record, held: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of the languages of interpretation of the sessions that were held."""
    used = [state for state in record.board.values() if isinstance(state, Interpretation) and state.session_id in held]
    return tuple(sorted({one.language for state in used for one in state.channels} - {FLOOR}))
