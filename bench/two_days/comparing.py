"""What was done against the log of the board, and what screens show against the board."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bench.two_days.consoles import DoneAct
from bench.two_days.plan import ActKind
from bench.two_days.screens import HeadlessScreen
from broadcast.board.domain.board import TALLY, session_key, speakers_key
from broadcast.board.domain.signing import Tally
from broadcast.board.domain.speakers import SpeakersList, current_speaker
from broadcast.board.ports import Change
from conference.event import Event

ACTIONS: Mapping[ActKind, str] = {
    ActKind.ROOM: "broadcast:session:moved",
    ActKind.TIME: "broadcast:session:moved",
    ActKind.OPEN: "broadcast:session:opened",
    ActKind.ADJOURN: "broadcast:session:adjourned",
    ActKind.NEXT: "broadcast:speakers:given_floor",
    ActKind.END: "broadcast:speakers:ended",
    ActKind.EXTEND: "broadcast:speakers:time_added",
    ActKind.PAUSE: "broadcast:speakers:timer_paused",
    ActKind.RESUME: "broadcast:speakers:timer_resumed",
    ActKind.SIGN: "broadcast:signature:recorded",
    ActKind.SIGN_APART: "broadcast:signature:recorded",
}
"""Kind of an act → the action that the log names."""

OF_LIST = frozenset({ActKind.NEXT, ActKind.END, ActKind.EXTEND, ActKind.PAUSE, ActKind.RESUME})
SIGNATURES = frozenset({ActKind.SIGN, ActKind.SIGN_APART})


def key_of(done: DoneAct) -> str:
    """Return the key of the board that an act changes."""
    if done.planned.kind in SIGNATURES:
        return TALLY
    return speakers_key(done.planned.session) if done.planned.kind in OF_LIST else session_key(done.planned.session)


def compare_log(done: Sequence[DoneAct], log: Sequence[Change], *, begun_at: int) -> Iterator[str]:
    """Yield what the log lacks, what it has besides, and what it tells otherwise.

    The changes of an act are those between the offset of the act before and its own; `begun_at` is the offset at which
    the first act found the board.
    """
    ends = [begun_at, *(one.offset for one in done)]
    for one, after in zip(done, ends[:-1], strict=True):
        changes = [change for change in log if after < change.offset <= one.offset]
        wanted = (key_of(one), ACTIONS[one.planned.kind])
        found = [change for change in changes if (change.key, change.action) == wanted]
        if len(found) != 1:
            yield f"{one.offset}: {wanted} is {len(found)} times in the log"
        elif not _tells_act(one, found[0]):
            yield f"{one.offset}: {wanted} left {found[0].state}"
        others = {change.operator_name for change in changes} - {one.operator.title()}
        if others:
            yield f"{one.offset}: the log names {others}, not {one.operator}"
    for change in log:
        if change.offset > ends[-1]:
            yield f"{change.offset}: {change.action} was not done"


def _tells_act(done: DoneAct, change: Change) -> bool:
    """Return whether the state in the log is what the act was to make."""
    planned, state = done.planned, change.state
    match planned.kind:
        case ActKind.NEXT if isinstance(state, SpeakersList):
            speaker = current_speaker(state)
            return speaker is not None and speaker.id == planned.about and speaker.timer is not None
        case ActKind.SIGN | ActKind.SIGN_APART if isinstance(state, Tally):
            last = state.signatures[-1]
            return (last.country, last.in_plenary) == (planned.about, planned.kind is ActKind.SIGN)
        case ActKind.ROOM:
            return getattr(state, "room", "") == planned.about
        case ActKind.TIME:
            starts_at = getattr(state, "starts_at", None)
            return starts_at is not None and starts_at.isoformat()[:16] == _in_utc(planned.about)
    return state is not None


def _in_utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat()[:16]


def compare_screens(screens: Sequence[HeadlessScreen], boards: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys in which a headless screen differs from the board in its language."""
    for screen in screens:
        keys = {key: keyed["state"] for key, keyed in boards[screen.language]["keys"].items()}
        shown = screen.shown
        yield from (f"{screen.name}: {key}" for key in keys.keys() | shown.keys() if keys.get(key) != shown.get(key))


def count_kinds(done: Sequence[DoneAct], event: Event) -> Mapping[str, int]:
    """Return what was done in the words of the aim: changes, signatures, statements, other sessions."""
    with_list = {one.session for one in event.speakers}
    kinds = [one.planned.kind for one in done]
    return {
        "changes of room": kinds.count(ActKind.ROOM),
        "changes of time": kinds.count(ActKind.TIME),
        "signatures": sum(kind in SIGNATURES for kind in kinds),
        "speakers with timers": kinds.count(ActKind.NEXT),
        "other sessions": sum(
            one.planned.kind is ActKind.OPEN and one.planned.session not in with_list for one in done
        ),
    }
