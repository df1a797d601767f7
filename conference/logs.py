"""How log lines look: readable in a terminal, JSON for machines. No line ever carries a name, a token or a photo.

What goes wrong is told by the kinds of the exceptions and the places they passed; their messages may quote what people
typed, and stay out, but for those of the operating system, which name addresses and files.
"""

import asyncio
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO, cast

import structlog

from conference.errors import RostrumError

_ROOT = str(Path(__file__).parents[1]) + "/"
_PLAIN_WORDS = re.compile(r"[A-Za-z' ]+")
_MOST_LINKS = 8
"""Exceptions told of one chain."""

_log = structlog.get_logger(__name__)


def configure_logs(
    *, line_format: str = "text", level: str = "info", worker: int = 0, stream: TextIO | None = None
) -> None:
    """Set up structlog and the standard library's logging for the whole process: one renderer, one stream.

    `line_format` is `text` or `json`; `level` names the least level that is logged; `worker` is the number of this
    process where there are several, else 0; `stream` is standard error unless given.
    """
    stream = cast("TextIO", _LogStream(stream or sys.stderr))
    least = logging.getLevelName(level.upper())
    renderer = _renderer(line_format, colors=stream.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([_worker_namer(worker)] if worker else []),
        tell_exception,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=max(least, logging.WARNING), handlers=[handler], force=True)


class _LogStream:
    """A stream that loses what it cannot write: a full disk below the log stops no request."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.isatty = stream.isatty

    def write(self, text: str) -> int:
        """Write a line, or lose it."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Send what was written, or keep it for the next time."""
        with suppress(OSError):
            self._stream.flush()


def _renderer(line_format: str, *, colors: bool) -> structlog.typing.Processor:
    if line_format == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=colors)


def _worker_namer(worker: int) -> structlog.typing.Processor:
    def name(_logger: object, _method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return {**line, "worker": worker}

    return name


def tell_exception(_logger: object, _method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """A processor: `exc_info` becomes `exception`, a text without anything that somebody typed."""
    given = line.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else sys.exc_info()[1] if given is True else given
    if isinstance(error, BaseException):
        line["exception"] = "\n".join(part for link in _chain(error) for part in _told(link))
    return line


def _chain(error: BaseException) -> list[BaseException]:
    """The exception and what it came from, members of a group too, newest first."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting and len(found) < _MOST_LINKS:
        link = waiting.pop(0)
        if link is None or link in found:
            continue
        found.append(link)
        waiting += list(link.exceptions) if isinstance(link, BaseExceptionGroup) else []
        waiting.append(link.__cause__ or (None if link.__suppress_context__ else link.__context__))
    return found


def _told(error: BaseException) -> Iterator[str]:
    yield f"{type(error).__module__}.{type(error).__qualname__}{_said(error)}"
    for frame in traceback.extract_tb(error.__traceback__):
        place = frame.filename.rpartition("/site-packages/")[2].removeprefix(_ROOT)
        yield f"  {place}:{frame.lineno} {frame.name}"


def _said(error: BaseException) -> str:
    """What may be told of an exception besides its kind."""
    if isinstance(error, RostrumError):
        return f": {error.code}"
    if isinstance(error, OSError):
        return f": {error}"
    origin: Any = getattr(error, "orig", error)
    code = getattr(origin, "sqlstate", None) or getattr(origin, "sqlite_errorname", None)
    return f": {type(origin).__name__} {code}" if isinstance(code, str) else ""


def tell_loop_failure(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """The loop's exception handler: asyncio's own words quote the arguments of whatever failed."""
    said = _PLAIN_WORDS.match(str(context.get("message", "")))
    _log.error("loop.failed", what=said[0].strip() if said else "", exc_info=context.get("exception"))
