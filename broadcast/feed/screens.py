"""Track which screens are connected and, separately, what each reports to have painted (CASES B16)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from broadcast.board.domain.board import Revision
from conference.languages import FALLBACK

MAX_SCREENS = 500
"""Maximum number of names: several times the venue's screens. Any client may claim a name, so the number is bounded."""

FORGOTTEN_AFTER = timedelta(minutes=10)
"""How long a screen without a given name is listed after it has disconnected."""

COMPARED_EVERY_S = 1.0
"""Seconds between two comparisons of an unproved screen's texts: anybody may claim such a name, and report often."""

_NEVER = datetime.fromtimestamp(0, UTC)

_DRAWN_NAME = re.compile(r"[a-z]+-[0-9a-f]{8}(\.[a-z]{2})?")
"""A name that a device has drawn itself (`broadcast/pages/static/screen_name.mjs`), and its language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintReport:
    """What a screen says to have painted, and when it said so: page `page` of `pages` of a layout, in a language.

    `is_right`: the texts are those of the board; None when that cannot be told. `waits`: the language waits for its
    turn, the revision is that of its last one. `is_stored`: the device has a copy of the page; None: it does not say.
    """

    revision: Revision
    language: str
    at: datetime
    layout: str = ""
    page: int = 1
    pages: int = 1
    is_right: bool | None = None
    waits: bool = False
    is_stored: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen and its name. `shown` is the revision painted last; None before the first report.

    `shown_at` is the time of the last report,
    `is_right` as in the last report that could be compared, `is_stored` as in the last one that said it.
    `is_elsewhere`: another node tells of it, a tick later. `proved`: it is a paired screen, whose device has proved its
    key. `attempts` counts connections that used the name of a paired screen without that proof, the last one at
    `attempted_at`.
    """

    name: str
    connected: bool
    connected_at: datetime
    language: str
    shown: Revision | None = None
    shown_at: datetime | None = None
    layout: str = ""
    page: int = 1
    pages: int = 1
    is_right: bool | None = None
    waits: bool = False
    is_stored: bool | None = None
    is_elsewhere: bool = False
    proved: bool = False
    attempts: int = 0
    attempted_at: datetime | None = None


class AttemptChange(Struct, frozen=True, kw_only=True):
    """By how much the number of attempts on a name has changed, and when the last one was.

    Fewer: a connection that was counted has proved itself.
    """

    name: str
    number: int
    at: datetime


class Screens:
    """The screens of this node, and the last reported screens of the other nodes.

    A name belongs to the connection that claimed it last.
    """

    def __init__(self) -> None:
        self._screens: dict[str, Screen] = {}
        self._elsewhere: dict[str, Screen] = {}
        self._owners: dict[str, object] = {}
        self._gone_since: dict[str, datetime] = {}
        self._attempts: dict[str, tuple[int, datetime]] = {}
        self._saved_attempts: dict[str, int] = {}
        self._compared_s: dict[str, float] = {}

    def join(self, connection: object, name: str, *, language: str, now: datetime, proved: bool = False) -> bool:
        """Claim a name for a connection; return False if there are too many screens.

        What an earlier connection has shown counts on, unless this one is proved and that one was not.
        """
        if name not in self._screens and len(self._screens) >= MAX_SCREENS and not self._remove_gone():
            return False
        self._owners[name] = connection
        earlier = self._screens.pop(name, None)
        screen = Screen(name=name, connected=True, connected_at=now, language=language, proved=proved)
        if earlier is not None and (earlier.proved or not proved):
            screen = replace(earlier, connected=True, connected_at=now, language=language, proved=proved)
        self._screens[name] = screen
        return True

    def show(self, connection: object, name: str, report: PaintReport) -> bool:
        """Record what a connection's screen has painted; return False if another connection owns the name."""
        if self._owners.get(name) is not connection:
            return False
        earlier = self._screens[name]
        self._screens[name] = replace(
            earlier,
            shown=report.revision,
            shown_at=report.at,
            language=report.language,
            layout=report.layout,
            page=report.page,
            pages=report.pages,
            is_right=_judge_texts(earlier, report),
            waits=report.waits,
            is_stored=earlier.is_stored if report.is_stored is None else report.is_stored,
        )
        return True

    def may_compare(self, connection: object, name: str, now_s: float) -> bool:
        """Return whether the texts of a report are compared now: of the name's owner, if unproved once a second.

        `now_s` is in monotonic seconds.
        """
        if self._owners.get(name) is not connection:
            return False
        if self._screens[name].proved:
            return True
        is_due = now_s - self._compared_s.get(name, -COMPARED_EVERY_S) >= COMPARED_EVERY_S
        if is_due:
            self._compared_s[name] = now_s
        return is_due

    def leave(self, connection: object, name: str) -> None:
        """Mark the screen of an ended connection as gone; it stays in the list."""
        if self._owners.get(name) is connection:
            del self._owners[name]
            self._compared_s.pop(name, None)
            self._screens[name] = replace(self._screens[name], connected=False)

    def note_attempt(self, name: str, now: datetime) -> None:
        """Count a connection that used the name of a paired screen without a proof."""
        count, _ = self._attempts.get(name, (0, now))
        self._attempts[name] = (count + 1, now)

    def forgive_attempt(self, name: str) -> None:
        """Count one less: the connection has proved itself."""
        count, at = self._attempts.pop(name, (0, _NEVER))
        if count > 1:
            self._attempts[name] = (count - 1, at)

    def list_unsaved_attempts(self) -> list[AttemptChange]:
        """Return by how much attempts on this node have changed since they were saved, by name."""
        changes = []
        for name in sorted(self._attempts.keys() | self._saved_attempts.keys()):
            count, at = self._attempts.get(name, (0, _NEVER))
            number = count - self._saved_attempts.get(name, 0)
            if number:
                changes.append(AttemptChange(name=name, number=number, at=at))
        return changes

    def mark_attempts_saved(self, changes: Iterable[AttemptChange]) -> None:
        """Note that these changes are saved."""
        for change in changes:
            saved = self._saved_attempts.pop(change.name, 0) + change.number
            if saved:
                self._saved_attempts[change.name] = saved

    def forget_gone(self, now: datetime) -> None:
        """Forget screens with drawn names that are gone for long; a screen that was given a name stays listed."""
        gone = [name for name, screen in self._screens.items() if not screen.connected and _DRAWN_NAME.fullmatch(name)]
        self._gone_since = {name: self._gone_since.get(name, now) for name in gone}
        for name in gone:
            if now - self._gone_since[name] >= FORGOTTEN_AFTER:
                del self._screens[name]

    def learn(self, elsewhere: Iterable[Screen]) -> None:
        """Replace the other nodes' screens; of several reports on a screen, the connected or latest one counts."""
        self._elsewhere = {}
        for screen in elsewhere:
            told = replace(screen, is_elsewhere=True)
            self._elsewhere[screen.name] = _select_newest(told, self._elsewhere.get(screen.name))

    def list_own(self) -> list[Screen]:
        """Return the screens of this node."""
        unlisted = [_attempted_screen(name) for name in self._attempts if name not in self._screens]
        return [self._with_attempts(screen) for screen in (*self._screens.values(), *unlisted)]

    def list_all(self) -> list[Screen]:
        """Return the known screens of all nodes, sorted by name."""
        own = {screen.name: screen for screen in self.list_own()}
        names = sorted(own.keys() | self._elsewhere.keys())
        return [_select_newest(own.get(name), self._elsewhere.get(name)) for name in names]

    def _with_attempts(self, screen: Screen) -> Screen:
        if screen.name not in self._attempts:
            return screen
        count, at = self._attempts[screen.name]
        return replace(screen, attempts=count, attempted_at=at)

    def _remove_gone(self) -> bool:
        """Remove the screen that has been gone longest; return False if all are connected."""
        gone = next((name for name, screen in self._screens.items() if not screen.connected), None)
        if gone is not None:
            del self._screens[gone]
        return gone is not None


def _judge_texts(earlier: Screen, report: PaintReport) -> bool | None:
    """Return whether the texts are right: as the report was compared, else as the last one of the same revision."""
    if report.is_right is None and report.revision == earlier.shown and not report.waits:
        return earlier.is_right
    return report.is_right


def _select_newest(first: Screen | None, second: Screen | None) -> Screen:
    """Select from two reports on one screen: a connected one first, then the latest; attempts on both count."""
    reports = [screen for screen in (first, second) if screen is not None]
    newest = max(reports, key=lambda screen: (screen.connected, screen.connected_at))
    if not any(screen.attempts for screen in reports):
        return newest
    attempted = max(screen.attempted_at for screen in reports if screen.attempted_at is not None)
    return replace(newest, attempts=sum(screen.attempts for screen in reports), attempted_at=attempted)


def _attempted_screen(name: str) -> Screen:
    """Return the row of a screen of which this node knows nothing but attempts."""
    return Screen(name=name, connected=False, connected_at=_NEVER, language=FALLBACK)
