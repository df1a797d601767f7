"""Acts on a list of speakers by their names, as forms and programs send them."""

from collections.abc import Awaitable, Mapping
from types import MappingProxyType
from typing import Protocol

from msgspec import Struct

from broadcast.board.actions.commit import Committed
from broadcast.board.actions.rolling_list import (
    add_speaker,
    close_list,
    enter_reply,
    move_speaker,
    put_last,
    remove_speaker,
    reopen_list,
    swap_speakers,
)
from broadcast.board.actions.speakers import (
    end_statement,
    give_floor,
    give_floor_to_next,
    reinstate_speaker,
    skip_speaker,
)
from broadcast.board.actions.speaking_time import extend_limit, pause_timer, resume_timer
from broadcast.board.domain.speaking.speaker_entries import SpeakerEntry
from broadcast.board.ports import Board
from conference.auth.roles import Staff
from conference.errors import InvalidError
from conference.texts.country_search import find_countries

EXTENSION_S = 60
"""Seconds that the button "add a minute" adds."""


class _ListAct(Protocol):
    def __call__(
        self, board: Board, session_id: str, *, operator: Staff, expected: int | None
    ) -> Awaitable[Committed]: ...


class _SpeakerAct(Protocol):
    def __call__(
        self, board: Board, session_id: str, speaker_id: str, *, operator: Staff, expected: int | None
    ) -> Awaitable[Committed]: ...


LIST_ACTS: Mapping[str, _ListAct] = MappingProxyType(
    {
        "next": give_floor_to_next,
        "end": end_statement,
        "close": close_list,
        "reopen": reopen_list,
        "pause": pause_timer,
        "resume": resume_timer,
    }
)
SPEAKER_ACTS: Mapping[str, _SpeakerAct] = MappingProxyType(
    {
        "give": give_floor,
        "skip": skip_speaker,
        "reinstate": reinstate_speaker,
        "absent": put_last,
        "reply": enter_reply,
        "remove": remove_speaker,
    }
)


class FloorAct(Struct, frozen=True, kw_only=True):
    """An act: its name, the speaker, the speaker to swap places with, the place to move to, the seconds to add.

    `state` is the typed name of a State that is entered, with the class of its speaker.
    """

    name: str
    speaker: str = ""
    other: str = ""
    place: int = 0
    seconds: int = EXTENSION_S
    state: str = ""
    speaker_class: str = ""


async def change_floor(
    board: Board, session_id: str, act: FloorAct, *, operator: Staff, expected: int | None
) -> Committed:
    """Carry out an act on the list of a session.

    Raises: InvalidError `console.unknown_act`, and the errors of the act.
    """
    if act.name in LIST_ACTS:
        return await LIST_ACTS[act.name](board, session_id, operator=operator, expected=expected)
    if act.name in SPEAKER_ACTS:
        return await SPEAKER_ACTS[act.name](board, session_id, act.speaker, operator=operator, expected=expected)
    if act.name == "move":
        return await move_speaker(board, session_id, act.speaker, act.place, operator=operator, expected=expected)
    if act.name == "swap":
        return await swap_speakers(board, session_id, act.speaker, act.other, operator=operator, expected=expected)
    if act.name == "enter":
        entry = SpeakerEntry(country=find_state(act.state), speaker_class=act.speaker_class)
        return await add_speaker(board, session_id, entry, operator=operator, expected=expected)
    if act.name == "extend":
        return await extend_limit(board, session_id, act.seconds, operator=operator, expected=expected)
    raise InvalidError("console.unknown_act")


def find_state(typed: str) -> str:
    """Return the ISO 3166 code of the State that a typed name means.

    Raises: InvalidError `speakers.entry_invalid` with the field `state`: `speakers.state_missing`,
    `speakers.unknown_country`, or `speakers.state_ambiguous` when several States are meant.
    """
    found = find_countries(typed)
    if len(found) == 1:
        return found[0]
    code = "speakers.state_ambiguous" if found else "speakers.unknown_country"
    raise InvalidError("speakers.entry_invalid", {"state": code if typed.strip() else "speakers.state_missing"})
