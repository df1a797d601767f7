"""One check of all streams: each address is fetched once, however many streams name it."""

import asyncio
from collections.abc import Mapping, Sequence

from yarl import URL

from broadcast.media.domain.playlists import MasterPlaylist, MediaPlaylist, NotPlaylistError, find_track, read_playlist
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
        """Return what the playlists of a stream say."""
        try:
            playlist = await self._find_media(stream)
        except FetchError as error:
            return error.state
        except NotPlaylistError:
            return TrackState.NO_PLAYLIST
        if playlist is None:
            return TrackState.NO_LANGUAGE
        return progress.judge_playlist(playlist, self._services.board.clock.now(), self._services.rules)

    async def _find_media(self, stream: Stream) -> MediaPlaylist | None:
        """Return the playlist of segments of a stream, None if its master playlist does not have its language."""
        playlist, base = await self._read_once(stream.address)
        if isinstance(playlist, MediaPlaylist):
            return playlist
        track = find_track(playlist, _KINDS.get(stream.role, "AUDIO"), stream.language)
        if track is None:
            return None
        try:
            address = str(URL(base).join(URL(track)))
        except ValueError as error:
            raise NotPlaylistError(track) from error
        inner, _ = await self._read_once(address)
        if isinstance(inner, MasterPlaylist):
            raise NotPlaylistError(address)
        return inner

    async def _read_once(self, address: str) -> _Fetched:
        if address not in self._fetched:
            self._fetched[address] = asyncio.create_task(self._fetch_playlist(address))
        return await self._fetched[address]

    async def _fetch_playlist(self, address: str) -> _Fetched:
        text, base = await self._services.fetch(address)
        return read_playlist(text), base
