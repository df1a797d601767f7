"""Scripts of service workers, which not every browser lets import modules: a module and its imports as one script."""

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
    return "\n".join(_to_classic(path) for path in _modules_in_order(module.resolve(), []))


def _modules_in_order(module: Path, found: list[Path]) -> list[Path]:
    """Return `found` with a module appended after the modules that it imports."""
    for target in _IMPORT.findall(module.read_text(encoding="utf-8")):
        _modules_in_order((module.parent / target).resolve(), found)
    if module not in found:
        found.append(module)
    return found


def _to_classic(module: Path) -> str:
    text = _EXPORT.sub("", _IMPORT.sub("", module.read_text(encoding="utf-8")))
    if other := _OTHER.search(text):
        raise ValueError(f"{module.name} cannot be a classic script: {other[0]}")
    return text
