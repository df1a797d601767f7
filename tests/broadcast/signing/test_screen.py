"""The screen of the signing: a page without state, with names of States in its language."""

import json
import re

from tests.support.board_pages import Served, served

__all__ = ["served"]


async def test_screen_has_names_and_drawings_but_no_state(served: Served) -> None:
    for code, name in (("ar", "فييت نام"), ("zh", "越南")):
        html = await served.page(f"/{code}/screens/signing")
        data = json.loads(re.search(r'id="screen">(.*?)</script>', html, re.DOTALL)[1])  # type: ignore[index]
        assert (data["kind"], [face["language"]["code"] for face in data["faces"]]) == ("signing", [code])
        (tile,) = data["tiles"]
        assert (tile["names"][code]["VN"], len(tile["names"][code])) == (name, 196)
        assert "screen.signing.disclaimer" in data["faces"][0]["texts"]
        for drawing in (tile["drawings"]["world"], tile["drawings"]["flags"]):
            assert (await served.client.get(drawing)).status == 200
