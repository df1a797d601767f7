"""Settings and runtime of commands."""

from pathlib import Path

import pytest
import typer

from rostrum.commands.shared import load_settings, with_runtime
from rostrum.runtime import Runtime
from rostrum.settings import Settings


def test_given_values_override_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_PORT", "8123")
    assert load_settings(port=None, host="::1").port == 8123
    assert load_settings(port=9000).port == 9000


def test_invalid_setting_is_a_wrong_parameter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_PORT", "many")
    with pytest.raises(typer.BadParameter, match="ROSTRUM_PORT"):
        load_settings()


async def test_action_has_the_runtime_of_the_settings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_DATA_DIR", str(settings.data_dir))

    async def folder_of(runtime: Runtime) -> Path:
        return runtime.settings.data_dir

    assert await with_runtime(folder_of) == settings.data_dir
