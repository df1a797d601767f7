"""Cheaper imports for the program. `rostrum.__main__` calls `prepare_imports` first.

Three libraries import or load at once what this program never uses; together a third of the start, and 15 MB. They are
imported here first, without it.
"""

import gc
import ssl
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType

COLLECT_EVERY = 5_000, 20, 50
"""Thresholds of the garbage collector (`gc.set_threshold`): high, because a viewer is few objects, none in a cycle."""

_ORM_MODULES = "sqlalchemy.ext.asyncio.session", "sqlalchemy.ext.asyncio.scoping"
"""The modules of `sqlalchemy.ext.asyncio` that import SQLAlchemy's object-relational mapper."""


def prepare_imports() -> None:
    """Collect no garbage until `finish_imports`, and import large libraries without their unused parts."""
    gc.disable()
    if "structlog" not in sys.modules:
        _import_structlog()
    if "aiohttp" not in sys.modules:
        _import_aiohttp()
    if "sqlalchemy.ext.asyncio" not in sys.modules:
        _import_sqlalchemy()


def finish_imports() -> None:
    """Exclude imported objects from garbage collection, and collect garbage from now on."""
    gc.freeze()
    gc.set_threshold(*COLLECT_EVERY)
    gc.enable()


def _import_structlog() -> None:
    """Import structlog as if rich were not installed, which it uses for tracebacks.

    `conference.logs` formats exceptions itself, because their messages may quote personal input.
    """
    with _replaced_modules({"rich": None}):
        import structlog  # noqa: F401, PLC0415 - for its effect on `sys.modules`


def _import_aiohttp() -> None:
    """Import aiohttp without the certificates of public authorities, which its client loads for all requests.

    A request of aiohttp's client to an HTTPS address fails unless it is given a context, as by `WebhookSender`.
    """
    methods = "load_default_certs", "set_default_verify_paths"
    with ExitStack() as stack:
        for name in methods:
            stack.enter_context(_method_without_effect(name))
        import aiohttp  # noqa: F401, PLC0415


def _import_sqlalchemy() -> None:
    """Import SQLAlchemy's asyncio engine without its object-relational mapper, which the program does not use."""
    with _replaced_modules({name: _Unused(name) for name in _ORM_MODULES}):
        import sqlalchemy.ext.asyncio  # noqa: F401, PLC0415


@contextmanager
def _method_without_effect(name: str) -> Iterator[None]:
    """Let a method of SSLContext do nothing during the block."""
    method = getattr(ssl.SSLContext, name)
    setattr(ssl.SSLContext, name, lambda *_arguments: None)
    try:
        yield
    finally:
        setattr(ssl.SSLContext, name, method)


class _Unused(ModuleType):
    """A module in place of one that is not loaded: any name can be imported from it, as None."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


@contextmanager
def _replaced_modules(modules: dict[str, ModuleType | None]) -> Iterator[None]:
    """Import these modules instead of those of their names during the block; None makes an import fail."""
    sys.modules.update(modules)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in modules:
            del sys.modules[name]
