"""Pages of scripts as plain forms: written, kept after an error, submitted, signed, warned of when gone."""

import re
from dataclasses import replace

from broadcast.scripts.actions.reading import read_script
from tests.broadcast.scripts.web.conftest import PAGE, ScriptDesk
from tests.support.scripts import OPERATES, SIGNS, write_script


async def whats(desk: ScriptDesk) -> list[str]:
    script = (await read_script(desk.services, "opening", staff=OPERATES)).script
    return [one.what for one in script.cues] if script else []


async def test_cue_is_added_changed_moved_and_removed(desk: ScriptDesk) -> None:
    added = await desk.post(f"{PAGE}/cues", what="Quốc ca", at="9h05", duration="1:30", **{"spoken.fr": "Debout"})
    assert added.status == 303, await added.text()
    await desk.post(f"{PAGE}/cues", what="<b>Speech</b>", after="first")
    assert await whats(desk) == ["<b>Speech</b>", "Quốc ca"]
    page = await desk.page(added.headers["Location"])
    assert "&lt;b&gt;Speech" in page
    assert "09:05" in page
    assert "Debout" in page
    cue = re.findall(r'id="cue-([^"]+)"', page)[1]
    moved = await desk.post(f"{PAGE}/cues/{cue}/acts", act="up", version="1")
    assert moved.status == 303
    changed = await desk.post(f"{PAGE}/cues/{cue}", what="Anthem", version="1")
    assert changed.status == 303
    assert await whats(desk) == ["Anthem", "<b>Speech</b>"]
    assert (await desk.post(f"{PAGE}/cues/{cue}/acts", act="delete", version="2")).status == 303
    assert await whats(desk) == ["<b>Speech</b>"]


async def test_typed_text_stays_after_an_error_and_a_conflict(desk: ScriptDesk) -> None:
    await write_script(desk.services, "Welcome")
    refused = await desk.post(f"{PAGE}/cues", what="Long speech", at="25:61", duration="x", after="first")
    assert refused.status == 422
    shown = await refused.text()
    assert shown.index("Long speech") < shown.index("Welcome")
    _, cue = (await write_script(desk.services, "Anthem")).cues
    conflict = await desk.post(f"{PAGE}/cues/{cue.id}", what="My long text", version="7")
    assert conflict.status == 409
    assert "My long text" in await conflict.text()
    assert await whats(desk) == ["Welcome", "Anthem"]


async def test_draft_is_submitted_by_one_and_signed_by_another(desk: ScriptDesk) -> None:
    script = await write_script(desk.services, "Anthem")
    assert (await desk.post(f"{PAGE}/draft", act="submit", revision=str(script.revision))).status == 303
    assert 'name="signer"' not in await desk.page()
    refused = await desk.post(f"{PAGE}/signatures", signer="media", version="1")
    assert refused.status == 403
    await desk.served.sign_in("signs")
    assert (await desk.page()).count('name="signer"') == 4
    for signer in ("protocol", "reception", "security", "media"):
        assert (await desk.post(f"{PAGE}/signatures", signer=signer, version="1")).status == 303
    assert 'name="signer"' not in await desk.page()
    assert "chip-good" in await desk.page("/staff/scripts")


async def test_other_staff_see_no_scripts(desk: ScriptDesk) -> None:
    await desk.served.sign_in("door")
    await desk.page("/staff/scripts", 403)
    await desk.page(PAGE, 403)


async def test_orphans_are_listed_and_deleted(desk: ScriptDesk) -> None:
    script = await write_script(desk.services, "Anthem")
    async with desk.services.transactions.write() as transaction:
        await desk.services.scripts.save(transaction, replace(script, session_id="gone"), seen=0)
    assert "/staff/script-orphans" in await desk.page("/staff/scripts")
    seen = await desk.page("/staff/script-orphans")
    assert (await desk.post("/staff/script-orphans/opening", seen=seen, act="delete")).status == 409
    assert (await desk.post("/staff/script-orphans/gone", seen=seen, act="reassign", target="signing")).status == 303
    assert (await read_script(desk.services, "signing", staff=SIGNS)).script is not None


async def test_console_asks_before_it_opens_without_signatures(desk: ScriptDesk) -> None:
    await write_script(desk.services, "Anthem")
    seen = await desk.page("/staff/console?session=opening")
    asked = await desk.served.send("sessions/opening", seen, verb="open")
    page = await asked.text()
    assert asked.status == 409
    assert 'name="confirmed" value="1"' in page
    opened = await desk.served.send("sessions/opening", seen, verb="open", confirmed="1")
    assert opened.status == 303
