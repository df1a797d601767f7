"""One check of all streams: each address is fetched once, however many streams name it."""

import asyncio
from collections.abc import Mapping, Sequence

from msgspec import structs
from yarl import URL

from broadcast.media.domain.playlists import (
    MasterPlaylist,
    MediaPlaylist,
    NotPlaylistError,
    Segment,
    find_track,
    read_playlist,
)
from broadcast.media.domain.states import TrackProgress, TrackState
from broadcast.media.ports import FetchError, StreamServices
from conference.event import Stream

_Fetched = tuple[MasterPlaylist | MediaPlaylist, str]

_KINDS = {"interpretation": "AUDIO", "captions": "SUBTITLES"}
"""What the language of a stream chooses in a master playlist, by its role."""


async def check_streams(
    services: StreamServices, streams: Sequence[Stream], progress: Mapping[str, TrackProgress]
) -> dict[str, TrackState]:
    """Return what was found of each stream; `progress` is the memory of each, which is kept for the next check."""
    check = _Check(services)
    found = await asyncio.gather(*(check.find_state(one, progress[one.id]) for one in streams))
    return {stream.id: state for stream, state in zip(streams, found, strict=True)}


class _Check:
    """The playlists that were fetched in one check, by address."""

    def __init__(self, services: StreamServices) -> None:
        self._services = services
        self._fetched: dict[str, asyncio.Task[_Fetched]] = {}

    async def find_state(self, stream: Stream, progress: TrackProgress) -> TrackState:
        """Return what the playlists of a stream say; until then its newest segment is the one that was known before."""
        segment: Segment | None = None
        try:
            found = await self._find_media(stream)
            if found is None:
                return TrackState.NO_LANGUAGE
            playlist, base = found
            segment = _join_addresses(base, playlist.segment)
        except FetchError as error:
            return error.state
        except NotPlaylistError:
            return TrackState.NO_PLAYLIST
        finally:
            progress.segment = segment
        return progress.judge_playlist(playlist, self._services.board.clock.now(), self._services.rules)

    async def _find_media(self, stream: Stream) -> tuple[MediaPlaylist, str] | None:
        """Return the playlist of segments of a stream and its address, None if its master lacks its language."""
        playlist, base = await self._read_once(stream.address)
        if isinstance(playlist, MediaPlaylist):
            return playlist, base
        track = find_track(playlist, _KINDS.get(stream.role, "AUDIO"), stream.language)
        if track is None:
            return None
        address = _join_address(base, track)
        inner, inner_base = await self._read_once(address)
        if isinstance(inner, MasterPlaylist):
            raise NotPlaylistError(address)
        return inner, inner_base

    async def _read_once(self, address: str) -> _Fetched:
        if address not in self._fetched:
            self._fetched[address] = asyncio.create_task(self._fetch_playlist(address))
        return await self._fetched[address]

    async def _fetch_playlist(self, address: str) -> _Fetched:
        text, base = await self._services.fetch(address)
        return read_playlist(text), base


def _join_address(base: str, reference: str) -> str:
    """Return the address that a playlist at `base` refers to. Raises NotPlaylistError for what is no address."""
    try:
        return str(URL(base).join(URL(reference)))
    except ValueError as error:
        raise NotPlaylistError(reference) from error


def _join_addresses(base: str, segment: Segment | None) -> Segment | None:
    if segment is None:
        return None
    start = _join_address(base, segment.start) if segment.start else ""
    return structs.replace(segment, address=_join_address(base, segment.address), start=start)
