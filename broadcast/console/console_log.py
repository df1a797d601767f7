"""What went out: each change in the operator's language, and how many screens have painted it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from broadcast.board.domain.announcements import Announcement
from broadcast.board.domain.board import Entry, EventInfo, Revision, State, session_key
from broadcast.board.domain.display import ProjectionContext, project
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.shown import ShownAnnouncement, ShownSession, ShownTally
from broadcast.board.domain.signing import Tally
from broadcast.board.domain.speakers import SpeakersList, current_speaker
from broadcast.board.ports import Change
from broadcast.feed.screens import Screen
from conference.languages import pick
from conference.texts.catalogues import key_family

PREFIX = "broadcast:"

ACTIONS = key_family(
    "console.action.",
    (
        "session.opened",
        "session.suspended",
        "session.resumed",
        "session.adjourned",
        "session.delayed",
        "session.postponed",
        "session.cancelled",
        "session.reinstated",
        "speakers.given_floor",
        "speakers.ended",
        "speakers.skipped",
        "speakers.reinstated",
        "speakers.reordered",
        "speakers.added",
        "signature.recorded",
        "signature.removed",
        "tally.confirmed",
        "announcement.posted",
        "announcement.withdrawn",
        "announcement.swept",
        "programme.loaded",
        "board.undone",
    ),
)

CURRENT, BEHIND, SILENT, GONE = "current", "behind", "silent", "gone"
STANDINGS = key_family("console.screens.", (CURRENT, BEHIND, SILENT, GONE))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One change: `action` is its text's key, `about` whom it is about, `left` what it left to be seen.

    `connected` screens of this node, `correct` of them have painted this revision or a later one. `undoable` is the
    key to undo, when this is its latest change and there is something before it.
    """

    offset: int
    at: datetime
    operator: str
    action: str
    about: str
    left: str
    phase: str | None
    connected: int
    correct: int
    undoable: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenRow:
    """One screen: its name, the language it shows, its standing's text key, and when it last said so."""

    name: str
    language: str
    standing: str
    label: str
    shown_at: datetime | None


def log_lines(
    changes: Iterable[Change],
    *,
    lens: ProjectionContext,
    language: str,
    entries: Mapping[str, Entry],
    screens: Sequence[Screen],
    epoch: str,
) -> list[LogRow]:
    """The changes as the operator reads them, newest first; the programme's loading is told once, not key by key."""
    lines: list[LogRow] = []
    for change in changes:
        about, left, phase = describe(change, lens, language)
        line = LogRow(
            offset=change.offset,
            at=change.at,
            operator=change.operator_name,
            action=action_key(change.action),
            about=about,
            left=left,
            phase=phase,
            connected=sum(1 for screen in screens if screen.connected),
            correct=sum(1 for screen in screens if has_painted(screen, Revision(epoch, change.offset))),
            undoable=_undoable(change, entries.get(change.key)),
        )
        if not (lines and _same_load(lines[-1], line)):
            lines.append(line)
    return lines


def screen_lines(screens: Iterable[Screen], head: Revision) -> list[ScreenRow]:
    """Every screen, and whether it shows the board as it is: connected and correct are two things (CASES B16, B17)."""
    return [
        ScreenRow(
            name=screen.name,
            language=screen.language,
            standing=_standing(screen, head),
            label=STANDINGS[_standing(screen, head)],
            shown_at=screen.shown_at,
        )
        for screen in screens
    ]


def has_painted(screen: Screen, revision: Revision) -> bool:
    """Whether a connected screen says that it has painted this revision or a later one of the same epoch."""
    shown = screen.shown
    return screen.connected and shown is not None and shown.epoch == revision.epoch and shown.offset >= revision.offset


def action_key(action: str) -> str:
    """The text's key of an action of the board. Raises KeyError for one that has no words."""
    return ACTIONS[action.removeprefix(PREFIX).replace(":", ".")]


def describe(change: Change, lens: ProjectionContext, language: str) -> tuple[str, str, str | None]:
    """Whom a change is about, what it left to be seen, and the phase if it left one."""
    state = change.state
    match state:
        case Session():
            shown = project(state, lens, language)
            return (shown.title, shown.phase_label, shown.phase) if isinstance(shown, ShownSession) else ("", "", None)
        case SpeakersList():
            speaker = current_speaker(state)
            return _title(state.session_id, lens, language), pick(speaker.name, language)[0] if speaker else "", None
        case Tally():
            return *_tally(state, lens, language), None
        case Announcement():
            announced = project(state, lens, language)
            return (announced.text if isinstance(announced, ShownAnnouncement) else ""), "", None
        case EventInfo():
            return pick(state.short_name, language)[0], "", None
        case None:
            return "", "", None


def _tally(state: Tally, lens: ProjectionContext, language: str) -> tuple[str, str]:
    shown = project(state, lens, language)
    if not isinstance(shown, ShownTally):
        return "", ""
    return (shown.latest[0].name if shown.latest else ""), shown.text


def _title(session_id: str, lens: ProjectionContext, language: str) -> str:
    session: State | None = lens.board.get(session_key(session_id))
    return pick(session.title, language)[0] if isinstance(session, Session) else session_id


def _undoable(change: Change, entry: Entry | None) -> str | None:
    latest = entry is not None and entry.version == change.offset and entry.previous is not None
    return change.key if latest else None


def _same_load(one: LogRow, other: LogRow) -> bool:
    return one.action == other.action == ACTIONS["programme.loaded"]


def _standing(screen: Screen, head: Revision) -> str:
    if not screen.connected:
        return GONE
    if screen.shown is None:
        return SILENT
    return CURRENT if has_painted(screen, head) else BEHIND
