"""The draft of the event: saved, planned, applied, discarded, and brought to an event that was loaded meanwhile."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import select, update

from broadcast.board.actions.read import read_board
from conference.auth.roles import ADMINISTRATOR, Staff
from conference.clock import ManualClock
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.event import Event
from conference.event.draft_storage import event_draft
from conference.ids import SequentialIds
from conference.storage.audit import audit_log
from rostrum import roles
from rostrum.events.drafts import (
    APPLIED,
    DISCARDED,
    REBASED,
    SAVED,
    apply_draft,
    discard_draft,
    plan_draft,
    read_draft,
    rebase_draft,
    save_draft,
)
from rostrum.events.loading import carry_out_load, plan_load
from rostrum.events.startup import read_loaded_event
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import Runtime
from tests.conference.event.folders import change, copied_event
from tests.support.application_samples import staff
from tests.support.badge_office import make_office

ADA = staff("ada", ADMINISTRATOR)


def with_opening(event: Event, **values: Any) -> Event:
    items = tuple(structs.replace(one, **values) if one.id == "opening" else one for one in event.programme)
    return structs.replace(event, programme=items)


async def save_change(runtime: Runtime, **values: Any) -> int:
    """Save a draft with these values in the header, and return its version."""
    draft = await read_draft(runtime)
    event = structs.replace(draft.event, **values)
    return (await save_draft(runtime, event, draft.files, version=draft.version, staff=ADA)).version


async def load_change(runtime: Runtime, folder: Path) -> None:
    """Load the folder with another capacity, as by command."""
    change(copied_event(folder), "places.toml", "capacity = 3500", "capacity = 3400")
    await carry_out_load(runtime, await plan_load(runtime, folder))


async def recorded(runtime: Runtime) -> list[tuple[str, str, Any]]:
    async with runtime.transactions.read() as transaction:
        rows = await transaction.connection.execute(select(audit_log).order_by(audit_log.c.seq))
        return [(row.action, row.actor, json.loads(row.details)) for row in rows if ":event" in row.action]


async def test_draft_is_the_loaded_event_until_it_is_saved(runtime: Runtime) -> None:
    draft = await read_draft(runtime)
    assert not draft.is_saved
    assert structs.replace(draft.event, folder=runtime.event.folder) == runtime.event
    saved = await save_draft(
        runtime, structs.replace(draft.event, closing_time="23:00"), draft.files, version=draft.version, staff=ADA
    )
    assert saved == await read_draft(runtime)
    assert (saved.is_saved, saved.is_outdated, saved.saved_by) == (True, False, ADA.id)
    assert [one.field for one in saved.changes] == ["closing_time"]
    loaded = await read_loaded_event(runtime.transactions)
    assert loaded is not None
    assert loaded.event.closing_time == runtime.event.closing_time
    assert await recorded(runtime) == [(SAVED, ADA.id, {"changes": ["closing_time"]})]


async def test_applied_draft_is_loaded_and_on_the_board(runtime: Runtime) -> None:
    draft = await read_draft(runtime)
    edited = with_opening(draft.event, title=dict.fromkeys(draft.event.languages, "New"))
    files = {**draft.files, "badge.typ": draft.files["badge.typ"] + b"\n// Changed."}
    version = (await save_draft(runtime, edited, files, version=draft.version, staff=ADA)).version
    applied = await apply_draft(runtime, version=version, staff=ADA)
    assert (applied.version, applied.board_changed, applied.plan.breaks) == (2, True, ())
    loaded = await read_loaded_event(runtime.transactions)
    assert loaded is not None
    assert (loaded.event, loaded.files, loaded.loaded_by) == (edited, files, ADA.id)
    state = await read_board(assemble_broadcast(runtime).board)
    assert state.entries["session/opening"].state.title["en"] == "New"  # type: ignore[union-attr]
    assert not (await read_draft(runtime)).is_saved
    assert [action for action, _, _ in await recorded(runtime)] == [SAVED, APPLIED]


async def test_version_that_was_read_before_another_change_is_refused(runtime: Runtime, tmp_path: Path) -> None:
    before = await read_draft(runtime)
    version = await save_change(runtime, closing_time="23:00")
    for act in (apply_draft, discard_draft, rebase_draft):
        with pytest.raises(ConflictError):
            await act(runtime, version=before.version, staff=ADA)
    with pytest.raises(ConflictError):
        await save_draft(runtime, before.event, before.files, version=before.version, staff=ADA)
    await discard_draft(runtime, version=version, staff=ADA)
    again = await save_change(runtime, closing_time="23:30")
    assert again not in {before.version, version}
    await load_change(runtime, tmp_path / "changed")
    with pytest.raises(ConflictError):
        await apply_draft(runtime, version=again, staff=ADA)


async def test_draft_of_an_earlier_event_is_rebased_not_applied(runtime: Runtime, tmp_path: Path) -> None:
    await save_change(runtime, closing_time="23:00")
    await load_change(runtime, tmp_path / "changed")
    draft = await read_draft(runtime)
    assert draft.is_outdated
    with pytest.raises(ConflictError) as refused:
        await apply_draft(runtime, version=draft.version, staff=ADA)
    assert refused.value.code == "event.draft.outdated"
    saved_again = await save_draft(runtime, draft.event, draft.files, version=draft.version, staff=ADA)
    assert saved_again.is_outdated
    rebased = await rebase_draft(runtime, version=saved_again.version, staff=ADA)
    assert not rebased.is_outdated
    assert [(one.entry, one.after) for one in rebased.changes] == [("closing_time", "23:00")]
    assert (await recorded(runtime))[-1] == (REBASED, ADA.id, {"changes": ["rooms (plenary)"]})
    await apply_draft(runtime, version=rebased.version, staff=ADA)
    loaded = await read_loaded_event(runtime.transactions)
    assert loaded is not None
    assert (loaded.event.closing_time, loaded.event.room("plenary").capacity) == ("23:00", 3400)


async def test_discarded_draft_leaves_the_loaded_event(runtime: Runtime) -> None:
    version = await save_change(runtime, closing_time="23:00")
    await discard_draft(runtime, version=version, staff=ADA)
    draft = await read_draft(runtime)
    assert (draft.is_saved, draft.event.closing_time) == (False, runtime.event.closing_time)
    assert (await recorded(runtime))[-1][:2] == (DISCARDED, ADA.id)
    await discard_draft(runtime, version=draft.version, staff=ADA)
    assert [action for action, _, _ in await recorded(runtime)] == [SAVED, DISCARDED]
    for act in (apply_draft, rebase_draft):
        with pytest.raises(NotFoundError):
            await act(runtime, version=draft.version, staff=ADA)


async def test_draft_with_faults_is_saved_and_not_applied(runtime: Runtime) -> None:
    version = await save_change(runtime, timezone="Mars/Base")
    planned = await plan_draft(runtime)
    assert planned.plan is None
    assert [fault.key for fault in planned.faults] == ["timezone"]
    with pytest.raises(RuleError):
        await apply_draft(runtime, version=version, staff=ADA)
    draft = await read_draft(runtime)
    await save_draft(runtime, draft.loaded.event, {}, version=draft.version, staff=ADA)
    assert [fault.file for fault in (await plan_draft(runtime)).faults] == ["pictures.toml", "badge.typ"]


async def test_plan_says_what_is_refused(runtime: Runtime, clock: ManualClock, tmp_path: Path) -> None:
    office = await make_office(runtime.transactions, clock, SequentialIds(), tmp_path)
    await office.badge()
    version = await save_change(runtime, environment="live", closing_time="23:00")
    planned = await plan_draft(runtime)
    assert planned.plan is not None
    assert [one.field for one in planned.plan.breaks] == ["environment"]
    assert [one.field for one in planned.plan.changes] == ["closing_time"]
    applied = await apply_draft(runtime, version=version, staff=ADA)
    assert applied.plan.breaks == planned.plan.breaks
    loaded = await read_loaded_event(runtime.transactions)
    assert loaded is not None
    assert (loaded.event.environment, loaded.event.closing_time) == ("demo", "23:00")


@pytest.mark.parametrize(
    ("name", "size"), [("../badge.typ", 1), ("a/b.png", 1), ("page.html", 1), (".png", 1), ("large.png", 2_000_001)]
)
async def test_file_that_cannot_belong_to_an_event_is_refused(runtime: Runtime, name: str, size: int) -> None:
    draft = await read_draft(runtime)
    with pytest.raises(InvalidError):
        await save_draft(runtime, draft.event, {**draft.files, name: b"." * size}, version=draft.version, staff=ADA)


async def test_draft_of_another_release_can_only_be_discarded(runtime: Runtime) -> None:
    version = await save_change(runtime, closing_time="23:00")
    async with runtime.transactions.write() as transaction:
        await transaction.connection.execute(update(event_draft).values(content="{}"))
    with pytest.raises(RuleError) as refused:
        await read_draft(runtime)
    assert refused.value.params["version"] == version
    await discard_draft(runtime, version=version, staff=ADA)
    assert not (await read_draft(runtime)).is_saved


@pytest.mark.parametrize("person", [staff("an", roles.OPERATOR), staff("son", roles.SECURITY_OFFICER)])
async def test_drafts_are_for_administrators(runtime: Runtime, person: Staff) -> None:
    draft = await read_draft(runtime)
    with pytest.raises(ForbiddenError):
        await save_draft(runtime, draft.event, draft.files, version=draft.version, staff=person)
    for act in (apply_draft, discard_draft, rebase_draft):
        with pytest.raises(ForbiddenError):
            await act(runtime, version=draft.version, staff=person)
