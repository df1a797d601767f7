"""Versions and their differences by cue."""

from broadcast.scripts.actions.editing import add_cue
from broadcast.scripts.actions.signing import submit_script
from tests.broadcast.scripts.web.conftest import PAGE, ScriptDesk
from tests.support.scripts import OPERATES, cue, write_script


async def test_version_shows_what_changed_by_cue(desk: ScriptDesk) -> None:
    script = await write_script(desk.services, "Anthem")
    await submit_script(desk.services, "opening", seen=script.revision, staff=OPERATES)
    changed = await add_cue(desk.services, "opening", cue("Speech"), staff=OPERATES)
    assert 'class="cue change-added"' in await desk.page(f"{PAGE}/versions/0")
    await submit_script(desk.services, "opening", seen=changed.revision, staff=OPERATES)
    page = await desk.page(f"{PAGE}/versions/2")
    assert (page.count("change-added"), page.count("change-same")) == (1, 1)
    for wrong in ("9", "x", "99999999999999999999"):
        await desk.page(f"{PAGE}/versions/{wrong}", 404)
