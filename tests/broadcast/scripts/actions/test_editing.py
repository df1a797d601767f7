"""Drafts: changed by several people, copied, undone."""

from dataclasses import replace
from datetime import time

import pytest

from broadcast.scripts.actions.editing import (
    add_cue,
    add_cues,
    change_cue,
    copy_script,
    delete_cue,
    shift_cue,
    undo_edit,
)
from broadcast.scripts.actions.reading import read_script
from broadcast.scripts.services import ScriptServices
from conference.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from tests.support.scripts import OPERATES, STRANGER, cue, write_script


async def test_two_people_who_edit_different_cues_lose_nothing(services: ScriptServices) -> None:
    script = await write_script(services, "Anthem", "Speech")
    first, second = script.cues
    await change_cue(services, "opening", replace(first, what="Flag"), seen=1, staff=OPERATES)
    changed = await change_cue(services, "opening", replace(second, who="President"), seen=1, staff=OPERATES)
    assert [(one.what, one.who) for one in changed.cues] == [("Flag", "MC"), ("Speech", "President")]
    with pytest.raises(ConflictError, match=r"script\.cue_changed"):
        await change_cue(services, "opening", replace(first, what="Other"), seen=1, staff=OPERATES)


async def test_undo_restores_the_cues_and_can_be_undone(services: ScriptServices) -> None:
    script = await write_script(services, "Anthem", "Speech")
    removed = await delete_cue(services, "opening", script.cues[0].id, seen=1, staff=OPERATES)
    restored = await undo_edit(services, "opening", seen=removed.revision, staff=OPERATES)
    assert restored.cues == script.cues
    assert (await undo_edit(services, "opening", seen=restored.revision, staff=OPERATES)).cues == removed.cues
    with pytest.raises(ConflictError, match=r"script\.changed"):
        await undo_edit(services, "opening", seen=restored.revision, staff=OPERATES)


async def test_moved_cue_changes_places(services: ScriptServices) -> None:
    script = await write_script(services, "Anthem", "Speech")
    moved = await shift_cue(services, "opening", script.cues[1].id, by=-1, staff=OPERATES)
    assert [one.what for one in moved.cues] == ["Speech", "Anthem"]


async def test_table_is_added_or_replaces_the_draft_that_was_seen(services: ScriptServices) -> None:
    script = await write_script(services, "Anthem")
    new = [cue("Speech", "n1")]
    added = await add_cues(services, "opening", new, replaces=False, seen=script.revision, staff=OPERATES)
    assert [one.what for one in added.cues] == ["Anthem", "Speech"]
    with pytest.raises(ConflictError, match=r"script\.changed"):
        await add_cues(services, "opening", new, replaces=True, seen=script.revision, staff=OPERATES)
    replaced = await add_cues(services, "opening", new, replaces=True, seen=added.revision, staff=OPERATES)
    assert [one.what for one in replaced.cues] == ["Speech"]


async def test_copy_has_new_ids_and_no_clock_times_of_another_session(services: ScriptServices) -> None:
    await add_cue(services, "opening", cue("Anthem", at=time(9, 0)), staff=OPERATES)
    copied = await copy_script(services, "signing", "opening", seen=0, staff=OPERATES)
    original = await read_script(services, "opening", staff=OPERATES)
    assert original.script is not None
    assert [(one.what, one.at) for one in copied.cues] == [("Anthem", None)]
    assert copied.cues[0].id != original.script.cues[0].id
    with pytest.raises(RuleError, match=r"script\.empty"):
        await copy_script(services, "opening", "opening", seen=1, staff=OPERATES)


async def test_strangers_and_unknown_sessions_are_refused(services: ScriptServices) -> None:
    with pytest.raises(ForbiddenError):
        await add_cue(services, "opening", cue("Anthem"), staff=STRANGER)
    with pytest.raises(NotFoundError, match=r"script\.session_unknown"):
        await add_cue(services, "gone", cue("Anthem"), staff=OPERATES)
