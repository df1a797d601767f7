"""Tables of cues: cleaned, refused by row or by limit, never lost."""

from broadcast.scripts.actions.reading import read_script
from broadcast.scripts.domain.cues import MAX_CUES
from tests.broadcast.scripts.web.conftest import PAGE, ScriptDesk
from tests.support.scripts import OPERATES, write_script

TABLE = f"{PAGE}/table"


async def test_pasted_table_is_added_and_downloaded(desk: ScriptDesk) -> None:
    pasted = "Heure\tResponsable\twhat\tFrançais\tSon\n9h05\tMC\t\u200fQuốc ca\u200f\tDebout\tMic 2\n"
    sent = await desk.post(TABLE, pasted=pasted, revision="0")
    assert sent.status == 303, await sent.text()
    whole = await read_script(desk.services, "opening", staff=OPERATES)
    assert whole.script is not None
    (cue,) = whole.script.cues
    assert (cue.what, cue.who, cue.spoken, cue.notes) == ("Quốc ca", "MC", {"fr": "Debout"}, {"sound": "Mic 2"})
    downloaded = await (await desk.served.client.get(f"{TABLE}.csv")).text()
    assert "Quốc ca" in downloaded
    again = await desk.post(TABLE, pasted=downloaded, revision="1", how="replace")
    assert again.status == 303, await again.text()


async def test_faulty_rows_are_reported_and_the_text_stays(desk: ScriptDesk) -> None:
    refused = await desk.post(TABLE, pasted="at,what\n25:61,Anthem\n9:00,Speech\n", revision="0")
    page = await refused.text()
    assert refused.status == 422
    assert "25:61,Anthem" in page
    assert ">2</td>" in page
    assert (await read_script(desk.services, "opening", staff=OPERATES)).script is None


async def test_ten_thousand_lines_are_refused_in_words_and_stay(desk: ScriptDesk) -> None:
    pasted = "what\n" + "".join(f"\u200fCue {number} {'x' * 80}\n" for number in range(10_000))
    refused = await desk.post(TABLE, pasted=pasted, revision="0")
    page = await refused.text()
    assert refused.status == 422
    assert "Cue 9999" in page
    assert str(MAX_CUES) in page


async def test_table_for_an_older_draft_is_a_conflict(desk: ScriptDesk) -> None:
    await write_script(desk.services, "Anthem")
    conflict = await desk.post(TABLE, pasted="what\nSpeech\n", revision="0", how="replace")
    assert conflict.status == 409
    assert "Speech" in await conflict.text()
