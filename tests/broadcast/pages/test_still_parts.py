"""The welcome and the test card have all that they show in their page."""

from conference.languages import LANGUAGES
from tests.broadcast.pages.test_screens import data
from tests.support.board_pages import Served


async def test_welcome_has_the_name_in_all_languages(served: Served) -> None:
    (tile,) = data(await served.page("/ar/screens/welcome"))["tiles"]
    names = {one["code"]: one["name"] for one in tile["names"]}
    assert names == dict(served.runtime.event.name)
    assert tile["names"][0]["code"] == "ar"
    assert tile["days"] == ["2025-10-25", "2025-10-26"]


async def test_card_has_a_sample_of_each_language(served: Served) -> None:
    (tile,) = data(await served.page("/zh/screens/test-card"))["tiles"]
    assert len({sample["text"] for sample in tile["samples"]}) == len(LANGUAGES)
    assert all(set(one["labels"]) == {"zh"} for one in tile["phases"])
