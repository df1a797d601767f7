"""A board with sessions, streams of its hall, and playlists in a dict."""

from dataclasses import dataclass, field

import pytest
from msgspec import structs

from broadcast.board.ports import Board
from broadcast.media.domain.states import TrackState
from broadcast.media.ports import FetchError, StreamServices
from broadcast.media.storage import SqlStreamStates
from conference.event import Event, Stream
from tests.broadcast.board.actions.conftest import loaded
from tests.support.board_pages import served
from tests.support.streams import FLOOR, FRENCH

__all__ = ["loaded", "served"]


@dataclass
class Playlists:
    """Texts by address, and the addresses that were fetched. An address without a text cannot be reached."""

    texts: dict[str, str] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    async def fetch(self, address: str) -> tuple[str, str]:
        self.fetched.append(address)
        if address not in self.texts:
            raise FetchError(TrackState.UNREACHABLE)
        return self.texts[address], address

    def append_segment(self, stream: Stream, number: int) -> None:
        """Let a stream have another newest segment."""
        text = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:{number}\n#EXTINF:2,\n{number}.ts\n"
        self.texts[stream.address] = text


@pytest.fixture
def playlists() -> Playlists:
    return Playlists()


@pytest.fixture
def services(loaded: Board, playlists: Playlists, event: Event) -> StreamServices:
    """The dependencies of the watch, with the floor and one language of the hall."""
    streams = tuple(structs.replace(one, room="hall") for one in (FLOOR, FRENCH))
    declared = structs.replace(event, streams=streams)
    return StreamServices(board=loaded, store=SqlStreamStates(), fetch=playlists.fetch, event=declared)
