"""Planned announcements in the API."""

from tests.conftest import client
from tests.support.board_program import Program, program

__all__ = ["client", "program"]

PATH = "planned-announcements"
TEXTS = {code: f"Doors close {code}" for code in ("ar", "zh", "en", "fr", "ru", "es")}


async def test_program_plans_changes_publishes_and_cancels(program: Program) -> None:
    content = {"text": TEXTS, "publish_at": "2025-10-25T03:00:00Z", "shown_for_min": 5, "destinations": ["press"]}
    content |= {"subject": {**TEXTS, "fr": ""}, "is_listed": True}
    assert await program.act(PATH, **content) == (422, "announcement.incomplete")
    content["subject"] = TEXTS
    assert (await program.act(PATH, **content))[0] == 200
    assert await program.act(PATH, text={"en": "x"}, publish_at="2025-10-25T03:00:00Z") == (
        422,
        "announcement.incomplete",
    )
    assert (await program.act(PATH, **{**content, "publish_at": "2035-10-25T03:00:00Z"}))[1] == "field.not_date"
    [planned] = (await program.read(PATH))["announcements"]
    assert (planned["state"], planned["destinations"], planned["version"]) == ("waiting", ["press"], 1)
    assert (planned["subject"], planned["is_listed"]) == (TEXTS, True)
    acts = f"{PATH}/{planned['id']}/acts"
    assert (await program.act(acts, act="change", version=1))[1] == "field.missing"
    await program.act(acts, act="change", version=1, content={"text": TEXTS, "rooms": []})
    assert (await program.act(acts, act="publish", version=1))[1] == "announcement.changed"
    await program.act(acts, act="publish", version=2)
    assert [one["state"] for one in (await program.read(PATH))["announcements"]] == ["published"]
    assert [one["text"] for one in (await program.read("announcements"))["announcements"]] == [TEXTS]
    assert (await program.act(acts, act="cancel", version=3))[1] == "announcement.decided"
