"""Modules with their imports: in order, and as one script for service workers, which not every browser lets import."""

import re
from functools import cache
from pathlib import Path

_IMPORT = re.compile(r"^import \{[^}]*\} from \"(\.{1,2}/[^\"]+)\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function |const )", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


@cache
def classic_script(module: Path) -> str:
    """Return a module with the modules that it imports in front, as one script without imports and exports.

    Modules import names as they are (`import { name } from "./module.mjs"`) and export functions and constants only.
    Their top-level names share one scope, so they must differ. Raises ValueError for other imports and exports.
    """
    return "\n".join(_to_classic(path) for path in modules_in_order(module))


def modules_in_order(module: Path) -> list[Path]:
    """Return the resolved paths of the modules that a module imports, directly or not, and its own, in their order."""
    return _append_modules(module.resolve(), [])


def _append_modules(module: Path, found: list[Path]) -> list[Path]:
    """Return `found` with a module appended after the modules that it imports."""
    for target in _IMPORT.findall(module.read_text(encoding="utf-8")):
        _append_modules((module.parent / target).resolve(), found)
    if module not in found:
        found.append(module)
    return found


def _to_classic(module: Path) -> str:
    text = _EXPORT.sub("", _IMPORT.sub("", module.read_text(encoding="utf-8")))
    if other := _OTHER.search(text):
        raise ValueError(f"{module.name} cannot be a classic script: {other[0]}")
    return text
