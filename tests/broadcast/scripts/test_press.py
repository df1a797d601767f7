"""What is on a printed script."""

from dataclasses import replace

import pytest

from broadcast.scripts.actions.editing import add_cue
from broadcast.scripts.actions.reading import read_script
from broadcast.scripts.press import make_sheet
from broadcast.scripts.services import ScriptServices
from tests.support.scripts import OPERATES, cue, sign_all


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("zh", "ltr"), ("vi", "ltr")])
async def test_sheet_has_version_signatures_and_chosen_columns(
    services: ScriptServices, code: str, direction: str
) -> None:
    full = replace(cue("Khai mạc"), spoken={"ar": "أهلًا"}, notes={"sound": "Mic 2", "light": "Red"})
    await sign_all(services, await add_cue(services, "opening", full, staff=OPERATES))
    whole = await read_script(services, "opening", staff=OPERATES)
    sheet = make_sheet(services, whole, 1, code)
    assert sheet.direction == direction
    assert len(sheet.columns) == len(sheet.widths) == len(sheet.rows[0]) == 5
    assert [value.partition(" · ")[0] for _, value in sheet.signed] == ["Nguyễn Thu Hà"] * 4
    few = make_sheet(services, whole, 1, code, scopes=("light",))
    assert [cell for row in few.rows for cell in row][2:] == [["Khai mạc"], ["", "Red"]]
