"""Commands of the event's data."""

import asyncio
import re
import shlex
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs
from typer.testing import CliRunner, Result

from broadcast.programme.actions.changes import Request, change_programme
from broadcast.programme.domain.acts import AgreeEnd
from conference.resources import event_folder
from rostrum.cli import program
from rostrum.commands.shared import load_settings
from rostrum.events.drafts import read_draft, save_draft
from rostrum.events.loading import PROGRAM, programme_services
from rostrum.runtime import open_runtime
from tests.conference.event.folders import change
from tests.conference.event.logo_files import logo_file
from tests.support.board_samples import OPERATOR
from tests.support.paths import ROOT
from tests.support.rows import remove_event

HANOI = event_folder("hanoi-2025")


def run(*arguments: str, folder: Path | None = None) -> Result:
    """Run a command of the event; the settings name this folder."""
    settings = {"ROSTRUM_EVENT": str(folder)} if folder else {}
    return CliRunner().invoke(program, ["event", *arguments], env=settings)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The reference event with two faults."""
    folder = Path(shutil.copytree(HANOI, tmp_path / "event"))
    for file, old, new in (("places.toml", "bit = 13", "bit = 3"), ("press.toml", 'letter = "L"', 'leter = "L"')):
        text = (folder / file).read_text("utf-8")
        (folder / file).write_text(text.replace(old, new), "utf-8")
    return folder


def test_check_prints_each_fault_in_a_line_and_exits_with_2(faulty: Path) -> None:
    told = run("check", str(faulty))
    assert told.exit_code == 2
    bit, missing, unknown, count = told.output.splitlines()
    assert "zones (backstage): bit: 3 is already that of plenary_hall; free: 13, 14, 15" in bit
    assert "categories (pool): letter: missing; add letter: one or two capital letters" in missing
    assert "categories (pool): leter: unknown key; did you mean 'letter'?" in unknown
    assert count == "3 faults"


@pytest.mark.parametrize("argument", [["hanoi-2025"], [str(HANOI)], []])
def test_check_of_an_event_without_faults_prints_a_summary(argument: list[str]) -> None:
    told = run("check", *argument)
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        "hanoi-2025: Signing Ceremony and High-level Conference of the United Nations Convention against Cybercrime",
        "2025-10-25 to 2025-10-26, Asia/Ho_Chi_Minh; languages en, fr, es, ru, ar, zh, vi",
        "19 rooms, 14 zones, 17 doors, 5 badge categories, 59 programme items",
    ]


def test_check_without_a_folder_takes_that_of_the_settings(faulty: Path) -> None:
    assert run("check", folder=faulty).exit_code == 2


def test_check_of_a_missing_folder_is_one_fault(tmp_path: Path) -> None:
    told = run("check", str(tmp_path / "nowhere"))
    assert told.exit_code == 2
    assert told.output.splitlines()[0].startswith("event.toml: missing in ")


NEW = (
    *(
        "new",
        "forum-2027",
        "--languages",
        "fr,en,ar",
        "--name",
        "fr: Forum de l’eau | en: Water forum | ar: منتدى المياه",
    ),
    *("--timezone", "Africa/Tunis", "--starts", "2027-03-01", "--ends", "2027-03-03", "--city", "Tunis"),
    *("--venue", "Palais des congrès", "--rooms", "Grande salle, Salle Carthage, Presse", "--doors", "Nord, Sud"),
    *("--categories", "Presse, Technique", "--contact", "presse@example.org"),
)


@pytest.fixture
def here(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a data folder whose database has no event."""
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    remove_event(tmp_path / "rostrum.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROSTRUM_DATA_DIR", str(tmp_path))
    return tmp_path


def test_new_event_passes_the_check_and_loads(here: Path) -> None:
    told = run(*NEW)
    assert told.exit_code == 0, told.output
    told = run("check", "events/forum-2027")
    assert told.output.splitlines() == [
        "forum-2027: Water forum",
        "2027-03-01 to 2027-03-03, Africa/Tunis; languages fr, en, ar",
        "3 rooms, 4 zones, 2 doors, 2 badge categories, 1 programme item",
    ]
    told = run("load", "events/forum-2027")
    assert told.exit_code == 0, told.output
    assert "forum-2027 is loaded, version 1" in told.output
    assert "the board has the programme of the event" in told.output


def test_new_event_is_not_written_over_another(here: Path) -> None:
    (here / "events" / "forum-2027").mkdir(parents=True)
    told = run(*NEW)
    assert (told.exit_code, "exists" in told.output) == (2, True)
    assert list((here / "events" / "forum-2027").iterdir()) == []


def test_new_event_with_wrong_answers_writes_nothing(here: Path) -> None:
    wrong = [{"Africa/Tunis": "Mars/Base", "presse@example.org": "presse"}.get(one, one) for one in NEW]
    told = run(*wrong)
    assert (told.exit_code, (here / "events").exists()) == (2, False)
    assert "event.toml: timezone: unknown: Mars/Base" in told.output
    told = run(*(one.replace("fr,en,ar", "fr,de") for one in NEW))
    assert "de: none of" in told.output


def test_new_event_asks_for_what_no_option_gives(here: Path) -> None:
    answers = [
        "en",
        "Forum",
        "Africa/Tunis",
        "2027-03-01",
        "2027-03-02",
        "Tunis",
        "Hall",
        "A",
        "Press",
        "Gate",
        "a@b.org",
    ]
    told = CliRunner().invoke(program, ["event", "new", "small"], input="\n".join(answers) + "\n")
    assert told.exit_code == 0, told.output
    assert run("check", "events/small").exit_code == 0


def test_load_asks_before_it_changes_anything(here: Path) -> None:
    run(*NEW)
    run("load", "events/forum-2027")
    places = here / "events" / "forum-2027" / "places.toml"
    places.write_text(places.read_text("utf-8").replace("order = 1\n", "order = 1\ncapacity = 300\n"), "utf-8")
    told = CliRunner().invoke(program, ["event", "load", "events/forum-2027"], input="n\n")
    assert "~ rooms (grande-salle): capacity: nothing → 300" in told.output
    assert told.exit_code == 1
    told = run("load", "events/forum-2027", "--yes")
    assert "forum-2027 is loaded; running servers take it within seconds" in told.output
    told = run("load", "events/forum-2027")
    assert "version 2; the folder changes nothing" in told.output


async def save_draft_with(**values: object) -> None:
    """Save a draft with these values in the header."""
    async with open_runtime(load_settings()) as runtime:
        draft = await read_draft(runtime)
        event = structs.replace(draft.event, **values)
        await save_draft(runtime, event, draft.files, version=draft.version, staff=PROGRAM)


def test_status_and_apply_of_a_draft(here: Path) -> None:
    run(*NEW)
    run("load", "events/forum-2027")
    assert "forum-2027, version 1, loaded at " in run("status").output
    assert run("status").output.endswith("no draft\n")
    assert (run("apply").exit_code, run("apply").output) == (2, "no draft\n")
    asyncio.run(save_draft_with(closing_time="23:00"))
    told = run("status").output
    assert "not served yet" in told
    assert "~ closing_time: 04:00 → 23:00" in told
    assert run("apply").exit_code == 1
    told = run("apply", "--yes").output
    assert told.endswith("version 2 is loaded; running servers take it within seconds\n")
    assert "version 2" in run("status").output


def test_outdated_or_faulty_draft_is_not_applied(here: Path) -> None:
    run(*NEW)
    run("load", "events/forum-2027")
    asyncio.run(save_draft_with(timezone="Mars/Base"))
    told = run("apply", "--yes")
    assert (told.exit_code, "timezone: unknown" in told.output, "1 fault" in run("status").output) == (2, True, True)
    change(here / "events" / "forum-2027", "event.toml", 'city.fr = "Tunis"', 'city.fr = "Carthage"')
    run("load", "events/forum-2027", "--yes")
    told = run("apply", "--yes")
    assert (told.exit_code, "made from version 1" in told.output) == (2, True)


def test_load_of_a_faulty_folder_changes_nothing(here: Path, faulty: Path) -> None:
    told = run("load", str(faulty))
    assert (told.exit_code, "3 faults" in told.output) == (2, True)


def contents_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*")}


def test_export_can_be_loaded_and_is_stable(here: Path) -> None:
    run(*NEW)
    run("load", "events/forum-2027")
    assert run("export", "out").exit_code == 0
    assert "the folder changes nothing" in run("load", "./out").output
    run("export", "again")
    first, second = (
        {path.relative_to(here / name): path.read_bytes() for path in (here / name).rglob("*.*")}
        for name in ("out", "again")
    )
    assert first == second
    assert run("export", "out").exit_code == 2


async def move_first_session() -> str:
    """Move a session to another hour on the board, and return its id."""
    async with open_runtime(load_settings()) as runtime:
        item = runtime.event.public_programme[0]
        act = AgreeEnd(session=item.id, ends_at=item.ends_at + timedelta(minutes=5))
        await change_programme(programme_services(runtime), act, Request(operator=OPERATOR))
        return item.id


def test_export_has_the_changes_of_the_day_if_asked_for(here: Path) -> None:
    run(*NEW)
    run("load", "events/forum-2027")
    session_id = asyncio.run(move_first_session())
    told = run("export", "loaded").output
    assert "--with-changes" in told
    told = run("export", "--with-changes", "now").output
    assert f"~ programme ({session_id}): ends_at" in told
    assert "the folder changes nothing" in run("load", "./loaded").output
    assert run("load", "./now", "--yes").exit_code == 0
    assert "the folder changes nothing" in run("load", "./now").output


def test_colour_and_logo_are_exported_byte_for_byte(here: Path) -> None:
    assert run(*NEW, "--colour", "#8a2a5b").exit_code == 0
    folder = here / "events" / "forum-2027"
    change(folder, "event.toml", 'look.colour = "#8a2a5b"', 'look.colour = "#8a2a5b"\nlook.logo = "logo.png"')
    (folder / "logo.png").write_bytes(logo_file())
    assert run("load", "events/forum-2027").exit_code == 0
    assert run("export", "out").exit_code == 0
    assert (here / "out" / "logo.png").read_bytes() == logo_file()
    assert "the folder changes nothing" in run("load", "./out").output
    (here / "out" / "logo.png").write_bytes(logo_file((200, 100)))
    assert "~ logo.png" in run("load", "./out", "--yes").output


def test_new_event_with_an_illegible_colour_is_not_written(here: Path) -> None:
    told = run(*NEW, "--colour", "#ffd400")
    assert (told.exit_code, "choose a darker colour" in told.output) == (2, True)
    assert not (here / "events").exists()


def documented_commands() -> list[list[str]]:
    """The commands of the organiser's page, up to the one that serves."""
    blocks = re.findall(r"```\n(.*?)```", (ROOT / "docs" / "organiser.md").read_text("utf-8"), re.S)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("rostrum ") and line != "rostrum serve"]


def test_commands_of_the_organisers_page_work(here: Path) -> None:
    for command in documented_commands():
        told = CliRunner().invoke(program, command, input="a-long-password\na-long-password\n")
        assert told.exit_code == 0, (command, told.output)
    assert [command[:2] for command in documented_commands()] == [
        ["event", "new"],
        ["event", "check"],
        ["event", "load"],
        ["staff", "add"],
    ]
