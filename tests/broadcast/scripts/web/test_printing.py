"""Printed scripts of staff and crews."""

from broadcast.scripts.actions.links import NewLink, add_link
from broadcast.scripts.web.printing import CREW_PRINTS
from tests.broadcast.scripts.web.conftest import PAGE, ScriptDesk
from tests.support.scripts import OPERATES, write_script


async def test_staff_and_crews_print(desk: ScriptDesk) -> None:
    await write_script(desk.services, "Anthem")
    _, secret = await add_link(desk.services, "opening", NewLink("Sound", ("sound",), "ar", 1), staff=OPERATES)
    for path in (f"{PAGE}/script.pdf?language=zh", f"/ar/cues/{secret}/script.pdf"):
        response = await desk.served.client.get(path)
        assert response.content_type == "application/pdf"
        assert (await response.read()).startswith(b"%PDF")
    assert (await desk.served.client.get(f"{PAGE}/script.pdf?version=7")).status == 404


async def test_address_without_a_login_prints_a_few_at_once(desk: ScriptDesk) -> None:
    guessed = f"/ar/cues/{'a' * 40}/script.pdf"
    answers = [(await desk.served.client.get(guessed)).status for _ in range(CREW_PRINTS.burst + 1)]
    assert answers == [404] * CREW_PRINTS.burst + [429]
