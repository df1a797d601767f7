"""Scripts of sessions that are gone."""

import pytest

from broadcast.scripts.actions.orphans import delete_orphan, reassign_orphan
from broadcast.scripts.actions.reading import list_orphans, read_script
from broadcast.scripts.services import ScriptServices
from conference.errors import RuleError
from tests.support.scripts import OPERATES, FixedSessions, script_session, write_script


async def test_cues_of_a_deleted_session_go_to_another(services: ScriptServices) -> None:
    assert isinstance(services.sessions, FixedSessions)
    await write_script(services, "Anthem")
    await write_script(services, "Pens", session_id="signing")
    with pytest.raises(RuleError, match=r"script\.not_orphan"):
        await reassign_orphan(services, "signing", "opening", staff=OPERATES)
    services.sessions.sessions = [script_session("opening"), script_session("closing")]
    assert [one.session_id for one in await list_orphans(services, staff=OPERATES)] == ["signing"]
    await reassign_orphan(services, "signing", "opening", staff=OPERATES)
    whole = await read_script(services, "opening", staff=OPERATES)
    assert whole.script is not None
    assert [one.what for one in whole.script.cues] == ["Anthem", "Pens"]
    assert await list_orphans(services, staff=OPERATES) == []


async def test_orphan_is_deleted(services: ScriptServices) -> None:
    assert isinstance(services.sessions, FixedSessions)
    await write_script(services, "Pens", session_id="signing")
    services.sessions.sessions = [script_session("opening")]
    await delete_orphan(services, "signing", staff=OPERATES)
    assert await list_orphans(services, staff=OPERATES) == []
