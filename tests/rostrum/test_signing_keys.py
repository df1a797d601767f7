"""Signing keys on the command line: listed, rotated, retired, withdrawn."""

import pytest

from conference.clock import ManualClock
from conference.errors import NotFoundError
from rostrum.parts.accreditation import KEY_FOLDER, ensure_issuing
from rostrum.runtime import Runtime
from rostrum.signing_keys import Ending, list_keys, retire_key, rotate_key, withdraw_key


async def test_signing_keys_are_rotated_retired_and_withdrawn(runtime: Runtime, clock: ManualClock) -> None:
    await ensure_issuing(runtime)
    clock.advance(60)
    second = await rotate_key(runtime)
    first = (await list_keys(runtime))[0].id
    await retire_key(runtime, first)
    await withdraw_key(runtime, second)
    assert [(key.id, key.status, key.here) for key in await list_keys(runtime)] == [
        (first, "retired", True),
        (second, "withdrawn", False),
    ]
    with pytest.raises(NotFoundError):
        await withdraw_key(runtime, "no such key")


async def test_new_key_is_the_newest_and_the_older_stays(runtime: Runtime, clock: ManualClock) -> None:
    await ensure_issuing(runtime)
    clock.advance(60)
    newest = await rotate_key(runtime)
    keys = await list_keys(runtime)
    assert [(key.status, key.here) for key in keys] == [("signing", True), ("signing", True)]
    assert keys[-1].id == newest
    assert keys[-1].created_at == clock.now()


async def test_key_of_another_node_is_listed_as_not_here(runtime: Runtime) -> None:
    await ensure_issuing(runtime)
    (key,) = await list_keys(runtime)
    (runtime.settings.data_dir / KEY_FOLDER / f"{key.id}.pem").unlink()
    assert [(row.id, row.here) for row in await list_keys(runtime)] == [(key.id, False)]


@pytest.mark.parametrize("end_key", [retire_key, withdraw_key])
async def test_unknown_key_is_not_found(runtime: Runtime, end_key: Ending) -> None:
    await ensure_issuing(runtime)
    with pytest.raises(NotFoundError):
        await end_key(runtime, "0" * 16)
    assert [key.status for key in await list_keys(runtime)] == ["signing"]


async def test_event_without_keys_has_an_empty_list(runtime: Runtime) -> None:
    assert await list_keys(runtime) == []
