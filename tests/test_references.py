"""References in code, tests and documents lead to something in this repository.

Checked are sections of the design (`DESIGN` and a section sign), cases of docs/cases.md, decision records, files that
documents name, links between documents, and modules that docstrings name. A paragraph of a document that begins with
**Planned.** may name what is not built yet.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
SUFFIXES = {".py", ".mjs", ".css", ".html", ".toml", ".md", ".yml", ".typ"}
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(p for f in ("docs", "bench", ".github") for p in (ROOT / f).rglob("*.md"))])
DESIGN, CASES = ROOT / "docs/design.md", ROOT / "docs/cases.md"
MADE_LATER = re.compile(
    r"(?:var|dist|event|keys|tls|conference/bundled|conference/static/vendor)(?:/|$)|events/(?:forum-2027|small|water-2027)"
)
"""Folders of a running program, of a build, or of an example, which documents name."""

_CASE = r"[ABC][0-9]{1,2}"
_CASE_LIST = rf"{_CASE}(?:(?:, | and | ){_CASE})*(?![\w+])"
_CASE_MENTIONS = (
    re.compile(rf"\b(?:CASES|[Cc]ases?|[Cc]overs) ({_CASE_LIST})"),
    re.compile(rf"(?<!\w)\((?:[^()\n]*[,;] )??({_CASE_LIST})\)"),
    re.compile(rf'"""({_CASE_LIST})[.:,]'),
)
_SECTIONS = re.compile(r"(?:DESIGN|[Dd]esign)(?:\.md)?,? (§\d[\d.]*(?:(?:, | and )§\d[\d.]*)*)")
_DOCUMENT_NAMES = re.compile(r"\b([A-Z]{3,})(?:\.md\b| §)")
_DECISIONS = re.compile(r"[Dd]ecisions? (\d{4})")
_MODULES = re.compile(rf"`((?:{'|'.join(PACKAGES)})(?:\.\w+)+)`")
_FILES_IN_CODE = re.compile(
    rf"(?<![\w/.-])((?:docs|tests|bench|events)/[\w./*-]*[\w*])|`((?:{'|'.join(PACKAGES)})/[\w./*-]+\.(?:py|mjs))`"
)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"(?:[\w.-]+/)+[\w.*-]*|[\w.*-]+\.(?:py|mjs|md|toml|po|html|css|typ)")


def source_files() -> list[Path]:
    """Every text of the project that may refer to something, but for this file, whose samples are wrong on purpose."""
    folders = [ROOT / name for name in (*PACKAGES, "docs", "events", ".github")]
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in SUFFIXES]
    kept = [path for path in found if "vendor" not in path.parts and path != Path(__file__)]
    return sorted({*kept, *DOCUMENTS, *ROOT.glob("*.toml")})


def case_mentions(text: str) -> set[str]:
    """The ids of the cases that a text refers to."""
    lists = (match[1] for pattern in _CASE_MENTIONS for match in pattern.finditer(text))
    return {case for cases in lists for case in re.findall(_CASE, cases)}


def design_sections(text: str) -> set[str]:
    """The sections of the design that exist: `4`, `4.1`, and `6.7` for the seventh item of section 6."""
    found: set[str] = set()
    number = ""
    for line in text.splitlines():
        if heading := re.match(r"#{2,3} (\d+(?:\.\d+)?) ", line):
            number = heading[1]
            found.add(number)
        elif item := re.match(r"(\d+)\. ", line):
            found.add(f"{number}.{item[1]}")
    return found


def case_table(text: str) -> dict[str, set[str]]:
    """Case → the files that the last column of its row names."""
    rows = (line.split("|") for line in text.splitlines() if re.match(rf"\| {_CASE} \|", line))
    return {row[1].strip(): set(re.findall(r"`([^`]+)`", row[-2])) for row in rows}


KNOWN_SECTIONS = design_sections(DESIGN.read_text(encoding="utf-8"))
KNOWN_CASES = case_table(CASES.read_text(encoding="utf-8"))


def wrong_sections(text: str, _page: Path) -> Iterator[str]:
    """References to sections of the design that do not exist."""
    lists = (match[1] for match in _SECTIONS.finditer(text))
    named = {name.rstrip(".") for sections in lists for name in re.findall(r"§(\d[\d.]*)", sections)}
    yield from (f"DESIGN §{name}" for name in named - KNOWN_SECTIONS)


def wrong_cases(text: str, _page: Path) -> Iterator[str]:
    """References to cases that docs/cases.md does not have."""
    yield from (f"case {name}" for name in case_mentions(text) - KNOWN_CASES.keys())


def wrong_names(text: str, _page: Path) -> Iterator[str]:
    """Documents by their capital names, which the repository does not contain."""
    known = {"DESIGN", "CASES", *(page.stem for page in ROOT.glob("*.md")), "README"}
    yield from (f"document {name}" for name in set(_DOCUMENT_NAMES.findall(text)) - known)
    yield from (f"document {name}" for name in re.findall(r"\b(?:DESIGN|CASES)\.md|\.\./shared\S*", text))


def wrong_decisions(text: str, _page: Path) -> Iterator[str]:
    """References to decision records that do not exist."""
    for number in _DECISIONS.findall(text):
        if not list(ROOT.glob(f"docs/decisions/{number}-*.md")):
            yield f"decision {number}"


def wrong_modules(text: str, _page: Path) -> Iterator[str]:
    """Dotted names of modules, and of what is in them, that do not exist."""
    for name in _MODULES.findall(text):
        parts = name.split(".")
        places = [ROOT.joinpath(*parts[:n]) for n in range(len(parts), 0, -1)]
        place = next(place for place in places if place.is_dir() or place.with_suffix(".py").exists())
        module = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        rest = parts[len(place.relative_to(ROOT).parts) :]
        if any(not re.search(rf"\b{part}\b", module.read_text(encoding="utf-8")) for part in rest):
            yield f"module {name}"


def wrong_files(text: str, page: Path) -> Iterator[str]:
    """Files that a document or a docstring names and that do not exist, from the root or beside the page."""
    if page.suffix != ".md":
        named = (first or second for first, second in _FILES_IN_CODE.findall(text))
        yield from (f"file {name}" for name in named if not exists(name, ROOT))
        return
    for name in _SPAN.findall(built(text)):
        path = name.split("§")[0].strip()
        if _PATH.fullmatch(path) and not exists(path, ROOT, page.parent):
            yield f"file {name}"


def wrong_links(text: str, page: Path) -> Iterator[str]:
    """Links of a document to pages or headings that do not exist."""
    if page.suffix != ".md":
        return
    for link in _LINK.findall(text):
        target, _, anchor = link.partition("#")
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        place = page.parent / target if target else page
        if not place.exists() or (anchor and anchor not in anchors(place.read_text(encoding="utf-8"))):
            yield f"link {link}"


def built(text: str) -> str:
    """A document without its blocks of code and the paragraphs about what is planned."""
    paragraphs = _FENCED.sub("", text).split("\n\n")
    return "\n\n".join(part for part in paragraphs if not part.lstrip("- ").startswith("**Planned.**"))


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def exists(name: str, *folders: Path) -> bool:
    """Whether one of the folders holds a path, which may have wildcards."""
    if MADE_LATER.match(name):
        return True
    return any((folder / name).exists() or any(folder.glob(name.rstrip("/"))) for folder in folders)


Check = Callable[[str, Path], Iterator[str]]
CHECKS: tuple[Check, ...] = (
    wrong_sections,
    wrong_cases,
    wrong_names,
    wrong_decisions,
    wrong_modules,
    wrong_files,
    wrong_links,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_references_resolve(check: Check) -> None:
    wrong = {
        str(page.relative_to(ROOT)): found
        for page in source_files()
        if (found := sorted(set(check(page.read_text(encoding="utf-8"), page))))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (wrong_sections, "(DESIGN §4.99)"),
        (wrong_sections, "the design §4.1, §9"),
        (wrong_sections, "DESIGN §6.77"),
        (wrong_cases, "(CASES B7, B99)"),
        (wrong_cases, '"""A77."""'),
        (wrong_cases, "told by name (DESIGN §4.1, A77)"),
        (wrong_names, "HOUSE §2"),
        (wrong_names, "see LOOK.md"),
        (wrong_names, "../shared/DESIGN.md"),
        (wrong_decisions, "decision 9999"),
        (wrong_modules, "`conference.nowhere.Thing`"),
        (wrong_modules, "`conference.clock.Nothing`"),
        (wrong_files, "`docs/nowhere.md`"),
        (wrong_files, "`conference/nowhere/*.py`"),
        (wrong_links, "[x](nowhere.md)"),
        (wrong_links, "[x](docs/design.md#nowhere)"),
    ],
)
def test_wrong_reference_is_found(check: Check, text: str) -> None:
    assert list(check(text, ROOT / "README.md"))


def test_wrong_file_in_code_is_found() -> None:
    assert list(wrong_files('"""See docs/nowhere.md."""', ROOT / "conference/clock.py"))


def test_planned_paragraphs_may_name_what_is_not_built() -> None:
    page = "`docs/design.md` is here.\n\n**Planned.** `conference/nowhere/` comes."
    assert list(wrong_files(page, ROOT / "README.md")) == []


def test_cases_name_the_tests_that_name_them() -> None:
    places = [path for folder in ("tests", "bench") for path in (ROOT / folder).rglob("*")]
    naming: dict[str, set[str]] = {case: set() for case in KNOWN_CASES}
    for path in places:
        if path.suffix in SUFFIXES and path != Path(__file__) and path.suffix != ".md":
            for case in case_mentions(path.read_text(encoding="utf-8")):
                naming[case].add(str(path.relative_to(ROOT)))
    assert naming == KNOWN_CASES
