"""Syntax trees of source files: each is parsed and walked once for all tests of a process."""

import ast
import gc
from functools import cache
from pathlib import Path


@cache
def syntax(path: Path) -> ast.Module:
    """The syntax tree of a file. Garbage collection waits: what a finalizer raises may call `ast.parse` again, and
    CPython 3.11 then raises SystemError (python/cpython#106905)."""
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        gc.enable()


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of a file."""
    return tuple(ast.walk(syntax(path)))
