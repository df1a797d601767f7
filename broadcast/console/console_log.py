"""Log of the board: each change in the operator's language, and how many screens have painted it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from broadcast.board.actions.undo import UNDONE
from broadcast.board.domain.alerts import SiteAlert
from broadcast.board.domain.announcements import Announcement
from broadcast.board.domain.board import EVENT, Entry, EventInfo, Revision, State, session_key
from broadcast.board.domain.display import ProjectionContext, project
from broadcast.board.domain.identification import Identification
from broadcast.board.domain.interpretation import Interpretation
from broadcast.board.domain.ratifications import Ratifications
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.shown import (
    ShownAnnouncement,
    ShownCalling,
    ShownInterpretation,
    ShownRatifications,
    ShownSession,
    ShownTally,
)
from broadcast.board.domain.signing import Calling, Tally
from broadcast.board.domain.speakers import SpeakersList, current_speaker
from broadcast.board.ports import Change
from broadcast.board.undo_history import follow_undos
from broadcast.feed.displays.standings import Standing
from broadcast.feed.screens import Screen
from conference.languages import pick
from conference.texts.catalogues import key_family

PREFIX = "broadcast:"

ACTIONS = key_family(
    "console.action.",
    (
        "alert.published",
        "alert.ended",
        "session.opened",
        "session.suspended",
        "session.resumed",
        "session.adjourned",
        "session.delayed",
        "session.postponed",
        "session.cancelled",
        "session.reinstated",
        "session.moved",
        "session.end_agreed",
        "session.split",
        "session.merged",
        "session.added",
        "session.retitled",
        "speakers.given_floor",
        "speakers.ended",
        "speakers.skipped",
        "speakers.reinstated",
        "speakers.reordered",
        "speakers.added",
        "speakers.reply_entered",
        "speakers.put_last",
        "speakers.swapped",
        "speakers.removed",
        "speakers.list_closed",
        "speakers.list_reopened",
        "speakers.limits_set",
        "speakers.timer_paused",
        "speakers.timer_resumed",
        "speakers.time_added",
        "speakers.struck_off",
        "speakers.carried",
        "speakers.taken_over",
        "signature.recorded",
        "signature.removed",
        "tally.confirmed",
        "signatory.called",
        "calling.updated",
        "deposit.recorded",
        "deposit.removed",
        "ratifications.confirmed",
        "interpretation.set",
        "interpretation.lost",
        "interpretation.restored",
        "interpretation.agreed",
        "announcement.posted",
        "announcement.withdrawn",
        "announcement.swept",
        "programme.loaded",
        "private.published",
        "programme.imported",
        "screens.identified",
        "board.undone",
    ),
)

STANDINGS = key_family("console.screens.", (one.value for one in Standing))


class LogRow(Struct, frozen=True, kw_only=True):
    """One change: `action` is its text's key, `about` names its subject, `left` is the resulting text.

    `connected` screens of this node, `correct` of them have painted this revision or a later one. `undoable` is the
    key of the board whose next undo takes this change back. `is_undone`: an undo has taken it back. `undid` is the
    text's key of the action that an undo took back; `about` is then the subject of that action.
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
    is_undone: bool
    undid: str | None


class ScreenRow(Struct, frozen=True, kw_only=True):
    """One screen: its name, the language it shows, its state with the text's key, and when it last reported.

    `is_current`: it stands well and has painted the newest revision. `page` of `pages` is shown. `attempted_at`: when a
    device without the key of this paired screen has last used its name.
    """

    name: str
    language: str
    standing: Standing
    label: str
    shown_at: datetime | None
    is_current: bool
    page: int
    pages: int
    attempted_at: datetime | None


def log_lines(
    changes: Sequence[Change],
    *,
    context: ProjectionContext,
    language: str,
    entries: Mapping[str, Entry],
    screens: Sequence[Screen],
    epoch: str,
) -> list[LogRow]:
    """Return the rows of the log, newest first; an act on several keys, such as a load, has one row."""
    lines: list[LogRow] = []
    history = follow_undos(changes, entries)
    acts: set[tuple[int | None, str]] = set()
    for change in changes:
        about, left, phase = describe(change, context, language)
        undone = history.undone.get(change.offset)
        line = LogRow(
            offset=change.offset,
            at=change.at,
            operator=change.operator_name,
            action=action_key(change.action),
            about=describe(undone, context, language)[0] if undone else about,
            left=left,
            phase=phase,
            connected=sum(1 for screen in screens if screen.connected),
            correct=sum(1 for screen in screens if has_painted(screen, Revision(epoch, change.offset))),
            undoable=change.key if change.offset in history.undoable else None,
            is_undone=change.offset in history.taken_back,
            undid=action_key(undone.action) if undone else None,
        )
        is_part = change.act is not None and (change.act, change.action) in acts
        acts.add((change.act, change.action))
        if not (lines and _is_same_load(lines[-1], line)) and not is_part and not _is_undone_event(change):
            lines.append(line)
    return lines


def _is_undone_event(change: Change) -> bool:
    """Return whether the change is the event's part of an undone act, whose other parts say more."""
    return change.action == UNDONE and change.key == EVENT


def screen_lines(
    screens: Iterable[Screen], head: Revision, standing_of: Callable[[Screen], Standing]
) -> list[ScreenRow]:
    """Return every screen with its state; connected and up to date are separate (CASES B16, B17)."""
    return [
        ScreenRow(
            name=screen.name,
            language=screen.language,
            standing=standing,
            label=STANDINGS[standing],
            shown_at=screen.shown_at,
            is_current=standing is Standing.CURRENT and (screen.waits or has_painted(screen, head)),
            page=screen.page,
            pages=screen.pages,
            attempted_at=screen.attempted_at,
        )
        for screen, standing in ((screen, standing_of(screen)) for screen in screens)
    ]


def has_painted(screen: Screen, revision: Revision) -> bool:
    """Return whether a connected screen reports this revision or a later one of the same epoch."""
    shown = screen.shown
    return screen.connected and shown is not None and shown.epoch == revision.epoch and shown.offset >= revision.offset


def action_key(action: str) -> str:
    """Return the text's key of an action of the board.

    Raises: KeyError: the action has no text.
    """
    return ACTIONS[action.removeprefix(PREFIX).replace(":", ".")]


def describe(change: Change, context: ProjectionContext, language: str) -> tuple[str, str, str | None]:
    """Return the subject of a change, the resulting text, and the resulting phase or None."""
    state = change.state
    match state:
        case Session():
            shown = project(state, context, language)
            return (shown.title, shown.phase_label, shown.phase) if isinstance(shown, ShownSession) else ("", "", None)
        case SpeakersList():
            speaker = current_speaker(state)
            return (
                _session_title(state.session_id, context, language),
                pick(speaker.name, language)[0] if speaker else "",
                None,
            )
        case Tally():
            return *_describe_tally(state, context, language), None
        case Calling() | Ratifications() | Interpretation():
            return *_describe_by_projection(state, context, language), None
        case Announcement():
            announced = project(state, context, language)
            return (announced.text if isinstance(announced, ShownAnnouncement) else ""), "", None
        case EventInfo() | Identification() | SiteAlert() | None:
            return _describe_name(state, language), "", None


def _describe_name(state: EventInfo | Identification | SiteAlert | None, language: str) -> str:
    match state:
        case EventInfo():
            return pick(state.short_name, language)[0]
        case Identification():
            return state.screen or ""
        case SiteAlert():
            return pick({code: text.headline for code, text in state.texts.items()}, language)[0]
        case None:
            return ""


def _describe_tally(state: Tally, context: ProjectionContext, language: str) -> tuple[str, str]:
    shown = project(state, context, language)
    if not isinstance(shown, ShownTally):
        return "", ""
    return (shown.latest[0].name if shown.latest else ""), shown.text


def _describe_by_projection(state: State, context: ProjectionContext, language: str) -> tuple[str, str]:
    match project(state, context, language):
        case ShownCalling(called=called):
            return (called.name if called else ""), ""
        case ShownRatifications(text=text):
            return "", text
        case ShownInterpretation(session=session, lost=lost):
            return _session_title(session, context, language), lost or ""
    return "", ""


def _session_title(session_id: str, context: ProjectionContext, language: str) -> str:
    session: State | None = context.board.get(session_key(session_id))
    return pick(session.title, language)[0] if isinstance(session, Session) else session_id


def _is_same_load(first: LogRow, second: LogRow) -> bool:
    return first.action == second.action == ACTIONS["programme.loaded"]
