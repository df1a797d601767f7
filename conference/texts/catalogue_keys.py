"""Finds every text key that the program uses: in Python, in templates, in the pages' scripts, in key families."""

import ast
import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, nodes

from conference.texts.catalogues import FAMILIES

_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_PREFIX = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\.")
_SCRIPT_CALL = re.compile(r"""(?:\.|\b)(?:text|plural|plain|pattern|t|tn)\(\s*["']([a-z0-9_.]+)["']""")
_PYTHON_TEXTS = {"text", "plural", "form", "has"}
_TEMPLATE_TEXTS = {"t", "tn", "plain", "plain_n"}
_ROOT_ERROR = "RostrumError"


@dataclass
class Found:
    """The keys that the program uses.

    `exact` must exist, each with a place that uses it; `prefixes` reach scripts as a whole; `mentioned` are other
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


def find_keys(root: Path, packages: Sequence[str]) -> Found:
    """Find every key that the `packages` under `root` use. Modules that declare key families are imported."""
    found = Found()
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in _files(root, packages, "py")}
    errors = _error_classes(trees.values())
    for path, tree in trees.items():
        _from_python(tree, str(path.relative_to(root)), errors, found)
    environment = Environment(autoescape=True)
    for path in _files(root, packages, "html"):
        _from_template(environment.parse(path.read_text(encoding="utf-8")), str(path.relative_to(root)), found)
    for path in _files(root, packages, "mjs"):
        for key in _SCRIPT_CALL.findall(path.read_text(encoding="utf-8")):
            if _KEY.fullmatch(key):
                found.exact.setdefault(key, str(path.relative_to(root)))
    _from_families((_module(path, root) for path, tree in trees.items() if _declares_family(tree)), found)
    return found


def _files(root: Path, packages: Sequence[str], suffix: str) -> list[Path]:
    found = (path for package in packages for path in sorted((root / package).rglob(f"*.{suffix}")))
    return [path for path in found if not {"vendor", "bundled"} & set(path.parts)]


def _from_families(declaring: Iterable[str], found: Found) -> None:
    """The keys that modules declare with `key_family`; those modules are imported for it."""
    for module in declaring:
        importlib.import_module(module)
    for family in FAMILIES:
        for key in family.values():
            found.exact.setdefault(key, f'key_family("{family.prefix}")')


def _declares_family(tree: ast.AST) -> bool:
    return any(isinstance(node, ast.Call) and _name(node) == "key_family" for node in ast.walk(tree))


def _module(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _error_classes(trees: Iterable[ast.AST]) -> frozenset[str]:
    """The names of every class that descends from RostrumError."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    known = {_ROOT_ERROR}
    while more := {name for name, above in bases.items() if above & known and name not in known}:
        known |= more
    return frozenset(known)


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _from_python(tree: ast.AST, place: str, errors: frozenset[str], found: Found) -> None:
    passive = _inside_formats_and_families(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            _from_call(node, place, errors, found)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passive:
            if _KEY.fullmatch(node.value):
                found.mentioned.add(node.value)
            elif _PREFIX.fullmatch(node.value):
                found.prefixes.add(node.value)


def _inside_formats_and_families(tree: ast.AST) -> set[int]:
    """Constants that look like a prefix but are only the beginning of a composed key."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
        elif isinstance(node, ast.Call) and _name(node) in ("key_family", "removeprefix", "startswith") and node.args:
            inside.add(id(node.args[0]))
    return inside


def _from_call(call: ast.Call, place: str, errors: frozenset[str], found: Found) -> None:
    name = _name(call)
    if name in _PYTHON_TEXTS and len(call.args) >= 2:
        for key in _literals(call.args[1]):
            found.exact.setdefault(key, f"{place}:{call.lineno}")
    elif name in errors and call.args:
        for code in _literals(call.args[0]):
            found.exact.setdefault(f"error.{code}", f"{place}:{call.lineno}")


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if _KEY.fullmatch(node.value) or "_" in node.value:
            yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _from_template(tree: nodes.Template, place: str, found: Found) -> None:
    literals = (const.value for const in tree.find_all(nodes.Const) if isinstance(const.value, str))
    found.mentioned.update(literal for literal in literals if _KEY.fullmatch(literal))
    for call in tree.find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or not call.args:
            continue
        given = list(_template_literals(call.args[0]))
        if call.node.name in _TEMPLATE_TEXTS:
            for key in given:
                found.exact.setdefault(key, f"{place}:{call.lineno}")
        elif call.node.name == "texts":
            found.prefixes.update(given)


def _template_literals(node: nodes.Expr | None) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _template_literals(node.expr1)
        yield from _template_literals(node.expr2)
