"""Every action has a caller, and every field of an event has a reader, outside the tests."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from conference.event.model import Entry
from tests.support.paths import ROOT
from tests.support.syntax import syntax

PACKAGES = ("accreditation", "broadcast", "conference", "rostrum")

ACTIONS_WITHOUT_CALLER: frozenset[str] = frozenset()
"""Actions that get their page in a later issue. This list may only shrink."""

FIELDS_WITHOUT_READER: frozenset[str] = frozenset(
    {
        "Signatory.signed_on",
    }
)
"""Fields of the event's data that get their reader in a later issue. This list may only shrink."""

PROVENANCE_FIELDS = frozenset({"assumed", "source", "sources"})
"""Notes on where a value of the event's files comes from: for the people who write these files, not for the program."""


Statements = list[tuple[ast.stmt, list[ast.AST]]]


@cache
def modules() -> dict[str, Statements]:
    """Return dotted name → statements of every module of the packages."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {dotted_name(path): statements(syntax(path)) for path in paths}


def statements(tree: ast.Module) -> Statements:
    """Return the statements of a module, each with all its nodes."""
    return [(statement, list(ast.walk(statement))) for statement in tree.body]


def dotted_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def action_names(module: Statements) -> list[str]:
    functions = (node for node, _ in module if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [function.name for function in functions if not function.name.startswith("_")]


def imported_names(module: Statements) -> dict[str, tuple[str, str]]:
    """Return local name → module and name that it was imported from."""
    return {
        alias.asname or alias.name: (node.module or "", alias.name)
        for _, nodes in module
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def uses(name: str, module: Statements) -> Iterator[tuple[str, str]]:
    """Yield module and name of each function that the module uses; a function's own body is no use of it."""
    imported = imported_names(module)
    for statement, nodes in module:
        own = statement.name if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) else None
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id != own:
                yield imported.get(node.id, (name, node.id))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in imported:
                yield ".".join(imported[node.value.id]), node.attr


def actions_without_caller() -> set[str]:
    used = {use for name, module in modules().items() for use in uses(name, module)}
    return {
        action
        for name, module in modules().items()
        if re.search(r"\.actions(\.|$)", name)
        for action in action_names(module)
        if (name, action) not in used
    }


def event_fields() -> Iterator[tuple[str, str]]:
    """Yield class and field of all data that is read from the event's files."""
    kinds: list[type[Entry]] = [Entry]
    while kinds:
        kind = kinds.pop()
        kinds += [each for each in kind.__subclasses__() if each.__module__.startswith("conference.event.model.")]
        own = vars(kind).get("__annotations__", {})
        yield from ((kind.__name__, field) for field in own if field not in PROVENANCE_FIELDS)


@cache
def read_attributes() -> frozenset[str]:
    """Return the attributes that code and templates read; checking and loading an event is no reading of it."""
    skipped = {f"conference.event.{name}" for name in ("check", "checks.access", "drafts", "load")}
    in_code = {
        node.attr
        for name, module in modules().items()
        if name not in skipped
        for _, nodes in module
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    templates = (path.read_text(encoding="utf-8") for package in PACKAGES for path in (ROOT / package).rglob("*.html"))
    return frozenset(in_code.union(*(re.findall(r"\.([a-z_][a-z0-9_]*)", text) for text in templates)))


def fields_without_reader() -> set[str]:
    return {f"{kind}.{field}" for kind, field in event_fields() if field not in read_attributes()}


def test_actions_have_a_caller_outside_tests() -> None:
    assert actions_without_caller() == ACTIONS_WITHOUT_CALLER


def test_event_fields_have_a_reader_outside_tests() -> None:
    assert fields_without_reader() == FIELDS_WITHOUT_READER


def test_function_uses_exclude_own_body_and_bare_imports() -> None:
    tree = ast.parse("from a.actions import other, unused\n\ndef act(n):\n    return act(n - 1) if n else other(n)\n")
    found = set(uses("a", statements(tree)))
    assert ("a.actions", "other") in found
    assert ("a", "act") not in found
    assert ("a.actions", "unused") not in found
