"""Acts that wait for a second operator, and announcements that wait for their time, as the console shows them."""

from collections.abc import Mapping
from datetime import datetime

from aiohttp import web
from msgspec import Struct

from broadcast.announcements.actions.publishing import lacks_reader
from broadcast.announcements.web.context import PLANNED_WATCH, find_services
from broadcast.board.actions.proposals import Proposals, list_proposals
from broadcast.board.domain.board import session_key
from broadcast.board.domain.display import ProjectionContext, project
from broadcast.board.domain.proposals import Proposal, SessionMerge, SessionMove, TwoPersonAct, UrgentAnnouncement
from broadcast.board.domain.shown import ShownAnnouncement, ShownSession
from broadcast.board.domain.speaking.rolling_list import Leftover
from broadcast.console.console_view import VERBS
from broadcast.feed.service import board_of
from conference.errors import NotFoundError, RuleError
from conference.texts.catalogues import key_family
from conference.texts.dates import format_time

PROPOSALS: web.AppKey[Proposals] = web.AppKey("proposals", Proposals)

_EMERGENCY = key_family("console.proposal.", ("emergency",))["emergency"]
_MERGE = "programme.act.merge"

LEFTOVERS: Mapping[Leftover, str] = {
    Leftover.KEPT: "console.confirm.waiting_still",
    Leftover.STRUCK: "console.confirm.waiting_struck",
    Leftover.CARRIED: "console.confirm.waiting_carried",
}
"""What becomes of waiting speakers → the key of its text."""


class ProposalRow(Struct, frozen=True, kw_only=True):
    """A proposal: the key of its act's text, what it is about, its operator, and the hour at which it ends.

    `into` is the session that the other one becomes a part of, or that takes its waiting speakers; `leftover` the key
    of what becomes of these; both "" for other acts.
    """

    id: str
    act: str
    about: str
    into: str
    leftover: str
    until: datetime | None
    proposed_by: str
    proposer: str
    ends_at: str


class PlannedLine(Struct, frozen=True, kw_only=True):
    """A scheduled announcement in the operator's language; `version` is to be sent with an act."""

    id: str
    shown: ShownAnnouncement
    at: datetime
    needs_reader: bool
    version: int


def planned_rows(request: web.Request, context: ProjectionContext, language: str) -> list[PlannedLine]:
    """Return the scheduled announcements by their time, as this process last read them; none in a rehearsal."""
    watch, services = request.config_dict.get(PLANNED_WATCH), find_services(request)
    lines = []
    for planned in watch.waiting if watch is not None else ():
        if not planned.is_scheduled:
            continue
        shown, at = project(planned.announcement, context, language), planned.timing.publish_at
        if at is not None and services is not None and isinstance(shown, ShownAnnouncement):
            lines.append(
                PlannedLine(
                    id=planned.id,
                    shown=shown,
                    at=at,
                    needs_reader=lacks_reader(services, planned),
                    version=planned.version,
                )
            )
    return lines


def find_proposals(request: web.Request, act: TwoPersonAct | None) -> Proposals | None:
    """Return the proposals of the request's board if an act needs two operators, else None."""
    found = _find_own(request)
    return found if found is not None and act is not None and found.reserve(act) else None


def refuse_reserved(request: web.Request, act: TwoPersonAct | None) -> None:
    """Raise RuleError `proposal.two_needed` for an act that needs two operators, where none can be proposed."""
    if find_proposals(request, act) is not None:
        raise RuleError("proposal.two_needed")


def proposals_of(request: web.Request) -> Proposals:
    """Return the proposals of the request's board. Raises NotFoundError `proposal.unknown` for a board without any."""
    found = _find_own(request)
    if found is None:
        raise NotFoundError("proposal.unknown")
    return found


async def proposal_rows(request: web.Request, context: ProjectionContext, language: str) -> list[ProposalRow]:
    """Return the proposals that wait, oldest first."""
    found = _find_own(request)
    if found is None or not found.reserved:
        return []
    return [_make_row(proposal, context, language) for proposal in await list_proposals(found)]


def _find_own(request: web.Request) -> Proposals | None:
    """Return the proposals of the board that the request is about: a rehearsal's board has none."""
    found = request.config_dict.get(PROPOSALS)
    return found if found is not None and found.board is board_of(request) else None


def _make_row(proposal: Proposal, context: ProjectionContext, language: str) -> ProposalRow:
    act, until, into, leftover = proposal.act, None, "", ""
    match act:
        case SessionMove():
            label, about, until = VERBS[act.verb.value], _name_session(act.session_id, context, language), act.until
            leftover = LEFTOVERS[act.waiting] if act.waiting is not None else ""
            into = _name_session(act.carry_to, context, language) if act.waiting is Leftover.CARRIED else ""
        case SessionMerge():
            label = _MERGE
            about, into = (_name_session(one, context, language) for one in (act.session_id, act.into))
        case UrgentAnnouncement():
            announced = project(act.announcement, context, language)
            label, about = _EMERGENCY, announced.text if isinstance(announced, ShownAnnouncement) else ""
    return ProposalRow(
        id=proposal.id,
        act=label,
        about=about,
        into=into,
        leftover=leftover,
        until=until,
        proposed_by=proposal.proposed_by,
        proposer=proposal.proposer,
        ends_at=format_time(language, proposal.ends_at, context.zone),
    )


def _name_session(session_id: str, context: ProjectionContext, language: str) -> str:
    """Return the title and the room of a session, "" without one."""
    state = context.board.get(session_key(session_id))
    shown = project(state, context, language) if state is not None else None
    return f"{shown.title} · {shown.room_name}" if isinstance(shown, ShownSession) else ""
