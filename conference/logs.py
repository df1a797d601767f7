"""Log configuration: text for terminals, JSON for machines. No entry contains a name, a token or a photo.

Exceptions are logged by their types and stack frames. Their messages may quote personal input and are left out, except
those of the operating system, which name addresses and files.
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
_MAX_LINKS = 8
"""Maximum of exceptions logged of one chain."""

_log = structlog.get_logger(__name__)


def configure_logs(
    *, line_format: str = "text", level: str = "info", worker: int = 0, stream: TextIO | None = None
) -> None:
    """Set up structlog and the standard library's logging for the whole process: one renderer, one stream.

    `line_format` is `text` or `json`; `level` names the lowest level that is logged; `worker` is the number of this
    process where there are several, else 0; `stream` is standard error by default.
    """
    stream = cast("TextIO", _LogStream(stream or sys.stderr))
    min_level = logging.getLevelName(level.upper())
    renderer = _make_renderer(line_format, colors=stream.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([_make_worker_processor(worker)] if worker else []),
        format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(min_level),
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
    logging.basicConfig(level=max(min_level, logging.WARNING), handlers=[handler], force=True)


class _LogStream:
    """Stream that drops text that it cannot write, so that a full disk does not fail requests."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.isatty = stream.isatty

    def write(self, text: str) -> int:
        """Write a text, or drop it on an OSError and when the stream is closed."""
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush the stream; an OSError and a closed stream are ignored."""
        with suppress(OSError, ValueError):
            self._stream.flush()


def _make_renderer(line_format: str, *, colors: bool) -> structlog.typing.Processor:
    if line_format == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=colors)


def _make_worker_processor(worker: int) -> structlog.typing.Processor:
    def name(_logger: object, _method: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return {**entry, "worker": worker}

    return name


def format_exc_info(_logger: object, _method: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Replace `exc_info` by `exception`, a text without exception messages (a structlog processor)."""
    exc_info = entry.pop("exc_info", None)
    error = exc_info[1] if isinstance(exc_info, tuple) else sys.exc_info()[1] if exc_info is True else exc_info
    if isinstance(error, BaseException):
        entry["exception"] = "\n".join(part for link in _list_chain(error) for part in _format_exception(link))
    return entry


def _list_chain(error: BaseException) -> list[BaseException]:
    """Return the exception, its causes and contexts, and members of groups, newest first."""
    chain: list[BaseException] = []
    pending: list[BaseException | None] = [error]
    while pending and len(chain) < _MAX_LINKS:
        link = pending.pop(0)
        if link is None or link in chain:
            continue
        chain.append(link)
        pending += list(link.exceptions) if isinstance(link, BaseExceptionGroup) else []
        pending.append(link.__cause__ or (None if link.__suppress_context__ else link.__context__))
    return chain


def _format_exception(error: BaseException) -> Iterator[str]:
    yield f"{type(error).__module__}.{type(error).__qualname__}{_safe_details(error)}"
    for frame in traceback.extract_tb(error.__traceback__):
        place = frame.filename.rpartition("/site-packages/")[2].removeprefix(_ROOT)
        yield f"  {place}:{frame.lineno} {frame.name}"


def _safe_details(error: BaseException) -> str:
    """Return the loggable details of an exception: error code, operating system message, or database code."""
    if isinstance(error, RostrumError):
        return f": {error.code}"
    if isinstance(error, OSError):
        return f": {error}"
    origin: Any = getattr(error, "orig", error)
    code = getattr(origin, "sqlstate", None) or getattr(origin, "sqlite_errorname", None)
    return f": {type(origin).__name__} {code}" if isinstance(code, str) else ""


def log_loop_error(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log an error of the event loop (its exception handler). asyncio's message quotes arguments and is cut."""
    words = _PLAIN_WORDS.match(str(context.get("message", "")))
    _log.error("loop.failed", what=words[0].strip() if words else "", exc_info=context.get("exception"))
