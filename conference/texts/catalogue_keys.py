"""Search for the text keys that the program uses: in Python, templates, page scripts and key families."""

import ast
import gc
import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, nodes

from conference.texts.catalogues import FAMILIES

_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_PREFIX = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\.")
_SCRIPT_CALL = re.compile(r"""(?:\.|\b)(?:text|plural|plain|pattern|t|tn)\(\s*["']([a-z0-9_.]+)["']""")
_PYTHON_TEXTS = {"text", "plural", "form", "has"}
_TEMPLATE_TEXTS = {"t", "tn", "plain", "plain_n"}
_PREFIX_FUNCTIONS = {"key_family", "removeprefix", "startswith"}
_ROOT_ERROR = "RostrumError"
_SEARCHED = ast.Call, ast.ClassDef, ast.Constant, ast.JoinedStr


@dataclass
class UsedKeys:
    """Keys that the program uses.

    `exact` must exist, each with a location that uses it; `prefixes` reach scripts as a whole; `mentioned` are other
    literals of the source that may be a key or the code of an error.
    """

    exact: dict[str, str] = field(default_factory=dict)
    prefixes: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)

    def uses(self, key: str) -> bool:
        """Whether the program uses the key."""
        return (
            key in self.exact
            or any(key.startswith(prefix) for prefix in self.prefixes)
            or not self.mentioned.isdisjoint({key, key.removeprefix("error.")})
        )


@contextmanager
def _without_collection() -> Iterator[None]:
    """Collect no garbage: the millions of nodes of all modules, none of which is garbage, would be looked through."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_collection()
def find_keys(root: Path, packages: Sequence[str]) -> UsedKeys:
    """Find every key that the `packages` under `root` use. Modules that declare key families are imported."""
    used_keys = UsedKeys()
    modules = {path: _read_module(path) for path in _source_files(root, packages, "py")}
    errors = _error_classes(modules.values())
    for path, module in modules.items():
        _add_python_keys(module, str(path.relative_to(root)), errors, used_keys)
    environment = Environment(autoescape=True)
    for path in _source_files(root, packages, "html"):
        _add_template_keys(environment.parse(path.read_text(encoding="utf-8")), str(path.relative_to(root)), used_keys)
    for path in _source_files(root, packages, "mjs"):
        for key in _SCRIPT_CALL.findall(path.read_text(encoding="utf-8")):
            if _KEY.fullmatch(key):
                used_keys.exact.setdefault(key, str(path.relative_to(root)))
    _add_family_keys(
        (_module_name(path, root) for path, module in modules.items() if _declares_family(module)), used_keys
    )
    return used_keys


def _read_module(path: Path) -> list[ast.AST]:
    """Return the nodes of a module that may have keys: to walk through a whole tree takes as long as to parse it."""
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, _SEARCHED)]


def _source_files(root: Path, packages: Sequence[str], suffix: str) -> list[Path]:
    paths = (path for package in packages for path in sorted((root / package).rglob(f"*.{suffix}")))
    return [path for path in paths if not {"vendor", "bundled"} & set(path.parts)]


def _add_family_keys(modules: Iterable[str], used_keys: UsedKeys) -> None:
    """Add the keys that modules declare with `key_family`. The modules are imported."""
    for module in modules:
        importlib.import_module(module)
    for family in FAMILIES:
        for key in family.values():
            used_keys.exact.setdefault(key, f'key_family("{family.prefix}")')


def _declares_family(module: Iterable[ast.AST]) -> bool:
    return any(isinstance(node, ast.Call) and _function_name(node) == "key_family" for node in module)


def _module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _error_classes(modules: Iterable[Sequence[ast.AST]]) -> frozenset[str]:
    """Return the names of all subclasses of RostrumError."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for module in modules
        for node in module
        if isinstance(node, ast.ClassDef)
    }
    names = {_ROOT_ERROR}
    while more := {name for name, above in bases.items() if above & names and name not in names}:
        names |= more
    return frozenset(names)


def _function_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _add_python_keys(module: Sequence[ast.AST], location: str, errors: frozenset[str], used_keys: UsedKeys) -> None:
    composed = _composed_key_parts(module)
    for node in module:
        if isinstance(node, ast.Call):
            _add_call_keys(node, location, errors, used_keys)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in composed:
            if _KEY.fullmatch(node.value):
                used_keys.mentioned.add(node.value)
            elif _PREFIX.fullmatch(node.value):
                used_keys.prefixes.add(node.value)


def _composed_key_parts(module: Iterable[ast.AST]) -> set[int]:
    """Return the ids of constants that look like a prefix but are only part of a composed key."""
    parts: set[int] = set()
    for node in module:
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
        elif isinstance(node, ast.Call) and _function_name(node) in _PREFIX_FUNCTIONS and node.args:
            parts.add(id(node.args[0]))
    return parts


def _add_call_keys(call: ast.Call, location: str, errors: frozenset[str], used_keys: UsedKeys) -> None:
    name = _function_name(call)
    if name in _PYTHON_TEXTS and len(call.args) >= 2:
        for key in _key_literals(call.args[1]):
            used_keys.exact.setdefault(key, f"{location}:{call.lineno}")
    elif name in errors and call.args:
        for code in _key_literals(call.args[0]):
            used_keys.exact.setdefault(f"error.{code}", f"{location}:{call.lineno}")


def _key_literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if _KEY.fullmatch(node.value) or "_" in node.value:
            yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _key_literals(node.body)
        yield from _key_literals(node.orelse)


def _add_template_keys(tree: nodes.Template, location: str, used_keys: UsedKeys) -> None:
    literals = (const.value for const in tree.find_all(nodes.Const) if isinstance(const.value, str))
    used_keys.mentioned.update(literal for literal in literals if _KEY.fullmatch(literal))
    for call in tree.find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or not call.args:
            continue
        keys = list(_template_literals(call.args[0]))
        if call.node.name in _TEMPLATE_TEXTS:
            for key in keys:
                used_keys.exact.setdefault(key, f"{location}:{call.lineno}")
        elif call.node.name == "texts":
            used_keys.prefixes.update(keys)


def _template_literals(node: nodes.Expr | None) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _template_literals(node.expr1)
        yield from _template_literals(node.expr2)
