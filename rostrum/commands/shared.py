"""What several commands need: the settings, an open runtime, common options."""

import dataclasses
import os
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from conference.languages import LANGUAGES
from conference.logs import configure_logs
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings, SettingsError, settings_from

T = TypeVar("T")

LanguageOption = Annotated[str, typer.Option(help=f"One of {', '.join(LANGUAGES)}.")]
Sure = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def load_settings(**overrides: object) -> Settings:
    """Return the settings of the environment, with those overrides that are not None. Configures the logs."""
    try:
        settings = settings_from(os.environ)
    except SettingsError as error:
        raise typer.BadParameter(str(error)) from None
    settings = dataclasses.replace(settings, **{k: v for k, v in overrides.items() if v is not None})  # type: ignore[arg-type]
    configure_logs(line_format=settings.log_format, level=settings.log_level, worker=settings.worker)
    return settings


async def with_runtime(act: Callable[[Runtime], Awaitable[T]]) -> T:
    """Open the runtime of the settings for one action."""
    async with open_runtime(load_settings()) as runtime:
        return await act(runtime)
