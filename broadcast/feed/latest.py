"""The board as one node holds it: the latest state of each key, projected and encoded once for each language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import structlog

from broadcast.board.domain.announcements import Announcement, Level, may_be_swept
from broadcast.board.domain.board import Entry, Revision, State
from broadcast.board.domain.display import ProjectionContext, Words, project
from broadcast.feed import wire
from conference.languages import LANGUAGES

_log = structlog.get_logger(__name__)
_OFF = wire.encode_state(None)


MOST_SNAPSHOTS = 512
"""Encoded snapshots kept for one second: seven full ones, and one for each revision that a crowd resumes from."""


class Answer(StrEnum):
    """Why a viewer was sent a snapshot: a metric's label."""

    FRESH = "fresh"
    RECOVERED = "recovered"
    OTHER_EPOCH = "other_epoch"
    FUTURE = "future"
    DOUBT = "doubt"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class KeyUpdate:
    """The update of one key, encoded for each language. Urgent ones wait for nothing."""

    key: str
    urgent: bool
    frames: Mapping[str, wire.Encoded]


class LatestBoard:
    """Holds the newest entry of every key ever on the board, those off it included: so any gap is known.

    `build` names the words of this program, `pages` the files of its pages.
    """

    def __init__(self, words: Words, zone: ZoneInfo, *, build: str = "", pages: str = "", tick_s: int = 5) -> None:
        self.tick_s = tick_s
        self.projection_failures = 0
        self._words = words
        self._zone = zone
        self._build = build
        self._pages = pages
        self._database_epoch = ""
        self._offset = 0
        self._states: dict[str, State] = {}
        self._offsets: dict[str, int] = {}
        self._shown: dict[str, dict[str, bytes]] = {language: {} for language in LANGUAGES}
        self._stamp: object = None
        self._snapshots: dict[tuple[str, int | None], wire.Encoded] = {}

    @property
    def revision(self) -> Revision:
        """The revision viewers see. The texts' build is part of the epoch: other words make another board."""
        epoch = f"{self._database_epoch}-{self._build}" if self._build else self._database_epoch
        return Revision(epoch, self._offset)

    @property
    def known(self) -> bool:
        """Whether a board was ever read."""
        return self._database_epoch != ""

    @property
    def offset(self) -> int:
        """How far this node has come in the database's epoch."""
        return self._offset

    def continues(self, head: Revision) -> bool:
        """Whether the database's head follows on what is held; if not, everything must be read again."""
        return head.epoch == self._database_epoch and head.offset >= self._offset

    def reset(self, head: Revision, entries: Iterable[Entry]) -> None:
        """Forget everything and take the whole board."""
        self._database_epoch, self._offset = head.epoch, head.offset
        self._states, self._offsets = {}, {}
        self._shown = {language: {} for language in LANGUAGES}
        self._snapshots.clear()
        self._take(list(entries))

    def advance(self, head: Revision, entries: Iterable[Entry]) -> list[KeyUpdate]:
        """Take what has changed, and give the updates in the order of their offsets."""
        changed = sorted((e for e in entries if e.offset > self._offset), key=lambda e: e.offset)
        urgent = {e.key for e in changed if _is_urgent(e.state) or _is_urgent(self._states.get(e.key))}
        self._take(changed)
        self._offset = max([head.offset, *(e.offset for e in changed)])
        epoch = self.revision.epoch
        return [self._update(Revision(epoch, e.offset), e.key, urgent=e.key in urgent) for e in changed]

    def snapshot(self, language: str, *, now: datetime, resume: Revision | None = None) -> tuple[Answer, wire.Encoded]:
        """What a viewer needs: what was missed since `resume` if that is certain, else everything.

        Snapshots are the same bytes for everyone who asks for the same within a second; `at` says which.
        """
        answer = self._answer(resume)
        since = resume.offset if resume is not None and answer is Answer.RECOVERED else None
        stamp = (self.revision, now.replace(microsecond=0))
        if self._stamp != stamp or len(self._snapshots) >= MOST_SNAPSHOTS:
            self._stamp = stamp
            self._snapshots.clear()
        encoded = self._snapshots.get((language, since))
        if encoded is None:
            encoded = self._snapshots[language, since] = self._encode(language, since, now)
        return answer, encoded

    def has_sweepable(self, now: datetime) -> bool:
        """Whether an announcement expired so long ago that it may leave the board."""
        return any(isinstance(state, Announcement) and may_be_swept(state, now) for state in self._states.values())

    def tick(self, now: datetime) -> wire.Encoded:
        """A tick at this revision, the same for every language."""
        return wire.encode_tick(self.revision, now)

    def _answer(self, resume: Revision | None) -> Answer:
        if resume is None:
            return Answer.FRESH
        if resume.epoch != self.revision.epoch:
            return Answer.OTHER_EPOCH
        return Answer.RECOVERED if resume.offset <= self._offset else Answer.FUTURE

    def _encode(self, language: str, since: int | None, now: datetime) -> wire.Encoded:
        """A snapshot of what changed after `since`, keys that left the board included; None: of what is on it."""
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
        )

    def _take(self, entries: list[Entry]) -> None:
        for entry in entries:
            self._offsets[entry.key] = entry.offset
            if entry.state is None:
                self._states.pop(entry.key, None)
            else:
                self._states[entry.key] = entry.state
        lens = ProjectionContext(words=self._words, zone=self._zone, board=self._states)
        for entry in entries:
            for language, shown in self._shown.items():
                shown[entry.key] = self._project(entry, lens, language)

    def _project(self, entry: Entry, lens: ProjectionContext, language: str) -> bytes:
        """The state as JSON. One that cannot be projected is shown as off the board: nothing rather than wrong."""
        if entry.state is None:
            return _OFF
        try:
            return wire.encode_state(project(entry.state, lens, language))
        except Exception:
            self.projection_failures += 1
            _log.exception("board.projection_failed", key=entry.key, language=language)
            return _OFF

    def _update(self, revision: Revision, key: str, *, urgent: bool) -> KeyUpdate:
        frames = {language: wire.encode_update(revision, key, shown[key]) for language, shown in self._shown.items()}
        return KeyUpdate(key, urgent, frames)


def _is_urgent(state: State | None) -> bool:
    return isinstance(state, Announcement) and state.level is Level.URGENT
