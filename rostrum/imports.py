"""Cheaper imports for the program. `rostrum/__init__.py` calls `prepare_imports` before other modules are imported."""

import gc
import sys

COLLECT_EVERY = 5_000, 20, 50
"""Thresholds of the garbage collector (`gc.set_threshold`): high, because a viewer is few objects, none in a cycle."""

COLLECT_EVERY_IMPORTING = 200_000, 20, 50
"""Thresholds while modules are imported, which make 190,000 objects, of which 1,000 are garbage."""

_TRACEBACKS = "rich.traceback"


def prepare_imports() -> None:
    """Collect no garbage until `finish_imports`, and import structlog without rich's tracebacks."""
    gc.set_threshold(*COLLECT_EVERY_IMPORTING)
    if "structlog" not in sys.modules:
        _import_structlog()


def finish_imports() -> None:
    """Exclude imported objects from garbage collection, and collect garbage from now on."""
    gc.freeze()
    gc.set_threshold(*COLLECT_EVERY)


def _import_structlog() -> None:
    """Import structlog as if rich's tracebacks were not installed.

    It would load them and pygments, a twentieth of the start, and never use them: `conference.logs` formats exceptions
    itself, because their messages may quote personal input.
    """
    sys.modules[_TRACEBACKS] = None  # type: ignore[assignment]
    try:
        import structlog  # noqa: F401, PLC0415 - for its effect on `sys.modules`
    finally:
        del sys.modules[_TRACEBACKS]
