"""The board as one node holds it: the latest state of each key, projected and encoded once for each language."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import structlog
from msgspec import UNSET, Struct, UnsetType

from broadcast.board.actions.announcements import is_sweepable
from broadcast.board.domain.alerts import SiteAlert
from broadcast.board.domain.announcements import Announcement, Level, has_expired
from broadcast.board.domain.board import Entry, Revision, State, session_key
from broadcast.board.domain.display import ProjectionContext, Words, project
from broadcast.board.domain.speakers import SpeakersList
from broadcast.feed import wire
from conference.languages import LANGUAGES

_log = structlog.get_logger(__name__)
_OFF = wire.encode_state(None)


MAX_SNAPSHOTS = 512
"""Encoded snapshots cached for one second: seven full ones, and one for each revision that viewers resume from."""


class Answer(StrEnum):
    """Reason why a viewer was sent a snapshot; a label of a metric."""

    FRESH = "fresh"
    RECOVERED = "recovered"
    OTHER_EPOCH = "other_epoch"
    FUTURE = "future"
    DOUBT = "doubt"
    RESET = "reset"


class KeyUpdate(Struct, frozen=True):
    """The update of one key, encoded for each language. Urgent updates are sent even to lagging connections."""

    key: str
    urgent: bool
    frames: Mapping[str, wire.Encoded]


class LatestBoard:
    """Hold the newest entry of every key, removed keys included, so that any gap can be recovered.

    `build` identifies the texts of this program, `pages` the files of its pages.
    """

    def __init__(self, words: Words, zone: ZoneInfo, *, build: str = "", pages: str = "", tick_s: int = 5) -> None:
        self.tick_s = tick_s
        self.projection_failures = 0
        self._words = words
        self.zone = zone
        self._build = build
        self._pages = pages
        self._rate: int | UnsetType = UNSET
        self._database_epoch = ""
        self._offset = 0
        self._states: dict[str, State] = {}
        self._offsets: dict[str, int] = {}
        self._shown: dict[str, dict[str, bytes]] = {language: {} for language in LANGUAGES}
        self._cached_at: object = None
        self._snapshots: dict[tuple[str, int | None], wire.Encoded] = {}

    @property
    def revision(self) -> Revision:
        """The revision that viewers see. The epoch includes the build of the texts: other texts make another board."""
        epoch = f"{self._database_epoch}-{self._build}" if self._build else self._database_epoch
        return Revision(epoch, self._offset)

    @property
    def is_loaded(self) -> bool:
        """Whether a board has been read."""
        return self._database_epoch != ""

    @property
    def offset(self) -> int:
        """Offset of this node in the database's epoch."""
        return self._offset

    def set_rate(self, rate: int) -> None:
        """Tell viewers from now on that the board's clock advances by `rate` seconds in a second (rehearsals)."""
        self._rate = rate
        self._snapshots.clear()

    def continues(self, head: Revision) -> bool:
        """Return whether `head` continues the loaded board; if not, the whole board must be read again."""
        return head.epoch == self._database_epoch and head.offset >= self._offset

    def is_followed_by(self, before: Revision) -> bool:
        """Return whether a commit after `before` continues the loaded board without a gap."""
        return before == Revision(self._database_epoch, self._offset)

    def changed_since(self, offset: int) -> set[str]:
        """Return the keys that have changed after `offset`, removed ones included."""
        return {key for key, at in self._offsets.items() if at > offset}

    def is_unchanged(self, keys: Iterable[str], *, since: int) -> bool:
        """Return whether all of these keys are known and none has changed after the offset `since`."""
        return all(self._offsets.get(key, since + 1) <= since for key in keys)

    def encoded_state(self, key: str, language: str) -> bytes:
        """Return the state of a key in one language as JSON, `null` for a key that is not on the board."""
        return self._shown[language].get(key, _OFF)

    def list_urgent_everywhere(self, now: datetime, *, until: int) -> list[str]:
        """Return the keys of urgent announcements for everywhere that have not expired and changed last by `until`."""
        return [
            key
            for key, state in self._states.items()
            if isinstance(state, Announcement)
            and state.level is Level.URGENT
            and state.rooms is None
            and state.destinations is None
            and not has_expired(state, now)
            and self._offsets[key] <= until
        ]

    def list_speakers(self) -> list[SpeakersList]:
        """Return the whole lists of speakers of the sessions on the board."""
        lists = [state for state in self._states.values() if isinstance(state, SpeakersList)]
        return [one for one in lists if session_key(one.session_id) in self._states]

    def reset(self, head: Revision, entries: Iterable[Entry]) -> None:
        """Replace the loaded board by `entries`."""
        self._database_epoch, self._offset = head.epoch, head.offset
        self._states, self._offsets = {}, {}
        self._shown = {language: {} for language in LANGUAGES}
        self._snapshots.clear()
        self._store_entries(list(entries))

    def advance(self, head: Revision, entries: Iterable[Entry]) -> list[KeyUpdate]:
        """Store the changed entries and return their updates in the order of their offsets."""
        changed = sorted((e for e in entries if e.offset > self._offset), key=lambda e: e.offset)
        urgent = {e.key for e in changed if _is_urgent(e.state) or _is_urgent(self._states.get(e.key))}
        self._store_entries(changed)
        self._offset = max([head.offset, *(e.offset for e in changed)])
        epoch = self.revision.epoch
        return [self._encode_update(Revision(epoch, e.offset), e.key, urgent=e.key in urgent) for e in changed]

    def snapshot(self, language: str, *, now: datetime, resume: Revision | None = None) -> tuple[Answer, wire.Encoded]:
        """Return the changes since `resume` if they are certain, else the whole board.

        Equal requests within one second (`at` of the snapshot) get the same bytes.
        """
        answer = self._choose_answer(resume)
        since = resume.offset if resume is not None and answer is Answer.RECOVERED else None
        cached_at = (self.revision, now.replace(microsecond=0))
        if self._cached_at != cached_at or len(self._snapshots) >= MAX_SNAPSHOTS:
            self._cached_at = cached_at
            self._snapshots.clear()
        encoded = self._snapshots.get((language, since))
        if encoded is None:
            encoded = self._snapshots[language, since] = self._encode_snapshot(language, since, now)
        return answer, encoded

    def has_sweepable(self, now: datetime) -> bool:
        """Return whether an announcement or an alert expired so long ago that it may be removed from the board."""
        return any(is_sweepable(state, now) for state in self._states.values())

    def tick(self, now: datetime) -> wire.Encoded:
        """Encode a tick at this revision, the same for every language."""
        return wire.encode_tick(self.revision, now, rate=self._rate)

    def _choose_answer(self, resume: Revision | None) -> Answer:
        if resume is None:
            return Answer.FRESH
        if resume.epoch != self.revision.epoch:
            return Answer.OTHER_EPOCH
        return Answer.RECOVERED if resume.offset <= self._offset else Answer.FUTURE

    def _encode_snapshot(self, language: str, since: int | None, now: datetime) -> wire.Encoded:
        """Encode the keys changed after `since`, removed keys included; with None, all keys on the board."""
        shown = self._shown[language]
        keys = self._states if since is None else [key for key, at in self._offsets.items() if at > since]
        return wire.encode_snapshot(
            self.revision,
            {key: (self._offsets[key], shown[key]) for key in keys},
            language=language,
            recovered=since is not None,
            at=now,
            tick_s=self.tick_s,
            build=self._pages,
            rate=self._rate,
        )

    def _store_entries(self, entries: list[Entry]) -> None:
        for entry in entries:
            self._offsets[entry.key] = entry.offset
            if entry.state is None:
                self._states.pop(entry.key, None)
            else:
                self._states[entry.key] = entry.state
        context = ProjectionContext(words=self._words, zone=self.zone, board=self._states)
        for entry in entries:
            for language, shown in self._shown.items():
                shown[entry.key] = self._project_state(entry, context, language)

    def _project_state(self, entry: Entry, context: ProjectionContext, language: str) -> bytes:
        """Return the state as JSON. On an error the key is sent as removed: no wrong value is shown."""
        if entry.state is None:
            return _OFF
        try:
            return wire.encode_state(project(entry.state, context, language))
        except Exception:
            self.projection_failures += 1
            _log.exception("board.projection_failed", key=entry.key, language=language)
            return _OFF

    def _encode_update(self, revision: Revision, key: str, *, urgent: bool) -> KeyUpdate:
        frames = {language: wire.encode_update(revision, key, shown[key]) for language, shown in self._shown.items()}
        return KeyUpdate(key, urgent, frames)


def _is_urgent(state: State | None) -> bool:
    return isinstance(state, SiteAlert) or (isinstance(state, Announcement) and state.level is Level.URGENT)
