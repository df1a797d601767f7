"""Versions and signatures: a change needs all signatures again, and each is in the audit log."""

import pytest
from sqlalchemy import select

from broadcast.scripts.actions.editing import add_cue
from broadcast.scripts.actions.reading import read_script, unsigned_script
from broadcast.scripts.actions.signing import sign_script, submit_script
from broadcast.scripts.domain.signing import ScriptState, Signer
from broadcast.scripts.services import ScriptServices
from conference.errors import ConflictError, ForbiddenError
from conference.storage.audit import audit_log
from tests.support.scripts import OPERATES, SIGNS, cue, sign_all, write_script


async def test_script_is_signed_by_all_and_again_after_a_change(services: ScriptServices) -> None:
    await sign_all(services, await write_script(services, "Anthem"))
    assert not await unsigned_script(services, "opening")
    changed = await add_cue(services, "opening", cue("Speech"), staff=OPERATES)
    whole = await read_script(services, "opening", staff=OPERATES)
    assert (whole.standing.state, whole.standing.has_changes) == (ScriptState.SIGNED, True)
    second = await submit_script(services, "opening", seen=changed.revision, staff=OPERATES)
    assert second.number == 2
    assert await unsigned_script(services, "opening")
    whole = await read_script(services, "opening", staff=OPERATES)
    assert whole.standing.missing == tuple(Signer)
    assert whole.valid is not None
    assert (whole.valid.number, [one.what for one in whole.valid.cues]) == (1, ["Anthem"])


async def test_earlier_version_is_not_signed(services: ScriptServices) -> None:
    script = await write_script(services, "Anthem")
    await submit_script(services, "opening", seen=script.revision, staff=OPERATES)
    changed = await add_cue(services, "opening", cue("Speech"), staff=OPERATES)
    await submit_script(services, "opening", seen=changed.revision, staff=OPERATES)
    with pytest.raises(ConflictError, match=r"script\.version_old"):
        await sign_script(services, "opening", Signer.MEDIA, version=1, staff=SIGNS)


async def test_only_people_of_the_role_sign(services: ScriptServices) -> None:
    with pytest.raises(ForbiddenError):
        await sign_script(services, "opening", Signer.MEDIA, version=1, staff=OPERATES)


async def test_each_signature_is_in_the_audit_log(services: ScriptServices) -> None:
    await sign_all(services, await write_script(services, "Anthem"))
    async with services.transactions.read() as transaction:
        rows = (await transaction.connection.execute(select(audit_log.c.action, audit_log.c.actor))).all()
    assert [row.actor for row in rows if row.action == "broadcast:script:signed"] == [SIGNS.id] * len(Signer)
