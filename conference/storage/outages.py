"""Translation of driver errors into RostrumError: an unavailable database, or a text that it cannot store."""

import sqlite3

import structlog
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from conference.errors import InvalidError, OvertakenError, RostrumError, UnavailableError

UNAVAILABLE = "database.unavailable"
"""Nothing was changed."""

OUTCOME_UNKNOWN = "database.outcome_unknown"
"""The connection was lost during the commit."""

UNREACHABLE = (OSError, PoolTimeoutError)
"""Exceptions of an attempt to connect to an unreachable server (TimeoutError is an OSError) or from a full pool."""

_SQLITE_CODES = {
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
"""Read-only standby; idle in transaction; serialization failure, deadlock, lock not available."""

_OVERTAKEN = {"40001", "40P01"}
"""Serialization failure, deadlock: another transaction continues instead."""

_UNSTORABLE = {"22021", "22P05"}
"""A text with U+0000, which PostgreSQL cannot store and no keyboard types."""

_log = structlog.get_logger(__name__)


def translate_error(context: ExceptionContext) -> RostrumError | None:
    """Translate a driver error, as SQLAlchemy's `handle_error`: UnavailableError for an outage, InvalidError
    `request.invalid` for a text that the database cannot store, None for any other.

    A statement that timed out leaves its connection in an unknown state, so that the connection is discarded.
    """
    if context.is_pre_ping:
        return None
    error = context.original_exception
    if isinstance(error, TimeoutError):
        context.is_disconnect = True
    if _get_sqlstate(error) in _UNSTORABLE:
        return InvalidError("request.invalid")
    if not (context.is_disconnect or _is_outage(error)) or not isinstance(error, Exception):
        return None
    return unavailable(error)


def translate_driver_error(error: Exception) -> Exception:
    """Return the error to raise for an error of a statement that SQLAlchemy has not executed: itself if no outage."""
    return unavailable(error) if _is_outage(error) else error


def unavailable(error: Exception) -> UnavailableError:
    """Log `error` and return the UnavailableError to raise instead."""
    _log.warning("database.unavailable", error=repr(error))
    overtaken = _get_sqlstate(error) in _OVERTAKEN
    return OvertakenError(UNAVAILABLE, retry_after_s=1) if overtaken else UnavailableError(UNAVAILABLE)


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_CODES
    state = _get_sqlstate(error)
    return state.startswith(_POSTGRES_CLASSES) or state in _POSTGRES_STATES


def _get_sqlstate(error: BaseException) -> str:
    return getattr(error, "sqlstate", None) or ""
