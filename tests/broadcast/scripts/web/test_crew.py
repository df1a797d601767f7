"""The page of a crew link: its columns alone, nothing of other links, not indexed, counted."""

from dataclasses import replace

from broadcast.scripts.actions.editing import add_cue
from broadcast.scripts.actions.links import NewLink, add_link, list_links
from tests.broadcast.scripts.web.conftest import ScriptDesk
from tests.support.board_pages import hidden
from tests.support.scripts import OPERATES, cue


async def test_crew_sees_its_columns_alone(desk: ScriptDesk) -> None:
    full = replace(cue("Anthem"), spoken={"fr": "Debout"}, notes={"sound": "Mic 2", "security": "Gate 9"})
    await add_cue(desk.services, "opening", full, staff=OPERATES)
    await add_link(desk.services, "opening", NewLink("Light crew", ("light",), "vi", 1), staff=OPERATES)
    _, secret = await add_link(desk.services, "opening", NewLink("Sound crew", ("sound",), "fr", 1), staff=OPERATES)
    desk.served.client.session.cookie_jar.clear()
    response = await desk.served.client.get(f"/fr/cues/{secret}")
    page = await response.text()
    assert response.status == 200
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Cache-Control"] == "no-store"
    assert "Mic 2" in page
    for hidden_text in ("Gate 9", "Debout", "Light crew", "Sound crew", "<form"):
        assert hidden_text not in page.partition("<main")[2]
    same = await desk.served.client.get(f"/fr/cues/{secret}/parts", params={"seen": hidden(page, "seen").strip()})
    assert same.status == 204
    (sound, _) = await list_links(desk.services, "opening", staff=OPERATES)
    assert sound.label == "Sound crew"


async def test_guessed_address_is_not_found(desk: ScriptDesk) -> None:
    for path in ("/fr/cues/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "/fr/cues/x"):
        await desk.page(path, 404)
