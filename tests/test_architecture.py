"""Structure of the source tree: imports, sizes of folders, files and functions, and the places of tests."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support.syntax import nodes

ROOT = Path(__file__).parents[1]
PACKAGES = ("conference", "accreditation", "broadcast", "rostrum")
PURE = {
    "accreditation": (
        "accreditation/*/domain.py",
        "accreditation/*/domain/*.py",
        "accreditation/*/domain/*/*.py",
        "accreditation/access/*.py",
    ),
    "broadcast": (
        "broadcast/*/domain.py",
        "broadcast/*/domain/*.py",
        "broadcast/*/domain/*/*.py",
        "broadcast/feed/displays/standings.py",
        "broadcast/feed/screens.py",
    ),
    "conference": (
        "conference/errors.py",
        "conference/languages.py",
        "conference/tables/cells.py",
        "conference/tables/columns.py",
        "conference/tables/delimited.py",
        "conference/texts/folding.py",
        "conference/texts/isolates.py",
        "conference/texts/typed_text.py",
        "conference/texts/typed_clock.py",
        "conference/texts/stream_safe.py",
        "conference/texts/email_addresses.py",
        "conference/texts/phone_numbers.py",
    ),
}
"""The pure modules of each package. Those of a feature import its own pure modules and those of conference."""

PURE_LIBRARIES = {"email_validator", "msgspec", "phonenumbers", "rapidfuzz.distance"}
"""Libraries that compute from their arguments alone."""

NOT_PURE = {"accreditation/access/event_plan.py", "accreditation/access/roles.py"}
"""Read the event model and the floor's roles."""

OTHER_PACKAGES = re.compile("accreditation|broadcast|rostrum", re.IGNORECASE)
PRODUCT_NAMES = re.compile(r"\bRostrumError\b|\brostrum_[a-z_]+\b")
"""The base class of errors and the names of metrics."""

PRODUCT_TEXTS = {
    "conference/event/model/fields.py": '"broadcaster"',
    "conference/texts/catalogue_check.py": "Project-Id-Version: Rostrum",
    "conference/web/csrf.py": '"rostrum csrf"',
    "conference/web/font_slices.py": 'getLogger("rostrum.web")',
    "conference/web/middlewares.py": '.headers["Server"] = "rostrum"',
}
"""The name of the product that clients and operators see, and a kind of outlet: to change them changes behaviour."""

UNBOUNDED_CALLS = {
    "unicodedata.normalize": "conference.texts.stream_safe.normalize",
    "request.post": "conference.web.read_form",
    "request.text": "conference.web.read_body",
    "request.json": "conference.web.read_json",
    "request.multipart": "conference.web.read_form",
    "request.cookies": "conference.web.context.read_cookie",
}
"""Calls whose cost a client's text decides, and what bounds it."""

INPUT_CALLS = {
    "posted_form": "conference.web.read_form",
    "request.post": "conference.web.read_form",
    "request.read": "conference.web.read_body",
    "request.json": "conference.web.read_json",
    "request.query": "conference.web.read_query",
    "web.json_response": "conference.web.json_response",
}
"""How a handler reads and answers, besides the one way of `conference.web`."""

INPUT_EXCEPTIONS = {
    "conference/health.py": {"web.json_response"},
    "broadcast/feed/web.py": {"request.query"},
}
"""`health` answers without the web layer. The feed reads its query as its router does, which precedes HTTP."""

IMPURE_STANDARD = {"asyncio", "sqlite3", "time", "random", "secrets", "socket", "threading", "subprocess", "os"}
MAX_LINES = 400
MAX_MODULES = 20
TESTED_SHARE = 0.9
"""Minimum share of modules with the test of their name at the mirrored path; the others are Protocols and tables."""

MAX_NAME_LENGTH = 60

MAX_FUNCTION_LINES = 50
USUAL_FUNCTION_LINES = 25
MAX_POSITIONAL = 4


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
    return names


def functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    found = []
    for path in sources(*PACKAGES):
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append((f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node))
    return found


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or node.lineno) - first.lineno + 1 + (node.body[0].lineno - node.lineno)


def test_import_contracts_hold() -> None:
    script = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([script, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def pure_modules(package: str) -> dict[str, Path]:
    """The pure modules of a package: name of the module → file."""
    files = [path for pattern in PURE[package] for path in sorted(ROOT.glob(pattern))]
    paths = [path.relative_to(ROOT) for path in files]
    return {".".join(path.with_suffix("").parts): ROOT / path for path in paths if str(path) not in NOT_PURE}


@pytest.mark.parametrize(("package", "least"), [("accreditation", 20), ("broadcast", 10), ("conference", 3)])
def test_pure_modules_import_only_pure_modules(package: str, least: int) -> None:
    pure = pure_modules(package)
    assert len(pure) >= least
    allowed = {*sys.stdlib_module_names - IMPURE_STANDARD, *PURE_LIBRARIES, *pure, *pure_modules("conference")}
    wrong = [
        f"{module} imports {name}"
        for module, path in pure.items()
        for name in imports(path)
        if name not in allowed and name.split(".")[0] not in allowed
    ]
    assert wrong == []


def test_conference_names_no_other_package() -> None:
    """Code, texts and comments of conference name neither a feature nor the composition root."""
    wrong = []
    for path in sources("conference"):
        place = str(path.relative_to(ROOT))
        source = PRODUCT_NAMES.sub("", path.read_text(encoding="utf-8").replace(PRODUCT_TEXTS.get(place, "\0"), ""))
        wrong += [f"{place}: {line.strip()}" for line in source.splitlines() if OTHER_PACKAGES.search(line)]
    assert wrong == []


def test_text_of_clients_is_read_by_bounded_functions_alone() -> None:
    allowed = {"conference/texts/stream_safe.py"}
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} {name}: use {UNBOUNDED_CALLS[name]}"
        for path in sources(*PACKAGES)
        if str(path.relative_to(ROOT)) not in allowed
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and (name := ast.unparse(node)) in UNBOUNDED_CALLS
    ]
    assert wrong == []


WEB_FOLDERS = ("broadcast/console", "broadcast/pages")
"""Folders of web layers that are not named `web`."""


def test_web_modules_open_no_transaction() -> None:
    """Handlers call actions, which open the transactions."""
    modules = {path for path in sources(*PACKAGES) if "web" in path.relative_to(ROOT).parts} | {*sources(*WEB_FOLDERS)}
    opened = re.compile(r"(^|[._])(transactions|database)\.(read|write)$")
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} {name}"
        for path in sorted(modules)
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and opened.search(name := ast.unparse(node))
    ]
    assert wrong == []


def test_handlers_read_and_answer_in_one_way() -> None:
    """Outside of conference.web no module reads a form, a query or JSON by itself, or answers JSON by itself."""
    wrong = []
    for path in sources(*PACKAGES):
        place = str(path.relative_to(ROOT))
        if place.startswith("conference/web/"):
            continue
        names = {ast.unparse(node) for node in nodes(path) if isinstance(node, ast.Attribute | ast.Name)}
        found = names & INPUT_CALLS.keys() - INPUT_EXCEPTIONS.get(place, set())
        wrong += [f"{place} {name}: use {INPUT_CALLS[name]}" for name in found]
        if "/web/" in place and {"json.loads", "msgspec.json.decode", "msgspec.json.Decoder"} & names:
            wrong.append(f"{place} decodes JSON: use conference.web.read_json")
    assert wrong == []


def folder_sizes() -> Counter[str]:
    """Number of modules by folder, without `__init__.py`, vendored files and migrations, of which none is removed."""
    files = [path for package in PACKAGES for kind in ("*.py", "*.mjs") for path in (ROOT / package).rglob(kind)]
    return Counter(
        str(path.parent.relative_to(ROOT))
        for path in files
        if path.name != "__init__.py" and not {"vendor", "versions"} & {*path.parts}
    )


def test_folders_hold_at_most_twenty_modules() -> None:
    full = {folder: n for folder, n in folder_sizes().items() if n > MAX_MODULES}
    assert full == {}


def test_modules_have_the_test_of_their_name() -> None:
    modules = [path.relative_to(ROOT) for path in sources(*PACKAGES) if path.name != "__init__.py"]
    modules = [path for path in modules if "versions" not in path.parts]
    untested = [str(path) for path in modules if not (ROOT / "tests" / path.parent / f"test_{path.name}").exists()]
    assert 1 - len(untested) / len(modules) >= TESTED_SHARE, untested


def test_test_names_have_at_most_sixty_characters() -> None:
    names = {
        node.name
        for path in sources("tests")
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }
    assert {name for name in names if len(name) > MAX_NAME_LENGTH} == set()


def test_files_have_at_most_four_hundred_lines() -> None:
    files = [*sources(*PACKAGES), *(path for p in PACKAGES for path in (ROOT / p).rglob("*.mjs"))]
    large = {
        str(path.relative_to(ROOT)): lines
        for path in files
        if "vendor" not in path.parts and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert large == {}


def test_functions_are_short() -> None:
    lengths = {name: length(node) for name, node in functions()}
    assert {name: n for name, n in lengths.items() if n > MAX_FUNCTION_LINES} == {}
    usual = sum(1 for n in lengths.values() if n <= USUAL_FUNCTION_LINES)
    assert usual >= 0.9 * len(lengths)


def test_functions_take_at_most_four_positional_parameters() -> None:
    many = [
        name
        for name, node in functions()
        if len([a for a in node.args.args + node.args.posonlyargs if a.arg not in ("self", "cls")]) > MAX_POSITIONAL
    ]
    assert many == []


def test_module_names_say_what_they_hold() -> None:
    banned = {"utils", "util", "helpers", "helper", "misc", "common", "manager"}
    assert [str(p) for p in sources(*PACKAGES) if p.stem in banned] == []
