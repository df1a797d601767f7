"""The board's store on SQLite and PostgreSQL, besides the contract of every store."""

from datetime import date

import msgspec
import pytest

from broadcast.board.domain.board import State
from broadcast.board.domain.sessions import Phase, Reason
from broadcast.board.domain.speakers import SpeakersList, Turn
from broadcast.board.ports import ChangeAuthor, Write
from broadcast.board.storage import SqlBoardStore, decode_state
from conference.storage.transactions import Transactions
from tests.support.board_samples import MORNING, NOON, announcement, event_info, session, speaker
from tests.support.each_database import database

__all__ = ["database"]


def test_key_of_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError, match="secret/1"):
        decode_state("secret/1", "{}")


def test_turns_and_days_are_kept_by_name() -> None:
    assert Turn("spoken") is Turn.SPOKEN
    kept = event_info()
    assert kept.days == (date(2025, 10, 25),)


KEYED: list[tuple[str, State]] = [
    ("event", event_info()),
    ("session/opening", session(phase=Phase.DELAYED, until=NOON, reason=Reason.PROTOCOL)),
    ("speakers/debate", SpeakersList(session_id="debate", speakers=(speaker("VN"),))),
    ("announcement/a1", announcement(expires_at=NOON, rooms=("hall",))),
]


@pytest.mark.parametrize(("key", "state"), KEYED, ids=lambda value: value if isinstance(value, str) else "")
def test_state_is_decoded_by_the_kind_of_its_key(key: str, state: State) -> None:
    assert decode_state(key, msgspec.json.encode(state).decode()) == state


def test_a_state_is_decoded_once() -> None:
    text = msgspec.json.encode(event_info()).decode()
    assert decode_state("event", text) is decode_state("event", "".join(text))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"id": 5}', '"opening"'])
def test_malformed_state_is_an_error(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_state("session/opening", text)


async def test_long_values_of_a_change_are_stored_whole(transactions: Transactions) -> None:
    author = ChangeAuthor(action="broadcast:test:done", operator="s" * 80, operator_name="Ễ" * 200, at=MORNING)
    key, state = "announcement/" + "a" * 140, announcement("a" * 140)
    async with transactions.write() as transaction:
        await SqlBoardStore().lock(transaction)
        await SqlBoardStore().add_entries(transaction, [Write(key=key, state=state, previous=0)], author)
        (change,) = await SqlBoardStore().list_changes(transaction, limit=5)
    assert (change.key, change.operator_name, change.state) == (key, "Ễ" * 200, state)
