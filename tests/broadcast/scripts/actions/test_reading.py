"""The list of scripts, and the warning before a session opens."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from broadcast.scripts.actions.editing import add_cue
from broadcast.scripts.actions.links import list_links
from broadcast.scripts.actions.reading import (
    list_orphans,
    list_scripts,
    read_run_tag,
    read_running,
    read_script,
    unsigned_script,
    version_of,
)
from broadcast.scripts.domain.signing import ScriptState
from broadcast.scripts.services import ScriptServices
from conference.errors import ForbiddenError, NotFoundError
from tests.support.scripts import (
    NINE,
    OPERATES,
    SIGNS,
    STRANGER,
    FixedSessions,
    cue,
    script_session,
    sign_all,
    write_script,
)


async def test_list_has_every_session_with_its_state(services: ScriptServices) -> None:
    await sign_all(services, await write_script(services, "Anthem"))
    rows = await list_scripts(services, staff=OPERATES)
    assert [(row.session.id, row.standing.state) for row in rows] == [
        ("opening", ScriptState.SIGNED),
        ("signing", ScriptState.NONE),
    ]
    with pytest.raises(ForbiddenError):
        await list_scripts(services, staff=STRANGER)


async def test_session_without_a_script_warns_if_the_event_says_so(services: ScriptServices) -> None:
    assert not await unsigned_script(services, "opening")
    assert await unsigned_script(replace(services, warns_without=True), "opening")
    await write_script(services, "Anthem")
    assert await unsigned_script(services, "opening")


async def test_private_session_is_for_those_who_may_see_it(services: ScriptServices) -> None:
    assert isinstance(services.sessions, FixedSessions)
    script = await write_script(services, "Anthem")
    services.sessions.sessions = [replace(one, is_private=True) for one in services.sessions.sessions]
    assert await list_scripts(services, staff=OPERATES) == []
    assert await list_orphans(services, staff=OPERATES) == []
    assert (await read_script(services, "opening", staff=SIGNS)).script == script
    for act in (read_script, read_running, list_links):
        with pytest.raises(NotFoundError, match=r"script\.session_unknown"):
            await act(services, "opening", staff=OPERATES)
    assert await unsigned_script(services, "opening")


async def test_unknown_version_is_refused(services: ScriptServices) -> None:
    await write_script(services, "Anthem")
    with pytest.raises(NotFoundError, match=r"script\.version_unknown"):
        version_of(await read_script(services, "opening", staff=OPERATES), 3)


async def test_clock_times_of_draft_and_version_follow_a_moved_session(services: ScriptServices) -> None:
    draft = await add_cue(services, "opening", cue("Anthem", at=time(9, 10)), staff=OPERATES)
    await sign_all(services, draft)
    before = await read_run_tag(services, "opening", staff=OPERATES)
    moved = replace(script_session("opening"), starts_at=NINE + timedelta(hours=2))
    services = replace(services, sessions=FixedSessions([moved]))
    whole = await read_script(services, "opening", staff=OPERATES)
    assert whole.script is not None
    assert [one.at for one in (*whole.script.cues, *whole.valid_cues)] == [time(11, 10), time(11, 10)]
    assert whole.standing.state is ScriptState.SIGNED
    assert await read_run_tag(services, "opening", staff=OPERATES) != before
