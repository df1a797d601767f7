"""A session and its phases. One table lists all transitions; every other move is refused with a code.

The terms are those of the procedure: a meeting is opened, suspended, resumed and adjourned (rules 26 and 76 of the
rules of procedure of the General Assembly, A/520/Rev.20).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from conference.errors import RuleError
from conference.languages import Text


class Phase(StrEnum):
    """State of a session."""

    SCHEDULED = "scheduled"
    DELAYED = "delayed"
    IN_SESSION = "in_session"
    SUSPENDED = "suspended"
    ADJOURNED = "adjourned"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """Action of an operator on a session."""

    OPEN = "open"
    SUSPEND = "suspend"
    RESUME = "resume"
    ADJOURN = "adjourn"
    DELAY = "delay"
    POSTPONE = "postpone"
    CANCEL = "cancel"
    REINSTATE = "reinstate"


class Reason(StrEnum):
    """Why a session deviates from its plan; the texts are the catalogue's `session_reason.<code>`."""

    CONSULTATIONS = "consultations"
    EARLIER_SESSION = "earlier_session"
    PROTOCOL = "protocol"
    RECESS = "recess"
    SECURITY = "security"
    SPEAKERS = "speakers"
    TECHNICAL = "technical"
    WEATHER = "weather"


class Change(StrEnum):
    """How a session differs from the loaded event; the texts are the catalogue's `session_change.<code>`."""

    ADDED = "added"
    CONTINUES = "continues"
    ROOM = "room"
    TIME = "time"
    END = "end"
    CONTINUED_IN = "continued_in"
    MERGED_INTO = "merged_into"


TRANSITIONS: Mapping[tuple[Phase, Verb], Phase] = MappingProxyType(
    {
        (Phase.SCHEDULED, Verb.OPEN): Phase.IN_SESSION,
        (Phase.SCHEDULED, Verb.DELAY): Phase.DELAYED,
        (Phase.SCHEDULED, Verb.POSTPONE): Phase.POSTPONED,
        (Phase.SCHEDULED, Verb.CANCEL): Phase.CANCELLED,
        (Phase.DELAYED, Verb.OPEN): Phase.IN_SESSION,
        (Phase.DELAYED, Verb.DELAY): Phase.DELAYED,
        (Phase.DELAYED, Verb.POSTPONE): Phase.POSTPONED,
        (Phase.DELAYED, Verb.CANCEL): Phase.CANCELLED,
        (Phase.DELAYED, Verb.REINSTATE): Phase.SCHEDULED,
        (Phase.IN_SESSION, Verb.SUSPEND): Phase.SUSPENDED,
        (Phase.IN_SESSION, Verb.ADJOURN): Phase.ADJOURNED,
        (Phase.SUSPENDED, Verb.RESUME): Phase.IN_SESSION,
        (Phase.SUSPENDED, Verb.DELAY): Phase.SUSPENDED,
        (Phase.SUSPENDED, Verb.ADJOURN): Phase.ADJOURNED,
        (Phase.POSTPONED, Verb.REINSTATE): Phase.SCHEDULED,
        (Phase.POSTPONED, Verb.CANCEL): Phase.CANCELLED,
        (Phase.CANCELLED, Verb.REINSTATE): Phase.SCHEDULED,
    }
)
"""(phase, verb) → the phase it leads to. `delay` of a suspended session moves its resumption."""

_REFUSED_IN: Mapping[Phase, str] = MappingProxyType(
    {
        Phase.SCHEDULED: "session.not_begun",
        Phase.DELAYED: "session.not_begun",
        Phase.IN_SESSION: "session.already_begun",
        Phase.SUSPENDED: "session.already_begun",
        Phase.ADJOURNED: "session.already_adjourned",
        Phase.POSTPONED: "session.is_postponed",
        Phase.CANCELLED: "session.is_cancelled",
    }
)
_REFUSED: Mapping[tuple[Phase, Verb], str] = MappingProxyType(
    {
        (Phase.SCHEDULED, Verb.REINSTATE): "session.as_planned",
        (Phase.IN_SESSION, Verb.OPEN): "session.already_in_session",
        (Phase.IN_SESSION, Verb.RESUME): "session.already_in_session",
        (Phase.SUSPENDED, Verb.OPEN): "session.is_suspended",
        (Phase.SUSPENDED, Verb.SUSPEND): "session.already_suspended",
        (Phase.POSTPONED, Verb.POSTPONE): "session.already_postponed",
        (Phase.CANCELLED, Verb.CANCEL): "session.already_cancelled",
    }
)

REFUSALS: Mapping[tuple[Phase, Verb], str] = MappingProxyType(
    {
        (phase, verb): _REFUSED.get((phase, verb), _REFUSED_IN[phase])
        for phase in Phase
        for verb in Verb
        if (phase, verb) not in TRANSITIONS
    }
)
"""(phase, verb) → the code of the refusal, for every pair that TRANSITIONS lacks."""

NOT_BEGUN = frozenset({Phase.SCHEDULED, Phase.DELAYED, Phase.POSTPONED})
"""Phases in which a new time is a new start, which comes after the planned one."""

_NEEDS_UNTIL = frozenset({Verb.DELAY})
_TAKES_UNTIL = frozenset({Verb.DELAY, Verb.SUSPEND, Verb.POSTPONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The part of a session that the loaded event plans and that may be changed on the day."""

    title: Text
    kind: str
    room: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sitting or programme item that may be shown to anyone.

    `since` is when the present phase began (None: as planned). `until` is what the phase waits for: the new start of
    a delayed or postponed session, the resumption of a suspended one. `assumed` marks times without a source.

    `planned` is the plan of the loaded event if it was changed on the day, else None. `added`: the loaded event does
    not have this session. `continued_in`, `continues` and `merged_into` are ids of other sessions.
    """

    id: str
    title: Text
    kind: str
    room: str
    starts_at: datetime
    ends_at: datetime
    order: int = 0
    assumed: bool = False
    phase: Phase = Phase.SCHEDULED
    since: datetime | None = None
    until: datetime | None = None
    reason: Reason | None = None
    planned: Plan | None = None
    added: bool = False
    continued_in: str | None = None
    continues: str | None = None
    merged_into: str | None = None


def plan_of(session: Session) -> Plan:
    """Return the present plan of a session."""
    return Plan(
        title=session.title,
        kind=session.kind,
        room=session.room,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )


def change_plan(session: Session, plan: Plan) -> Session:
    """Return the session with another plan; `planned` remembers the one of the loaded event while it differs."""
    loaded = session.planned or plan_of(session)
    return replace(
        session,
        title=plan.title,
        kind=plan.kind,
        room=plan.room,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        planned=None if session.added or plan == loaded else loaded,
    )


def related_sessions(session: Session) -> tuple[str, ...]:
    """Return the ids of the sessions that the projection of this one names."""
    return tuple(one for one in (session.continued_in, session.merged_into) if one is not None)


def allowed_verbs(phase: Phase) -> tuple[Verb, ...]:
    """Return the verbs allowed in this phase, in the order of Verb."""
    return tuple(verb for verb in Verb if (phase, verb) in TRANSITIONS)


def move(
    session: Session, verb: Verb, *, now: datetime, until: datetime | None = None, reason: Reason | None = None
) -> Session:
    """Return the session after `verb` at `now`.

    Raises: RuleError with the code in REFUSALS for a move that the table lacks, and `session.until_missing` or
    `session.until_past` when a delay has no time or a past one, `session.until_before_start` for a new start that is
    not after the planned one.
    """
    phase = TRANSITIONS.get((session.phase, verb))
    if phase is None:
        raise RuleError(REFUSALS[session.phase, verb], phase=session.phase.value)
    if until is None and verb in _NEEDS_UNTIL:
        raise RuleError("session.until_missing")
    if until is not None and until <= now:
        raise RuleError("session.until_past")
    if until is not None and verb in _TAKES_UNTIL and session.phase in NOT_BEGUN and until <= session.starts_at:
        raise RuleError("session.until_before_start")
    is_same_phase = phase is session.phase
    return replace(
        session,
        phase=phase,
        since=session.since if is_same_phase else None if phase is Phase.SCHEDULED else now,
        until=until if verb in _TAKES_UNTIL else None,
        reason=None if phase in (Phase.SCHEDULED, Phase.IN_SESSION, Phase.ADJOURNED) else reason,
        merged_into=None if verb is Verb.REINSTATE else session.merged_into,
    )
