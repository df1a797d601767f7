"""Loading of a changed folder: what is applied, what is refused, and what the audit log says. Covers C12."""

from pathlib import Path

import pytest
from sqlalchemy import select

from broadcast.board.actions.read import read_board
from conference.clock import ManualClock
from conference.errors import ConflictError
from conference.event import EventDataError
from conference.ids import SequentialIds
from conference.resources import event_folder
from conference.storage.audit import audit_log
from rostrum.events.loading import LoadPlan, carry_out_load, plan_load
from rostrum.events.startup import LOADED, read_loaded_event
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import Runtime
from tests.conference.event.folders import change, copied_event
from tests.support.badge_office import make_office
from tests.support.rows import everything

HANOI = event_folder("hanoi-2025")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference event that a test may change."""
    return copied_event(tmp_path / "changed")


async def load(runtime: Runtime, folder: Path) -> LoadPlan:
    """Load a folder without a question."""
    plan = await plan_load(runtime, folder)
    await carry_out_load(runtime, plan)
    return plan


async def test_second_load_changes_nothing(runtime: Runtime) -> None:
    await load(runtime, HANOI)
    before = await everything(runtime.transactions)
    plan = await plan_load(runtime, HANOI)
    assert not await carry_out_load(runtime, plan)
    assert (plan.changes, plan.changed_files, plan.breaks) == ((), (), ())
    assert await everything(runtime.transactions) == before


async def test_load_brings_the_programme_to_the_board(runtime: Runtime, folder: Path) -> None:
    await load(runtime, HANOI)
    change(folder, "programme/day-1.toml", 'title.en = "Opening ceremony"', 'title.en = "Opening"')
    plan = await load(runtime, folder)
    assert [str(one) for one in plan.changes] == ["~ programme (opening): title.en: Opening ceremony → Opening"]
    state = await read_board(assemble_broadcast(runtime).board)
    assert state.entries["session/opening"].state.title["en"] == "Opening"  # type: ignore[union-attr]


async def test_breaking_changes_are_refused_and_others_applied(
    runtime: Runtime, folder: Path, clock: ManualClock, tmp_path: Path
) -> None:
    office = await make_office(runtime.transactions, clock, SequentialIds(), tmp_path)
    badge = await office.badge()
    letter = badge.entitlement.letter
    change(folder, "press.toml", f'letter = "{letter}"', 'letter = "Q"')
    change(folder, "places.toml", "bit = 13", "bit = 14")
    change(folder, "places.toml", "capacity = 3500", "capacity = 3400")
    change(folder, "event.toml", 'environment = "demo"', 'environment = "live"')
    plan = await load(runtime, folder)
    assert [str(one).split(": not changed")[0] for one in plan.breaks] == [
        "environment",
        "zones (backstage): bit",
        f"categories ({badge.entitlement.category}): letter",
    ]
    assert [str(one) for one in plan.changes] == ["~ rooms (plenary): capacity: 3500 → 3400"]
    loaded = await read_loaded_event(runtime.transactions)
    assert loaded is not None
    assert (loaded.event.environment, loaded.event.zone("backstage").bit, loaded.version) == ("demo", 13, 2)
    assert loaded.event.category(badge.entitlement.category).letter == letter
    async with runtime.transactions.read() as transaction:
        noted = (await transaction.connection.execute(select(audit_log).where(audit_log.c.action == LOADED))).one()
    assert "environment: not changed" in str(noted.details)


async def test_refused_change_that_others_need_is_a_fault(
    runtime: Runtime, folder: Path, clock: ManualClock, tmp_path: Path
) -> None:
    office = await make_office(runtime.transactions, clock, SequentialIds(), tmp_path)
    letter = (await office.badge()).entitlement.letter
    change(folder, "press.toml", f'letter = "{letter}"', 'letter = "Q"')
    change(folder, "places.toml", 'mark = "13"', f'mark = "{letter}"')
    with pytest.raises(EventDataError, match="is the letter of category"):
        await plan_load(runtime, folder)


async def test_event_that_changed_meanwhile_is_not_overwritten(runtime: Runtime, folder: Path) -> None:
    change(folder, "places.toml", "capacity = 3500", "capacity = 3400")
    plan = await plan_load(runtime, folder)
    await carry_out_load(runtime, plan)
    with pytest.raises(ConflictError):
        await carry_out_load(runtime, plan)


async def test_changed_badge_template_is_loaded(runtime: Runtime, folder: Path) -> None:
    change(folder, "badge.typ", "//", "// Changed.\n//")
    plan = await load(runtime, folder)
    assert (plan.changes, plan.changed_files) == ((), ("badge.typ",))
    loaded = await read_loaded_event(runtime.transactions)
    assert loaded is not None
    assert loaded.files["badge.typ"] == (folder / "badge.typ").read_bytes()
