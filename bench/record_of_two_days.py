"""Both days of the event, act by act on a clock of its own: the record of each day is what was done, in all languages.

    python -m bench.record_of_two_days [--acts N]

The acts are those of `bench.two_days` (`bench/two_days/plan.py`): sessions that are moved, opened and adjourned,
speakers, timers, signatures. They are carried out by the operators' actions, without browsers, on an application whose
clock stands at the time of each act. Then `/{language}/record/{day}.json` of every day and language is compared with
the list of acts: times, what happened, session and its title, the names of speakers, States and rooms, the ends of
statements. What the record has besides is a difference too. The exit code is 1 when something differs.
"""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bench.door_site import MORNING, scratch
from bench.staff_logins import add_operators
from bench.two_days.plan import ActKind, PlannedAct, plan_acts
from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.signing import SignatureSource, record_signature
from broadcast.board.actions.speakers import end_statement, give_floor
from broadcast.board.actions.speaking_time import extend_limit, pause_timer, resume_timer
from broadcast.board.domain.sessions import Verb
from broadcast.board.event_data import programme_of
from broadcast.board.ports import Board
from broadcast.feed.service import BOARD, FEED
from broadcast.programme.actions.changes import ProgrammeServices, Request, change_programme
from broadcast.programme.domain.acts import Move
from broadcast.record.web import RecordOut
from broadcast.record.wording import RecordRow
from conference.auth.roles import Staff
from conference.clock import ManualClock
from conference.event import Event
from conference.languages import LANGUAGES, pick
from conference.logs import configure_logs
from conference.texts.countries import countries
from rostrum.app import make_application
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings

EARLIER = timedelta(days=1)
"""How long before the first morning the programme is loaded."""

EXTENDED_BY_S = 60
MOST_SHOWN = 20
"""Differences that are printed."""

RECORDED = {
    ActKind.OPEN: "opened",
    ActKind.ADJOURN: "adjourned",
    ActKind.ROOM: "moved",
    ActKind.TIME: "rescheduled",
    ActKind.NEXT: "statement",
    ActKind.SIGN: "signature",
    ActKind.SIGN_APART: "signature",
}
"""Kind of an act → what the record says; other acts are not in the record."""


@dataclass(frozen=True, slots=True)
class ExpectedEntry:
    """What the record is to say of an act in one language: `names` are those of the speaker, the State or the room."""

    at: datetime
    until: datetime | None
    what: str
    session: str
    title: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Number of acts, number of entries of the record in all languages, and where both differ."""

    acts: int
    entries: int
    differences: tuple[str, ...]


class ActPlayer:
    """Carry out planned acts on a board, each at its time."""

    def __init__(self, board: Board, clock: ManualClock, operator: Staff) -> None:
        self._board, self._clock, self._operator = board, clock, operator

    async def play(self, acts: Sequence[PlannedAct]) -> None:
        """Carry out the acts. Raises what an action refuses."""
        for act in acts:
            self._clock.advance((act.at - self._clock.now()).total_seconds())
            await self._carry_out(act)

    async def _carry_out(self, act: PlannedAct) -> None:
        board, session, operator = self._board, act.session, self._operator
        match act.kind:
            case ActKind.ROOM:
                await self._change_programme(Move(session=session, room=act.about))
            case ActKind.TIME:
                await self._change_programme(Move(session=session, starts_at=datetime.fromisoformat(act.about)))
            case ActKind.OPEN | ActKind.ADJOURN:
                verb = Verb.OPEN if act.kind is ActKind.OPEN else Verb.ADJOURN
                await move_session(board, session, verb, operator=operator)
            case ActKind.NEXT:
                await give_floor(board, session, act.about, operator=operator)
            case ActKind.END:
                await end_statement(board, session, operator=operator)
            case ActKind.EXTEND:
                await extend_limit(board, session, EXTENDED_BY_S, operator=operator)
            case ActKind.PAUSE | ActKind.RESUME:
                change = pause_timer if act.kind is ActKind.PAUSE else resume_timer
                await change(board, session, operator=operator)
            case ActKind.SIGN | ActKind.SIGN_APART:
                given = SignatureSource(in_plenary=act.kind is ActKind.SIGN)
                await record_signature(board, act.about, operator=operator, given=given)

    async def _change_programme(self, act: Move) -> None:
        await change_programme(ProgrammeServices(board=self._board), act, Request(operator=self._operator))


def expect_entries(event: Event, acts: Sequence[PlannedAct], language: str) -> Iterator[ExpectedEntry]:
    """Return what the record is to say of acts, in their order."""
    items = {item.id: item for item in event.programme}
    speakers = {(one.session, one.id): one for one in event.speakers}
    rooms = {room.code: room for room in event.rooms}
    for number, act in enumerate(acts):
        if act.kind not in RECORDED:
            continue
        names: tuple[str, ...] = ()
        if act.kind is ActKind.NEXT:
            speaker = speakers[act.session, act.about]
            names = tuple(pick(text, language)[0] for text in (speaker.name, speaker.role) if any(text.values()))
        elif act.kind is ActKind.ROOM:
            names = (pick(rooms[act.about].name, language)[0],)
        elif RECORDED[act.kind] == "signature":
            names = (pick(countries()[act.about].name, language)[0],)
        session = "" if RECORDED[act.kind] == "signature" else act.session
        yield ExpectedEntry(
            at=act.at,
            until=_find_end(acts[number + 1 :], act) if act.kind is ActKind.NEXT else None,
            what=RECORDED[act.kind],
            session=session,
            title=pick(items[session].title, language)[0] if session else "",
            names=names,
        )


def compare_entries(
    expected: Sequence[ExpectedEntry], rows: Sequence[RecordRow]
) -> tuple[list[ExpectedEntry], list[ExpectedEntry]]:
    """Return what the record lacks, and what it has besides; both are empty when it is what was done."""
    wanted, found = Counter(expected), Counter(map(_read_entry, rows))
    return list((wanted - found).elements()), list((found - wanted).elements())


def _read_entry(row: RecordRow) -> ExpectedEntry:
    """Return an entry of the record; of a new time the announced hours are not compared."""
    names = () if row.what == RECORDED[ActKind.TIME] else tuple(row.details)
    return ExpectedEntry(at=row.at, until=row.until, what=row.what, session=row.session, title=row.title, names=names)


def _find_end(later: Sequence[PlannedAct], begun: PlannedAct) -> datetime | None:
    """Return when a statement ends: with the next one, or by an act."""
    ends = (ActKind.NEXT, ActKind.END, ActKind.ADJOURN)
    return next((one.at for one in later if one.session == begun.session and one.kind in ends), None)


async def read_day(client: TestClient[web.Request, web.Application], language: str, day: date) -> list[RecordRow]:
    """Return the record of a day as the application sends it."""
    async with client.get(f"/{language}/record/{day}.json") as response:
        response.raise_for_status()
        return msgspec.json.decode(await response.read(), type=RecordOut).entries


async def play_and_compare(runtime: Runtime, clock: ManualClock, most_acts: int | None) -> Comparison:
    """Play the acts of the event on a runtime that has this clock, and compare the record in all languages."""
    acts = plan_acts(runtime.event)[:most_acts]
    app = make_application(runtime)
    operator, _ = (await add_operators(runtime, {"operator": "en"}))["operator"]
    await load_programme(app[BOARD], programme_of(runtime.event), operator=operator)
    differences: list[str] = []
    entries = 0
    async with TestClient(TestServer(app)) as client:
        await ActPlayer(app[BOARD], clock, operator).play(acts)
        await app[FEED].hub.refresh()
        for language in LANGUAGES:
            rows = [row for day in runtime.event.days for row in await read_day(client, language, day)]
            lacking, besides = compare_entries([*expect_entries(runtime.event, acts, language)], rows)
            differences += [f"{language} lacks {one}" for one in lacking]
            differences += [f"{language} has besides {one}" for one in besides]
            entries += len(rows)
    return Comparison(acts=len(acts), entries=entries, differences=tuple(differences))


async def main_async(most_acts: int | None) -> int:
    """Play the days, print the figures and the differences, and return the exit code."""
    with scratch() as folder:
        clock = ManualClock(MORNING - EARLIER)
        settings = Settings(data_dir=folder, log_level="warning", font_slices="asked")
        async with open_runtime(settings, clock=clock) as runtime:
            compared = await play_and_compare(runtime, clock, most_acts)
    for line in compared.differences[:MOST_SHOWN]:
        print(line)
    print(
        f"{compared.acts} acts, {compared.entries} entries of the record in {len(LANGUAGES)} languages: "
        f"{len(compared.differences)} differences"
    )
    return 1 if compared.differences or not compared.entries else 0


def main() -> int:
    """Read the options and play the days."""
    parser = argparse.ArgumentParser(description="The record of both days against what was done")
    parser.add_argument("--acts", type=int, default=None, help="play the first N acts only")
    configure_logs()
    return asyncio.run(main_async(parser.parse_args().acts))


if __name__ == "__main__":
    sys.exit(main())
