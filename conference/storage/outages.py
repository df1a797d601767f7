"""What errors of the driver are to those who ask: a database that does not answer, or a text that it cannot hold."""

import sqlite3

import structlog
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from conference.errors import InvalidError, OvertakenError, RostrumError, UnavailableError

UNAVAILABLE = "database.unavailable"
"""Nothing was changed."""

OUTCOME_UNKNOWN = "database.outcome_unknown"
"""The connection was lost in the moment of the commit."""

UNREACHABLE = (OSError, PoolTimeoutError)
"""What an attempt to connect raises when nobody answers (TimeoutError is an OSError), or too many wait."""

_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
}
_POSTGRES_CLASSES = ("08", "53", "57")
"""Connection lost; no connection, memory or disk left; stopped by an operator, a crash or a time limit."""

_POSTGRES_STATES = {"25006", "25P03", "40001", "40P01", "55P03"}
"""A standby that takes no writes; idle in a transaction; serialization, deadlock or a lock that is not given."""

_OVERTAKEN = {"40001", "40P01"}
"""Serialization failure, deadlock: another transaction goes on instead."""

_UNFIT = {"22021", "22P05"}
"""A text with U+0000, which PostgreSQL holds in no column. No keyboard types it."""

_log = structlog.get_logger(__name__)


def tell_outage(context: ExceptionContext) -> RostrumError | None:
    """For SQLAlchemy's `handle_error`: UnavailableError for an error that says that the database is away, InvalidError
    `request.invalid` for a text that it cannot hold.

    A statement that took too long leaves its connection in an unknown state, so that connection is given up.
    """
    if context.is_pre_ping:
        return None
    error = context.original_exception
    if isinstance(error, TimeoutError):
        context.is_disconnect = True
    if _sqlstate(error) in _UNFIT:
        return InvalidError("request.invalid")
    if not (context.is_disconnect or _is_outage(error)) or not isinstance(error, Exception):
        return None
    return unavailable(error)


def unavailable(error: Exception) -> UnavailableError:
    """What is raised instead of `error`, which the log keeps."""
    _log.warning("database.unavailable", error=repr(error))
    overtaken = _sqlstate(error) in _OVERTAKEN
    return OvertakenError(UNAVAILABLE, retry_after_s=1) if overtaken else UnavailableError(UNAVAILABLE)


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE
    state = _sqlstate(error)
    return state.startswith(_POSTGRES_CLASSES) or state in _POSTGRES_STATES


def _sqlstate(error: BaseException) -> str:
    return getattr(error, "sqlstate", None) or ""
