"""Drafts, versions and signatures as they are stored."""

from dataclasses import replace
from datetime import time

import pytest

from broadcast.scripts.actions.editing import add_cue
from broadcast.scripts.actions.reading import read_script
from broadcast.scripts.domain.signing import Version
from broadcast.scripts.services import ScriptServices
from conference.errors import ConflictError
from tests.support.scripts import NINE, OPERATES, cue, sign_all, write_script


async def test_script_is_read_as_it_was_saved(services: ScriptServices) -> None:
    full = replace(cue("Khai mạc", at=time(9, 5)), spoken={"ar": "أهلًا"}, notes={"sound": "mic 2"})
    await add_cue(services, "opening", full, staff=OPERATES)
    script = (await read_script(services, "opening", staff=OPERATES)).script
    assert script is not None
    assert replace(script.cues[0], id=full.id) == replace(full, written_for=NINE)
    await sign_all(services, script)
    async with services.transactions.read() as transaction:
        (row,) = await services.scripts.list_all(transaction)
        versions = await services.scripts.list_versions(transaction, "opening")
    assert row.latest == versions[0]
    assert len(row.signatures) == 4


async def test_nothing_is_overwritten(services: ScriptServices) -> None:
    script = await write_script(services, "Anthem")
    version = Version(session_id="opening", number=1, revision=1, cues=script.cues, made_at=NINE, made_by="x")
    async with services.transactions.write() as transaction:
        await services.scripts.add_version(transaction, version)
    for seen in (0, 9):
        with pytest.raises(ConflictError):
            async with services.transactions.write() as transaction:
                await services.scripts.save(transaction, script, seen=seen)
    with pytest.raises(ConflictError):
        async with services.transactions.write() as transaction:
            await services.scripts.add_version(transaction, version)


async def test_deletion_takes_all_rows(services: ScriptServices) -> None:
    await sign_all(services, await write_script(services, "Anthem"))
    async with services.transactions.write() as transaction:
        await services.scripts.delete(transaction, "opening")
    async with services.transactions.read() as transaction:
        assert await services.scripts.list_all(transaction) == []
        assert await services.scripts.list_signatures(transaction, "opening") == []
