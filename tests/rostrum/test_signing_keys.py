"""Signing keys on the command line: listed, rotated, retired, withdrawn."""

import pytest

from conference.clock import ManualClock
from conference.errors import NotFoundError
from rostrum.parts.accreditation import ensure_issuing
from rostrum.runtime import Runtime
from rostrum.signing_keys import list_keys, retire_key, rotate_key, withdraw_key


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
