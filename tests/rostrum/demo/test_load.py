"""Staff of the demonstration: one login per role, in a file that only its owner reads."""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.progress import Progress

from conference.auth.logins import sign_in
from conference.auth.people import list_staff
from conference.event import EventDataError
from conference.resources import event_folder
from rostrum.demo.load import _add_crew, load_demo
from rostrum.demo.logins import CREW, LOGINS_FILE, demo_logins
from rostrum.runtime import Runtime
from rostrum.settings import Settings
from tests.conference.event.folders import change
from tests.support.rows import remove_event


@pytest.fixture
def progress() -> Iterator[Progress]:
    """A progress bar that shows nothing."""
    with Progress(disable=True) as shown:
        yield shown


async def test_crew_can_sign_in_with_the_written_passwords(runtime: Runtime, progress: Progress) -> None:
    crew = await _add_crew(runtime, progress)
    logins = demo_logins(runtime.settings)
    assert logins.keys() == CREW.keys()
    assert len(set(logins.values())) == len(CREW)
    for username, password in logins.items():
        signed_in = await sign_in(runtime.accounts, username=username, password=password, address="10.0.0.1")
        assert signed_in.staff == crew[CREW[username][0][-1]]
        assert signed_in.staff.roles == set(CREW[username][0])


async def test_file_of_passwords_is_for_its_owner_only(runtime: Runtime, progress: Progress) -> None:
    await _add_crew(runtime, progress)
    path = runtime.settings.data_dir / LOGINS_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_second_load_keeps_people_and_passwords(runtime: Runtime, progress: Progress) -> None:
    crew, logins = await _add_crew(runtime, progress), demo_logins(runtime.settings)
    assert await _add_crew(runtime, progress) == crew
    assert demo_logins(runtime.settings) == logins
    assert len(await list_staff(runtime.accounts)) == len(CREW)


async def test_event_without_fictional_press_is_refused(tmp_path: Path, settings: Settings, progress: Progress) -> None:
    folder = Path(shutil.copytree(event_folder("hanoi-2025"), tmp_path / "event"))
    change(folder, "event.toml", "fictional_press = true", "fictional_press = false")
    remove_event(settings.data_dir / "rostrum.db")
    real = replace(settings, event=f"{folder}/")
    with pytest.raises(EventDataError, match="fictional_press: false for hanoi-2025"):
        await load_demo(real, progress)
    assert demo_logins(real) == {}
